import type { Sm2PublicKey } from './sm2-key.ts';

/** One signing key that stays where it is. */
export interface Sm2Signer {
  readonly keyId: string;
  readonly publicKey: Sm2PublicKey;
  /** DER signature with SM3; the default signer id is GB/T 35276's. */
  sign(message: string | Uint8Array, signerId?: string): Promise<Buffer>;
}

/** A secret under a master key. The bytes are the provider's own format. */
export interface WrappedSecret {
  readonly masterKeyId: string;
  readonly bytes: Buffer;
}

/**
 * Holds the keys that never leave: signing keys and master keys. Data keys are unwrapped through it and used in memory; hashing, verifying
 * and encrypting for others need no secret and are plain functions. A hardware module maps one to one to GM/T 0018-2012: `sign` is
 * SDF_InternalSign_ECC over the digest, `decrypt` SDF_InternalDecrypt_ECC, `wrap` SDF_GenerateKeyWithKEK or SDF_Encrypt under the KEK,
 * `unwrap` SDF_ImportKeyWithKEK, `random` SDF_GenerateRandom.
 */
export interface CryptoProvider {
  /** Shown to people: where the keys are. */
  readonly name: string;
  /** @throws GuomiError 'key-unknown' */
  signer(keyId: string): Promise<Sm2Signer>;
  /** Opens an SM2 ciphertext (DER). @throws GuomiError 'key-unknown', 'ciphertext-altered' */
  decrypt(keyId: string, ciphertext: Uint8Array): Promise<Buffer>;
  /** The master key that `wrap` uses now. */
  currentMasterKey(): Promise<string>;
  /** Puts a secret under the current master key, bound to the context. */
  wrap(secret: Uint8Array, context: string): Promise<WrappedSecret>;
  /** @throws GuomiError 'key-unknown' for a master key it does not hold, 'record-altered' */
  unwrap(wrapped: WrappedSecret, context: string): Promise<Buffer>;
  /** Random bytes fit for keys. */
  random(length: number): Promise<Buffer>;
}
