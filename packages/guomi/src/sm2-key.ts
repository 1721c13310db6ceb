import { sm2 } from 'sm-crypto-v2';
import { GuomiError } from './guomi-error.ts';

/** The order of the curve sm2p256v1. Source: GB/T 32918.5-2017. */
export const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

/** A point of the curve: 65 bytes, 04 ‖ x ‖ y. */
export interface Sm2PublicKey {
  readonly point: Buffer;
}

/** A private key that neither prints nor serialises its scalar. */
export class Sm2PrivateKey {
  readonly publicKey: Sm2PublicKey;
  readonly #scalar: Buffer;
  constructor(scalar: Buffer, publicKey: Sm2PublicKey) {
    this.#scalar = scalar;
    this.publicKey = publicKey;
  }
  /** The 32 secret bytes; for export and for the arithmetic only. */
  unsafeScalar(): Buffer {
    return this.#scalar;
  }
}

/** A fresh key pair from the system's random source. */
export function generateSm2Key(): Sm2PrivateKey {
  const { privateKey } = sm2.generateKeyPairHex();
  return sm2PrivateKey(Buffer.from(privateKey, 'hex'));
}

/** A private key from its 32 bytes. @throws GuomiError 'key-invalid' outside 1 … n-2 (GB/T 32918.1 §6.1: with n-1 no signature exists) */
export function sm2PrivateKey(scalar: Uint8Array): Sm2PrivateKey {
  const value = scalar.length === 32 ? BigInt(`0x${Buffer.from(scalar).toString('hex')}`) : 0n;
  if (value < 1n || value > ORDER - 2n)
    throw new GuomiError(
      'key-invalid',
      'SM2 私钥应为 32 字节、在 1 到 n-2 之间的整数，请重新生成',
      'an SM2 private key is a number of 32 bytes from 1 to n-2; generate it anew',
    );
  const copy = Buffer.from(scalar);
  return new Sm2PrivateKey(copy, { point: Buffer.from(sm2.getPublicKeyFromPrivateKey(copy.toString('hex')), 'hex') });
}

/** A public key from its encoded point, compressed (33 bytes) or not (65). @throws GuomiError 'key-invalid' for a point not on the curve */
export function sm2PublicKey(point: Uint8Array): Sm2PublicKey {
  const bytes = Buffer.from(point);
  const form = bytes[0];
  const known = (bytes.length === 65 && form === 4) || (bytes.length === 33 && (form === 2 || form === 3));
  if (!known) throw notAPoint();
  const hex = bytes.toString('hex');
  try {
    if (form !== 4) return { point: Buffer.from(sm2.precomputePublicKey(hex, 1).toHex(false), 'hex') };
    if (sm2.verifyPublicKey(hex)) return { point: bytes };
  } catch {
    // The library throws for a point off the curve; the refusal below says it in our words.
  }
  throw notAPoint();
}

/** Whether two public keys are one and the same. */
export function samePublicKey(a: Sm2PublicKey, b: Sm2PublicKey): boolean {
  return a.point.equals(b.point);
}

function notAPoint(): GuomiError {
  return new GuomiError(
    'key-invalid',
    '公钥不是 SM2 曲线（sm2p256v1）上的点，请核对证书或密钥文件',
    'the public key is no point of the SM2 curve (sm2p256v1); check the certificate or key file',
  );
}
