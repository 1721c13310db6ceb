import { createCipheriv, timingSafeEqual } from 'node:crypto';
import { GuomiError } from './guomi-error.ts';
import { expectLength, SM4_KEY_BYTES, sm4Ctr } from './sm4.ts';

const BLOCK = 16;
const NONCE = 12;
const TAG = 16;

/** SM4-CCM: ciphertext ‖ tag (16 bytes). A nonce (12 bytes) serves once per key; at most 2^24-1 bytes. Source: RFC 8998 §3.2, RFC 3610. */
export function sm4CcmEncrypt(
  plaintext: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array = new Uint8Array(),
): Buffer {
  const tag = codeOf(plaintext, key, nonce, associated);
  return Buffer.concat([sm4Ctr(plaintext, key, counter(nonce, 1)), sm4Ctr(tag, key, counter(nonce, 0))]);
}

/** @throws GuomiError 'ciphertext-altered' when key, nonce, associated data or any byte is another */
export function sm4CcmDecrypt(sealed: Uint8Array, key: Uint8Array, nonce: Uint8Array, associated: Uint8Array = new Uint8Array()): Buffer {
  if (sealed.length < TAG) throw altered();
  const end = sealed.length - TAG;
  const plaintext = sm4Ctr(sealed.subarray(0, end), key, counter(nonce, 1));
  const tag = sm4Ctr(sealed.subarray(end), key, counter(nonce, 0));
  if (!timingSafeEqual(tag, codeOf(plaintext, key, nonce, associated))) throw altered();
  return plaintext;
}

/** CBC-MAC over flags, nonce and length, the associated data and the message. Source: RFC 3610 §2.2. */
function codeOf(message: Uint8Array, key: Uint8Array, nonce: Uint8Array, associated: Uint8Array): Buffer {
  expectLength(key, SM4_KEY_BYTES, '密钥', 'key');
  expectLength(nonce, NONCE, '随机数', 'nonce');
  if (message.length >= 2 ** 24 || associated.length >= 0xff00)
    throw new GuomiError('input-invalid', 'SM4-CCM 的数据或附加数据过长', 'the data or the associated data is too long for SM4-CCM');
  const first = Buffer.alloc(BLOCK);
  // Flags: whether there is associated data; a tag of 16 bytes; lengths of 3 bytes.
  first[0] = (associated.length > 0 ? 0x40 : 0) | (((TAG - 2) / 2) << 3) | 2;
  first.set(nonce, 1);
  first.writeUIntBE(message.length, 13, 3);
  const length = Buffer.alloc(associated.length > 0 ? 2 : 0);
  if (associated.length > 0) length.writeUInt16BE(associated.length);
  const blocks = Buffer.concat([first, padded(Buffer.concat([length, associated])), padded(message)]);
  const cipher = createCipheriv('sm4-cbc', key, Buffer.alloc(BLOCK)).setAutoPadding(false);
  return cipher.update(blocks).subarray(-BLOCK);
}

function counter(nonce: Uint8Array, count: number): Buffer {
  expectLength(nonce, NONCE, '随机数', 'nonce');
  return Buffer.concat([Buffer.from([2]), nonce, Buffer.from([0, 0, count])]);
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
}

function altered(): GuomiError {
  return new GuomiError(
    'ciphertext-altered',
    'SM4-CCM 密文无法解开：已被改动，或密钥不符',
    'the SM4-CCM ciphertext cannot be opened: it was altered, or the key is another',
  );
}
