import { exportPublicKey, type Sm2PrivateKey, type Sm2PublicKey, sm2Sign, sm2Verify, sm3 } from '@anjie/guomi';

/** The signed statement "these were the first `size` rows". */
export interface Checkpoint {
  /** the installation whose audit it is, and the signer id of its signature */
  readonly installation: string;
  /** number of rows; the first row is number 1 */
  readonly size: number;
  /** Merkle root over the rows' chain hashes (32 bytes); RFC 9162 §2.1 with SM3 */
  readonly root: Buffer;
  /** chain hash of row `size` */
  readonly lastHash: Buffer;
  readonly at: Date;
  /** SM3 of the checkpoint before this one, 32 zero bytes for the first */
  readonly previous: Buffer;
  /** which key; see keyIdOf() */
  readonly keyId: string;
  /** SM2 with SM3, DER */
  readonly signature: Buffer;
}

export type Statement = Omit<Checkpoint, 'keyId' | 'signature'>;

/** What the first checkpoint names as the one before it. */
export const NO_CHECKPOINT: Buffer = Buffer.alloc(32);

/** What is signed: one value a line, so that `openssl pkeyutl -verify -rawin -digest sm3` checks it without us. */
export function checkpointText(of: Statement): string {
  const values = [
    of.installation,
    of.size,
    of.root.toString('hex'),
    of.lastHash.toString('hex'),
    of.at.toISOString(),
    of.previous.toString('hex'),
  ];
  return `anjie audit checkpoint 1\n${values.join('\n')}\n`;
}

/** SM3 of the signed text: what the next checkpoint names. */
export function checkpointDigest(of: Statement): Buffer {
  return sm3(checkpointText(of));
}

/** The first 16 digits of SM3 over the public key (SPKI). */
export function keyIdOf(key: Sm2PublicKey): string {
  return sm3(exportPublicKey(key)).toString('hex', 0, 8);
}

export function signCheckpoint(statement: Statement, key: Sm2PrivateKey): Checkpoint {
  const signature = sm2Sign(checkpointText(statement), key, statement.installation);
  return { ...statement, keyId: keyIdOf(key.publicKey), signature };
}

/** Whether one of these keys has signed it. */
export function signedByOneOf(checkpoint: Checkpoint, keys: readonly Sm2PublicKey[]): boolean {
  const { keyId, signature, installation } = checkpoint;
  return keys.some((key) => keyIdOf(key) === keyId && sm2Verify(checkpointText(checkpoint), signature, key, installation));
}

const HASH = /^[0-9a-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]{80,110}={0,2}$/;

/** A checkpoint from its JSON text, or null for anything else; only the one way of writing it that checkpointJson() has is taken. */
export function readCheckpoint(text: string): Checkpoint | null {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const hash = (name: string) => {
      if (!HASH.test(String(value[name]))) throw new RangeError(name);
      return Buffer.from(String(value[name]), 'hex');
    };
    if (!Number.isSafeInteger(value.size) || Number(value.size) < 1 || !BASE64.test(String(value.signature))) return null;
    const checkpoint: Checkpoint = {
      installation: String(value.installation),
      size: Number(value.size),
      root: hash('root'),
      lastHash: hash('lastHash'),
      at: new Date(String(value.at)),
      previous: hash('previous'),
      keyId: String(value.keyId),
      signature: Buffer.from(String(value.signature), 'base64'),
    };
    return checkpointJson(checkpoint) === text ? checkpoint : null;
  } catch {
    return null;
  }
}

/** One line of JSON: hashes in hexadecimal, the signature in base64, the instant as ISO 8601 in UTC. */
export function checkpointJson(of: Checkpoint): string {
  return JSON.stringify({
    installation: of.installation,
    size: of.size,
    root: of.root.toString('hex'),
    lastHash: of.lastHash.toString('hex'),
    at: of.at.toISOString(),
    previous: of.previous.toString('hex'),
    keyId: of.keyId,
    signature: of.signature.toString('base64'),
  });
}
