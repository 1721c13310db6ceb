import type { Sm2PublicKey } from '@anjie/guomi';
import { leafHash, MerkleLog, verifyConsistency, verifyInclusion } from '@anjie/merkle-log';
import { chainHash } from './audit-row.ts';
import { type Checkpoint, checkpointJson, readCheckpoint, signedByOneOf } from './checkpoint.ts';

/** "This row stood at this place when that checkpoint was signed", to be shown without the other rows. */
export interface RowProof {
  readonly seq: number;
  /** chain hash of the row before it */
  readonly previous: Buffer;
  /** the text that was chained */
  readonly canonical: string;
  readonly checkpoint: Checkpoint;
  /** RFC 9162 §2.1.3 */
  readonly path: readonly Buffer[];
}

/** @param hashes chain hashes of the rows 1 … checkpoint.size */
export function rowProof(seq: number, previous: Buffer, canonical: string, checkpoint: Checkpoint, hashes: readonly Buffer[]): string {
  const path = MerkleLog.of(hashes.map((hash) => leafHash(hash))).inclusionProof(seq - 1, checkpoint.size);
  return JSON.stringify({
    proof: 'anjie audit row 1',
    seq,
    previous: previous.toString('hex'),
    canonical,
    checkpoint: checkpointJson(checkpoint),
    path: path.map((hash) => hash.toString('hex')),
  });
}

const HASH = /^[0-9a-f]{64}$/;

/** A proof from its JSON text; null for anything else. */
export function readRowProof(text: string): RowProof | null {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const path = value.path as unknown[];
    const checkpoint = readCheckpoint(String(value.checkpoint));
    if (value.proof !== 'anjie audit row 1' || checkpoint === null || typeof value.canonical !== 'string') return null;
    if (!Number.isSafeInteger(value.seq) || ![value.previous, ...path].every((hash) => HASH.test(String(hash)))) return null;
    return {
      seq: Number(value.seq),
      previous: Buffer.from(String(value.previous), 'hex'),
      canonical: value.canonical,
      checkpoint,
      path: path.map((hash) => Buffer.from(String(hash), 'hex')),
    };
  } catch {
    return null;
  }
}

/** Whether the row was in the audit that the checkpoint signs, at the place it says. Never throws. */
export function verifyRowProof(proof: RowProof, keys: readonly Sm2PublicKey[]): boolean {
  const { seq, checkpoint, canonical } = proof;
  if (!signedByOneOf(checkpoint, keys) || numberIn(canonical) !== seq) return false;
  const leaf = leafHash(chainHash(proof.previous, canonical));
  return verifyInclusion({ leaf, index: seq - 1, size: checkpoint.size, root: checkpoint.root }, proof.path);
}

/** Whether the second checkpoint only appended to the first. Never throws. @param path RFC 9162 §2.1.4 */
export function verifyExtension(first: Checkpoint, second: Checkpoint, path: readonly Buffer[], keys: readonly Sm2PublicKey[]): boolean {
  return (
    first.installation === second.installation &&
    signedByOneOf(first, keys) &&
    signedByOneOf(second, keys) &&
    verifyConsistency({ first: first.size, firstRoot: first.root, second: second.size, secondRoot: second.root }, path)
  );
}

function numberIn(canonical: string): unknown {
  try {
    return (JSON.parse(canonical) as { seq?: unknown }).seq;
  } catch {
    return null;
  }
}
