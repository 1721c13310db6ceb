import type { Sm2PublicKey } from '@anjie/guomi';
import { leafHash, MerkleFrontier } from '@anjie/merkle-log';
import { chainHash, GENESIS } from './audit-row.ts';
import { type Checkpoint, checkpointDigest, NO_CHECKPOINT } from './checkpoint.ts';
import { type KeyChange, signersOf } from './key-change.ts';

export interface TrailRow {
  readonly seq: number;
  /** as it was stored; 32 bytes if it is right */
  readonly hash: Uint8Array;
  /** the chained text; null where the stored row cannot be what was written */
  readonly canonical: string | null;
}

export interface Trail {
  /** in the order of their numbers */
  readonly rows: AsyncIterable<TrailRow> | Iterable<TrailRow>;
  /** all checkpoints that stand beside the rows */
  readonly checkpoints: readonly Checkpoint[];
  /** checkpoints from a second place; some or all */
  readonly delivered: readonly Checkpoint[];
  readonly keys: readonly Sm2PublicKey[];
  /** changes of the signing key, each signed by the one before */
  readonly changes?: readonly KeyChange[];
  readonly head: { readonly seq: number; readonly hash: Uint8Array } | null;
  /** the installation whose audit it must be; null: whichever the first checkpoint names */
  readonly installation: string | null;
  /** every row must lie under a checkpoint: an export's do, the newest rows of a running system need not */
  readonly whole: boolean;
}

export type FaultKind =
  | 'row-altered'
  | 'row-missing'
  | 'row-extra'
  | 'rows-cut-off'
  | 'rows-rewritten'
  | 'rows-unsigned'
  | 'head-altered'
  | 'checkpoint-forged'
  | 'checkpoint-missing'
  | 'checkpoint-forked'
  | 'export-damaged';

export interface TrailFault {
  readonly kind: FaultKind;
  /** rows among which the fault lies; null where no row is touched */
  readonly from: number | null;
  readonly to: number | null;
  readonly zh: string;
  readonly en: string;
}

export interface TrailVerdict {
  /** rows read, up to and with the first bad one */
  readonly rows: number;
  /** checkpoints whose signature and root were found right */
  readonly checkpoints: number;
  /** number of the first row that is bad, or that could be: the first after the last checkpoint that fits; null: none */
  readonly firstBad: number | null;
  readonly ok: boolean;
  /** rows up to here are attested by a checkpoint */
  readonly covered: number;
  readonly coveredAt: Date | null;
  readonly fault: TrailFault | null;
}

/**
 * One pass over rows and checkpoints, in constant memory beside the checkpoints. It finds every change, deletion, insertion and exchange of
 * rows by the chain, and cutting off or writing anew by the checkpoints, up to the last of them. Source: docs/decisions/0009.
 */
export async function verifyTrail(trail: Trail): Promise<TrailVerdict> {
  const state = { rows: 0, checkpoints: 0, covered: 0, coveredAt: null as Date | null };
  const verdict = (fault: TrailFault | null): TrailVerdict => ({ ...state, firstBad: fault?.from ?? null, ok: fault === null, fault });
  const found = mergeCheckpoints(trail);
  if ('kind' in found) return verdict(found);
  const { merged, lacking } = found;
  const waiting = merged.values();
  let next = waiting.next().value;
  let hash: Buffer = GENESIS;
  const frontier = new MerkleFrontier();
  for await (const row of trail.rows) {
    const seq = state.rows + 1;
    const expected = row.canonical === null ? null : chainHash(hash, row.canonical);
    state.rows = seq;
    if (row.seq > seq) return verdict(missing(seq, row.seq - 1));
    if (row.seq < seq) return verdict(extra(row.seq));
    if (expected === null || !expected.equals(row.hash)) return verdict(altered(seq));
    hash = expected;
    frontier.appendHash(leafHash(hash));
    if (next?.size !== seq) continue;
    if (!frontier.root().equals(next.root) || !hash.equals(next.lastHash)) return verdict(rewritten(state.covered + 1, seq));
    state.checkpoints += 1;
    state.covered = seq;
    state.coveredAt = next.at;
    next = waiting.next().value;
  }
  if (next !== undefined) return verdict(cutOff(state.rows + 1, merged.at(-1)!.size, state.covered));
  if (trail.head !== null && trail.head.seq !== state.rows) return verdict(offHead(state.rows, trail.head.seq));
  if (trail.head !== null && !hash.equals(trail.head.hash)) return verdict(headAltered(state.covered + 1, state.rows));
  if (lacking !== undefined) return verdict(gone(lacking.size - 1, lacking.size));
  if (trail.whole && state.covered < state.rows) return verdict(unsigned(state.covered + 1, state.rows));
  return verdict(null);
}

/** All checkpoints by size and one that the second place alone has, or the first fault among them. */
function mergeCheckpoints(trail: Trail): { merged: Checkpoint[]; lacking: Checkpoint | undefined } | TrailFault {
  const here = trail.checkpoints.toSorted((a, b) => a.size - b.size);
  const installation = trail.installation ?? here[0]?.installation ?? trail.delivered[0]?.installation ?? '';
  const signed = signersOf(trail.keys, trail.changes ?? []);
  for (const checkpoint of [...here, ...trail.delivered])
    if (checkpoint.installation !== installation || !signed(checkpoint)) return forged(checkpoint);
  let previous = NO_CHECKPOINT;
  for (const [i, checkpoint] of here.entries()) {
    if (!checkpoint.previous.equals(previous)) return gone(here[i - 1]?.size ?? 0, checkpoint.size);
    previous = checkpointDigest(checkpoint);
  }
  const bySize = new Map(here.map((checkpoint) => [checkpoint.size, checkpoint]));
  for (const checkpoint of trail.delivered) {
    const same = bySize.get(checkpoint.size);
    if (same !== undefined && !checkpointDigest(same).equals(checkpointDigest(checkpoint))) return forked(checkpoint);
  }
  // Rows that went with their checkpoints are the graver fault: what is lacking takes part in the walk over the rows and is told after it.
  const lacking = trail.delivered.filter((checkpoint) => !bySize.has(checkpoint.size));
  for (const checkpoint of lacking) bySize.set(checkpoint.size, checkpoint);
  return { merged: [...bySize.values()].sort((a, b) => a.size - b.size), lacking: lacking[0] };
}

const fault = (kind: FaultKind, from: number | null, to: number | null, zh: string, en: string): TrailFault => ({ kind, from, to, zh, en });
const altered = (seq: number) =>
  fault('row-altered', seq, seq, `第 ${seq} 条与其链值不符`, `row ${seq} does not follow from its predecessor`);
const missing = (from: number, to: number) =>
  fault('row-missing', from, to, `缺少第 ${from}–${to} 条`, `rows ${from} to ${to} are missing`);
const extra = (seq: number) => fault('row-extra', seq, seq, `编号 ${seq} 多出一条`, `there is a row too many with number ${seq}`);
const cutOff = (from: number, to: number, covered: number) =>
  fault(
    'rows-cut-off',
    from,
    to,
    `检查点证明共有 ${to} 条，自第 ${from} 条起被截去；第 ${covered} 条之后的均不能证明`,
    `a checkpoint attests ${to} rows; they were cut off from row ${from} on, and nothing after row ${covered} is attested`,
  );
const rewritten = (from: number, to: number) =>
  fault(
    'rows-rewritten',
    from,
    to,
    `第 ${from}–${to} 条中有改写：与已签名的检查点不符`,
    `rows ${from} to ${to} were written anew: they are not what the checkpoint signs`,
  );
const unsigned = (from: number, to: number) =>
  fault('rows-unsigned', from, to, `第 ${from}–${to} 条没有检查点证明`, `no checkpoint attests rows ${from} to ${to}`);
const offHead = (rows: number, head: number) =>
  head > rows
    ? fault('rows-cut-off', rows + 1, head, `链首记为 ${head} 条，实有 ${rows} 条`, `the head says ${head} rows, there are ${rows}`)
    : fault('row-extra', head + 1, rows, `链首记为 ${head} 条，实有 ${rows} 条`, `the head says ${head} rows, there are ${rows}`);
const headAltered = (from: number, to: number) =>
  fault('head-altered', from, Math.max(from, to), '链首的链值与最后一条不符', 'the head’s hash is not that of the last row');
const forged = (of: Checkpoint) =>
  fault(
    'checkpoint-forged',
    null,
    null,
    `第 ${of.size} 条处的检查点签名无效`,
    `the checkpoint at row ${of.size} is not signed by this installation’s key`,
  );
const gone = (from: number, to: number) =>
  fault(
    'checkpoint-missing',
    null,
    null,
    `第 ${from} 条与第 ${to} 条之间缺少检查点`,
    `a checkpoint is missing after row ${from}, up to row ${to}`,
  );
const forked = (of: Checkpoint) =>
  fault('checkpoint-forked', null, null, `第 ${of.size} 条处有两个不同的检查点`, `there are two different checkpoints at row ${of.size}`);
