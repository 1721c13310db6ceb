import { sm2 } from 'sm-crypto-v2';
import { childrenOf, expectTag, readDer, readUnsigned, TAG } from './der.ts';
import { octetString, sequence, unsigned } from './der-writer.ts';
import { GuomiError } from './guomi-error.ts';
import type { Sm2PrivateKey, Sm2PublicKey } from './sm2-key.ts';

/**
 * Encrypts for the holder of the private key; DER `SEQUENCE { x, y, hash, cipher }`. Meant for keys and short secrets.
 *
 * @throws GuomiError 'input-invalid' for an empty plaintext
 * Source: GB/T 32918.4-2016 §6, GM/T 0009-2012 §7.2 (encoding).
 */
export function sm2Encrypt(plaintext: Uint8Array, key: Sm2PublicKey): Buffer {
  return encryptBy(plaintext, () => Buffer.from(sm2.doEncrypt(plaintext, key.point.toString('hex')), 'hex'));
}

/** As sm2Encrypt, where `draw` gives x ‖ y ‖ C3 ‖ C2 for a fresh nonce each time. */
export function encryptBy(plaintext: Uint8Array, draw: () => Buffer): Buffer {
  if (plaintext.length === 0) throw new GuomiError('input-invalid', 'SM2 不加密空明文', 'SM2 encrypts no empty plaintext');
  for (;;) {
    const raw = draw();
    const cipher = raw.subarray(96);
    // A5 of the standard: an all-zero key stream is drawn again; the library would send the plaintext (1 in 256 for one byte).
    if (cipher.equals(plaintext)) continue;
    return sequence(unsigned(raw.subarray(0, 32)), unsigned(raw.subarray(32, 64)), octetString(raw.subarray(64, 96)), octetString(cipher));
  }
}

/**
 * @throws GuomiError 'encoding-invalid' for other than the DER of GM/T 0009; 'ciphertext-altered' for a point off the curve, another key
 * or a changed byte (one error for all: which it was helps an attacker only). Source: GB/T 32918.4-2016 §7.
 */
export function sm2Decrypt(ciphertext: Uint8Array, key: Sm2PrivateKey): Buffer {
  const [x, y, hash, cipher, ...more] = childrenOf(expectTag(readDer(ciphertext), TAG.sequence, 'ciphertext'));
  const check = expectTag(hash, TAG.octetString, 'C3').content;
  const body = expectTag(cipher, TAG.octetString, 'C2').content;
  if (more.length > 0 || check.length !== 32 || body.length === 0)
    throw new GuomiError('encoding-invalid', 'SM2 密文应为 C1、C3（32 字节）、C2', 'an SM2 ciphertext holds C1, C3 (32 bytes) and C2');
  // The raw form, because only there does the library check that C1 lies on the curve (B1 of the standard).
  const raw = Buffer.concat([readUnsigned(x, 32, 'C1.x'), readUnsigned(y, 32, 'C1.y'), check, body]);
  const plaintext = decryptRaw(raw, key);
  // On a wrong hash the library answers with nothing at all; a key stream of zeros is refused by B4.
  if (plaintext.length !== body.length || plaintext.equals(body)) throw altered();
  return plaintext;
}

function decryptRaw(raw: Buffer, key: Sm2PrivateKey): Buffer {
  try {
    return Buffer.from(sm2.doDecrypt(raw.toString('hex'), key.unsafeScalar().toString('hex'), 1, { output: 'array' }));
  } catch {
    throw altered();
  }
}

function altered(): GuomiError {
  return new GuomiError(
    'ciphertext-altered',
    'SM2 密文无法解开：已被改动，或不是为此密钥加密',
    'the SM2 ciphertext cannot be opened: it was altered, or encrypted for another key',
  );
}
