import { sm2 } from 'sm-crypto-v2';
import { childrenOf, expectTag, readDer, readUnsigned, TAG } from './der.ts';
import { sequence, unsigned } from './der-writer.ts';
import { GuomiError } from './guomi-error.ts';
import { ORDER, type Sm2PrivateKey, type Sm2PublicKey } from './sm2-key.ts';
import { sm3 } from './sm3.ts';

/** The signer id where the parties have agreed on none. Source: GB/T 35276-2017 §10. */
export const DEFAULT_SIGNER_ID = '1234567812345678';

/** a ‖ b ‖ xG ‖ yG of sm2p256v1. Source: GB/T 32918.5-2017. */
const CURVE = Buffer.from(
  'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
  'hex',
);

type Message = string | Uint8Array;
type Point = ReturnType<typeof sm2.precomputePublicKey>;
/** One secret nonce k; given only to repeat a published vector. */
export type Nonce = { readonly k: bigint; readonly x1: bigint };

const prepared = new WeakMap<Sm2PublicKey, Point>();

/** Tabulates a key that will verify often: about 35 ms once, then about six times faster, as long as this key object lives. */
export function prepareKey(key: Sm2PublicKey): Sm2PublicKey {
  if (!prepared.has(key)) prepared.set(key, sm2.precomputePublicKey(key.point.toString('hex')));
  return key;
}

/**
 * SM2 signature with SM3 over the signer's id, key and the message; DER `SEQUENCE { r, s }`. A text is signed as its UTF-8 bytes.
 *
 * @throws GuomiError 'input-invalid' for a signer id above 8191 bytes
 * Source: GB/T 32918.2-2016 §6, GM/T 0009-2012 (encoding).
 */
export function sm2Sign(message: Message, key: Sm2PrivateKey, signerId: string = DEFAULT_SIGNER_ID): Buffer {
  return unsafeSignWithNonce(message, key, signerId);
}

/** As sm2Sign with the nonce given: one nonce used twice gives the key away. */
export function unsafeSignWithNonce(message: Message, key: Sm2PrivateKey, signerId: string, nonce?: Nonce): Buffer {
  const digest = messageDigest(message, key.publicKey, signerId);
  const pool = nonce === undefined ? undefined : [{ ...nonce }];
  return signatureToDer(Buffer.from(sm2.doSignature(digest, key.unsafeScalar().toString('hex'), { pointPool: pool }), 'hex'));
}

/**
 * Whether the DER signature is this key's over this message under this signer id. Anything that is no signature is false, never an error.
 * Source: GB/T 32918.2-2016 §7.
 */
export function sm2Verify(message: Message, signature: Uint8Array, key: Sm2PublicKey, signerId: string = DEFAULT_SIGNER_ID): boolean {
  let raw: Buffer;
  try {
    raw = signatureFromDer(signature);
  } catch {
    return false;
  }
  // The library does not check the ranges of r and s (B1, B2 of the standard), and throws where they matter.
  if (!inRange(raw.subarray(0, 32)) || !inRange(raw.subarray(32))) return false;
  const point = prepared.get(key) ?? key.point.toString('hex');
  return sm2.doVerifySignature(messageDigest(message, key, signerId), raw.toString('hex'), point);
}

/** r ‖ s (64 bytes) of a DER signature. @throws GuomiError 'encoding-invalid' */
export function signatureFromDer(signature: Uint8Array): Buffer {
  const numbers = childrenOf(expectTag(readDer(signature), TAG.sequence, 'signature'));
  if (numbers.length !== 2)
    throw new GuomiError('encoding-invalid', 'SM2 签名应含 r、s 两个整数', 'an SM2 signature holds two numbers, r and s');
  return Buffer.concat([readUnsigned(numbers[0], 32, 'r'), readUnsigned(numbers[1], 32, 's')]);
}

/** The DER signature of r ‖ s. @throws GuomiError 'encoding-invalid' unless it has 64 bytes */
export function signatureToDer(raw: Uint8Array): Buffer {
  if (raw.length !== 64)
    throw new GuomiError('encoding-invalid', `r‖s 应为 64 字节，实为 ${raw.length}`, `r‖s has 64 bytes, these are ${raw.length}`);
  return sequence(unsigned(raw.subarray(0, 32)), unsigned(raw.subarray(32)));
}

/** Z: SM3 over the signer's id, the curve and the public key. Source: GB/T 32918.2-2016 §5.5. */
export function signerDigest(key: Sm2PublicKey, signerId: string): Buffer {
  const id = Buffer.from(signerId, 'utf8');
  if (id.length > 8191)
    throw new GuomiError(
      'input-invalid',
      `签名者标识最长 8191 字节，实为 ${id.length}`,
      `a signer id has at most 8191 bytes, not ${id.length}`,
    );
  const bits = Buffer.alloc(2);
  bits.writeUInt16BE(id.length * 8);
  return sm3(Buffer.concat([bits, id, CURVE, key.point.subarray(1)]));
}

/** e: what is signed. Source: GB/T 32918.2-2016 §6.1 A1, A2. */
export function messageDigest(message: Message, key: Sm2PublicKey, signerId: string): Buffer {
  return sm3(Buffer.concat([signerDigest(key, signerId), Buffer.from(message as Uint8Array)]));
}

function inRange(number: Buffer): boolean {
  const value = BigInt(`0x${number.toString('hex')}`);
  return value > 0n && value < ORDER;
}
