import { type Checkpoint, chainHash, checkpointDigest, GENESIS, NO_CHECKPOINT, signCheckpoint } from '@anjie/audit-trail';
import type { Sm2PrivateKey } from '@anjie/guomi';
import { leafHash, MerkleFrontier } from '@anjie/merkle-log';
import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';
import { headOf, storedRows } from './audit.store.ts';
import { findLastCheckpoint, insertCheckpoint, type StoredCheckpoint } from './checkpoint.store.ts';
import type { SecondPlace } from './second-place.ts';

/** Rows under one checkpoint at most: a signature after a long pause must not read the whole audit in one transaction. */
const AT_ONCE = 10_000;

/** What is there does not follow from what was signed: nothing more is signed until a person has looked. */
export class BrokenAudit extends Error {}

export interface Signing {
  readonly key: Sm2PrivateKey;
  /** whether a stored checkpoint was signed by the key whose turn it was */
  readonly ours: (checkpoint: Checkpoint) => boolean;
  readonly installation: string;
  readonly places: readonly SecondPlace[];
  readonly now: Date;
  /** whether what has come since the last checkpoint is worth one */
  readonly due: (rows: number, last: Checkpoint | null) => boolean;
}

/**
 * Signs the rows after the last checkpoint, under the signing lock. It reads them, follows the chain from the last signed row and refuses
 * what does not follow, so that a signature never covers up a change.
 *
 * @returns whether it has signed
 * @throws BrokenAudit naming the row or the checkpoint
 */
export async function signOnce(db: Kysely<Database>, signing: Signing): Promise<boolean> {
  const last = await findLastCheckpoint(db);
  const from = last?.checkpoint.size ?? 0;
  const head = await headOf(db);
  if (head.seq < from) throw new BrokenAudit(`the head says ${head.seq} rows, ${from} were signed`);
  if (head.seq === from || !signing.due(head.seq - from, last?.checkpoint ?? null)) return false;
  await expectLastDelivered(signing, last?.checkpoint ?? null);
  const frontier = last === null ? new MerkleFrontier() : await frontierOf(db, last, signing);
  const size = Math.min(head.seq, from + AT_ONCE);
  let hash: Buffer = last?.checkpoint.lastHash ?? GENESIS;
  for await (const row of storedRows(db, from, size)) {
    const expected = row.canonical === null || row.seq !== frontier.size + 1 ? null : chainHash(hash, row.canonical);
    if (expected === null || !expected.equals(row.hash)) throw new BrokenAudit(`row ${frontier.size + 1} does not follow`);
    hash = expected;
    frontier.appendHash(leafHash(hash));
  }
  if (frontier.size !== size) throw new BrokenAudit(`row ${frontier.size + 1} is missing`);
  const { installation, now: at, key } = signing;
  const previous = last === null ? NO_CHECKPOINT : checkpointDigest(last.checkpoint);
  const checkpoint = signCheckpoint({ installation, size, root: frontier.root(), lastHash: hash, at, previous }, key);
  await insertCheckpoint(db, { checkpoint, peaks: frontier.peaks });
  return true;
}

/** What a second place holds must be what stands here: else somebody has set the database back, and signing on would hide it. */
async function expectLastDelivered({ places }: Signing, last: Checkpoint | null): Promise<void> {
  for (const place of places) {
    const held = await place.last();
    if (held === null) continue;
    if (last === null || held.size > last.size)
      throw new BrokenAudit(`${place.name} holds a checkpoint at row ${held.size} that is gone here`);
    if (held.size === last.size && !checkpointDigest(held).equals(checkpointDigest(last)))
      throw new BrokenAudit(`${place.name} holds another checkpoint at row ${held.size}`);
  }
}

/** The tree so far: from the stored edge where it gives the signed root, else from the rows. */
async function frontierOf(db: Kysely<Database>, last: StoredCheckpoint, signing: Signing): Promise<MerkleFrontier> {
  const { checkpoint } = last;
  if (checkpoint.installation !== signing.installation || !signing.ours(checkpoint))
    throw new BrokenAudit(`the checkpoint at row ${checkpoint.size} is not ours`);
  try {
    const stored = new MerkleFrontier(checkpoint.size, last.peaks);
    if (stored.root().equals(checkpoint.root)) return stored;
  } catch {
    // Peaks that do not fit the size: the rows say what they were.
  }
  const frontier = new MerkleFrontier();
  for await (const row of storedRows(db, -1, checkpoint.size)) frontier.appendHash(leafHash(row.hash));
  if (frontier.size === checkpoint.size && frontier.root().equals(checkpoint.root)) return frontier;
  throw new BrokenAudit(`the rows up to ${checkpoint.size} are not what was signed`);
}
