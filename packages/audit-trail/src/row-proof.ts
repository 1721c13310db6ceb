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
  return textOf({ seq, previous, canonical, checkpoint, path });
}

function textOf({ seq, previous, canonical, checkpoint, path }: RowProof): string {
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

/** A proof from its JSON text; null for anything else. Only the one way of writing it is taken: a name written twice says two things. */
export function readRowProof(text: string): RowProof | null {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const path = value.path as unknown[];
    const checkpoint = readCheckpoint(String(value.checkpoint));
    if (value.proof !== 'anjie audit row 1' || checkpoint === null || typeof value.canonical !== 'string') return null;
    if (!Number.isSafeInteger(value.seq) || ![value.previous, ...path].every((hash) => HASH.test(String(hash)))) return null;
    const proof: RowProof = {
      seq: Number(value.seq),
      previous: Buffer.from(String(value.previous), 'hex'),
      canonical: value.canonical,
      checkpoint,
      path: path.map((hash) => Buffer.from(String(hash), 'hex')),
    };
    return textOf(proof) === text ? proof : null;
  } catch {
    return null;
  }
}

export interface ProofFault {
  readonly zh: string;
  readonly en: string;
}

const fault = (zh: string, en: string): ProofFault => ({ zh, en });
const unsigned = (of: Checkpoint) =>
  fault(`第 ${of.size} 条处的检查点不是这把公钥签名的`, `the checkpoint at row ${of.size} is not signed by this key`);

/** Why the row was not in the audit that the checkpoint signs, at the place it says; null: it was. Never throws. */
export function rowProofFault(proof: RowProof, keys: readonly Sm2PublicKey[]): ProofFault | null {
  const { seq, checkpoint, canonical } = proof;
  if (!signedByOneOf(checkpoint, keys)) return unsigned(checkpoint);
  if (numberIn(canonical) !== seq) return fault(`记录自身的编号不是 ${seq}`, `the row does not bear the number ${seq}`);
  if (seq < 1 || seq > checkpoint.size)
    return fault(`检查点只有 ${checkpoint.size} 条，没有第 ${seq} 条`, `the checkpoint has ${checkpoint.size} rows and no row ${seq}`);
  const leaf = leafHash(chainHash(proof.previous, canonical));
  return verifyInclusion({ leaf, index: seq - 1, size: checkpoint.size, root: checkpoint.root }, proof.path)
    ? null
    : fault('从记录出发算不出检查点签名的根', 'the row does not lead to the root that the checkpoint signs');
}

/** Whether the row was in the audit that the checkpoint signs, at the place it says. Never throws. */
export function verifyRowProof(proof: RowProof, keys: readonly Sm2PublicKey[]): boolean {
  return rowProofFault(proof, keys) === null;
}

/** Why the second checkpoint did not only append to the first; null: it did. Never throws. @param path RFC 9162 §2.1.4 */
export function extensionFault(
  first: Checkpoint,
  second: Checkpoint,
  path: readonly Buffer[],
  keys: readonly Sm2PublicKey[],
): ProofFault | null {
  if (first.installation !== second.installation)
    return fault('两个检查点不属于同一安装', 'the two checkpoints are of different installations');
  for (const one of [first, second]) if (!signedByOneOf(one, keys)) return unsigned(one);
  if (second.size < first.size)
    return fault(
      `后一个检查点只有 ${second.size} 条，少于 ${first.size} 条`,
      `the second checkpoint has ${second.size} rows, fewer than ${first.size}`,
    );
  return verifyConsistency({ first: first.size, firstRoot: first.root, second: second.size, secondRoot: second.root }, path)
    ? null
    : fault(`前 ${first.size} 条与先前签名的不同`, `the first ${first.size} rows are not those that were signed before`);
}

/** Whether the second checkpoint only appended to the first. Never throws. @param path RFC 9162 §2.1.4 */
export function verifyExtension(first: Checkpoint, second: Checkpoint, path: readonly Buffer[], keys: readonly Sm2PublicKey[]): boolean {
  return extensionFault(first, second, path, keys) === null;
}

function numberIn(canonical: string): unknown {
  try {
    return (JSON.parse(canonical) as { seq?: unknown }).seq;
  } catch {
    return null;
  }
}
