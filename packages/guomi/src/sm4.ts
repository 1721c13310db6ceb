import { createCipheriv, createDecipheriv } from 'node:crypto';
import { sm4 } from 'sm-crypto-v2';
import { GuomiError } from './guomi-error.ts';

/** Bytes of an SM4 key and block. Source: GB/T 32907-2016. */
export const SM4_KEY_BYTES = 16;
const BLOCK = 16;
const GCM_NONCE = 12;
const GCM_TAG = 16;

/** SM4-CBC with PKCS#7 padding; iv of 16 unpredictable bytes. Not authenticated: for exchange with systems that ask for it only. */
export function sm4CbcEncrypt(plaintext: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  expectLength(key, SM4_KEY_BYTES, '密钥', 'key');
  expectLength(iv, BLOCK, '初始向量', 'iv');
  const cipher = createCipheriv('sm4-cbc', key, iv);
  return Buffer.concat([cipher.update(plaintext), cipher.final()]);
}

/** @throws GuomiError 'ciphertext-altered' when the padding is wrong; never tell a remote party which it was (padding oracles) */
export function sm4CbcDecrypt(ciphertext: Uint8Array, key: Uint8Array, iv: Uint8Array): Buffer {
  expectLength(key, SM4_KEY_BYTES, '密钥', 'key');
  expectLength(iv, BLOCK, '初始向量', 'iv');
  const cipher = createDecipheriv('sm4-cbc', key, iv);
  try {
    return Buffer.concat([cipher.update(ciphertext), cipher.final()]);
  } catch {
    throw altered('SM4-CBC');
  }
}

/** SM4-CTR key stream over the data, from a counter of 16 bytes; the same call encrypts and decrypts. Not authenticated. */
export function sm4Ctr(data: Uint8Array, key: Uint8Array, counter: Uint8Array): Buffer {
  expectLength(key, SM4_KEY_BYTES, '密钥', 'key');
  expectLength(counter, BLOCK, '计数器', 'counter');
  const cipher = createCipheriv('sm4-ctr', key, counter);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** SM4-GCM: ciphertext ‖ tag (16 bytes). A nonce (12 bytes) serves once per key. Source: RFC 8998 §3.1, NIST SP 800-38D. */
export function sm4GcmEncrypt(
  plaintext: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array = new Uint8Array(),
): Buffer {
  expectLength(key, SM4_KEY_BYTES, '密钥', 'key');
  expectLength(nonce, GCM_NONCE, '随机数', 'nonce');
  const sealed = sm4.encrypt(plaintext, key, { mode: 'gcm', iv: nonce, associatedData: associated, output: 'array', outputTag: true });
  return Buffer.concat([sealed.output, sealed.tag!]);
}

/** @throws GuomiError 'ciphertext-altered' when key, nonce, associated data or any byte is another */
export function sm4GcmDecrypt(sealed: Uint8Array, key: Uint8Array, nonce: Uint8Array, associated: Uint8Array = new Uint8Array()): Buffer {
  expectLength(key, SM4_KEY_BYTES, '密钥', 'key');
  expectLength(nonce, GCM_NONCE, '随机数', 'nonce');
  // Without a tag of full length the library decrypts unchecked.
  if (sealed.length < GCM_TAG) throw altered('SM4-GCM');
  const tag = sealed.subarray(sealed.length - GCM_TAG);
  const body = sealed.subarray(0, sealed.length - GCM_TAG);
  try {
    return Buffer.from(sm4.decrypt(body, key, { mode: 'gcm', iv: nonce, associatedData: associated, tag, output: 'array' }));
  } catch {
    throw altered('SM4-GCM');
  }
}

/** @throws GuomiError 'input-invalid' naming what has the wrong length */
export function expectLength(bytes: Uint8Array, length: number, zh: string, en: string): void {
  if (bytes.length !== length)
    throw new GuomiError(
      'input-invalid',
      `SM4 的${zh}应为 ${length} 字节，实为 ${bytes.length}`,
      `the SM4 ${en} has ${length} bytes, not ${bytes.length}`,
    );
}

function altered(mode: string): GuomiError {
  return new GuomiError(
    'ciphertext-altered',
    `${mode} 密文无法解开：已被改动，或密钥不符`,
    `the ${mode} ciphertext cannot be opened: it was altered, or the key is another`,
  );
}
