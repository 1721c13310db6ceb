import { type Checkpoint, checkpointJson, readCheckpoint } from '@anjie/audit-trail';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

type Db = Kysely<Database>;

export interface StoredCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly peaks: readonly Buffer[];
}

/** One at a time signs or delivers, whichever server it is; let go at the end of the transaction. */
const SIGNING_LOCK = 7300;

export async function trySigningLock(db: Db): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${SIGNING_LOCK}) as locked`.execute(db);
  return rows[0]!.locked;
}

export async function waitForSigningLock(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SIGNING_LOCK})`.execute(db);
}

export async function insertCheckpoint(db: Db, { checkpoint, peaks }: StoredCheckpoint): Promise<void> {
  await db
    .insertInto('audit_checkpoint')
    .values({ size: checkpoint.size, checkpoint: checkpointJson(checkpoint), peaks: Buffer.concat(peaks) })
    .execute();
}

export async function findLastCheckpoint(db: Db): Promise<StoredCheckpoint | null> {
  const row = await db
    .selectFrom('audit_checkpoint')
    .select(['size', 'checkpoint', 'peaks'])
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const peaks = Array.from({ length: row.peaks.length / 32 }, (_, i) => row.peaks.subarray(32 * i, 32 * i + 32));
  return { checkpoint: asStored(row.size, row.checkpoint), peaks };
}

export async function findCheckpoint(db: Db, size: number): Promise<Checkpoint | null> {
  const row = await db.selectFrom('audit_checkpoint').select('checkpoint').where('size', '=', size).executeTakeFirst();
  return row === undefined ? null : asStored(size, row.checkpoint);
}

/** The earliest checkpoint that attests a row. */
export async function findCheckpointOver(db: Db, seq: number): Promise<Checkpoint | null> {
  const row = await db
    .selectFrom('audit_checkpoint')
    .select(['size', 'checkpoint'])
    .where('size', '>=', seq)
    .orderBy('size')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : asStored(row.size, row.checkpoint);
}

/** Checkpoints that attest a row of these numbers as their last. */
export async function checkpointsBetween(db: Db, from: number, to: number): Promise<Checkpoint[]> {
  const rows = await db
    .selectFrom('audit_checkpoint')
    .select(['size', 'checkpoint'])
    .where('size', '>=', from)
    .where('size', '<=', to)
    .orderBy('size')
    .execute();
  return rows.map((row) => asStored(row.size, row.checkpoint));
}

export async function allCheckpoints(db: Db): Promise<Checkpoint[]> {
  const rows = await db.selectFrom('audit_checkpoint').select(['size', 'checkpoint']).orderBy('size').execute();
  return rows.map((row) => asStored(row.size, row.checkpoint));
}

export async function listCheckpoints(db: Db, before: number | null, limit: number) {
  return db
    .selectFrom('audit_checkpoint')
    .select(['size', 'checkpoint', 'delivered_at', 'delivered_to'])
    .$if(before !== null, (query) => query.where('size', '<', before!))
    .orderBy('size', 'desc')
    .limit(limit)
    .execute();
}

/** The next checkpoints that a place has not taken, the oldest first. */
export async function undelivered(db: Db, place: string, limit: number): Promise<{ size: number; checkpoint: string }[]> {
  return db
    .selectFrom('audit_checkpoint')
    .select(['size', 'checkpoint'])
    .where(sql<boolean>`not (${place} = any(delivered_to))`)
    .orderBy('size')
    .limit(limit)
    .execute();
}

export async function markDelivered(db: Db, size: number, place: string, at: Date): Promise<void> {
  await db
    .updateTable('audit_checkpoint')
    .set({ delivered_to: sql`array_append(delivered_to, ${place}::text)`, delivered_at: sql`coalesce(delivered_at, ${at})` })
    .where('size', '=', size)
    .where(sql<boolean>`not (${place} = any(delivered_to))`)
    .execute();
}

export interface AuditWindow {
  readonly rows: number;
  /** rows that no checkpoint attests */
  readonly unsigned: number;
  /** rows that no delivered checkpoint attests: they could be cut off unseen */
  readonly undelivered: number;
  readonly deliveredAt: Date | null;
}

export async function auditWindow(db: Db): Promise<AuditWindow> {
  const { rows } = await sql<{ rows: number; signed: number; delivered: number; at: Date | null }>`select h.seq as rows,
      coalesce((select max(size) from audit_checkpoint), 0) as signed,
      coalesce((select max(size) from audit_checkpoint where delivered_at is not null), 0) as delivered,
      (select delivered_at from audit_checkpoint where delivered_at is not null order by size desc limit 1) as at
    from audit_head h`.execute(db);
  const row = rows[0]!;
  return { rows: row.rows, unsigned: row.rows - row.signed, undelivered: row.rows - row.delivered, deliveredAt: row.at };
}

/** Since when a row has waited to be signed, and a checkpoint for a place that is to take it; null: nothing waits. */
export async function lateSince(
  db: Db,
  places: readonly { readonly name: string }[],
): Promise<{ unsigned: Date | null; undelivered: Date | null }> {
  const { rows } = await sql<{ at: Date }>`select at from audit_event
    where seq = (select coalesce(max(size), 0) + 1 from audit_checkpoint)`.execute(db);
  const waiting: Date[] = [];
  for (const { name } of places) {
    const [first] = await undelivered(db, name, 1);
    if (first !== undefined) waiting.push(asStored(first.size, first.checkpoint).at);
  }
  return { unsigned: rows[0]?.at ?? null, undelivered: waiting.sort((a, b) => a.getTime() - b.getTime())[0] ?? null };
}

/** A text that is no checkpoint of its row is one without a signature: it fails wherever it is checked. */
function asStored(size: number, text: string): Checkpoint {
  const read = readCheckpoint(text);
  if (read !== null && read.size === size) return read;
  const nothing = Buffer.alloc(0);
  return { installation: '', size, root: nothing, lastHash: nothing, at: new Date(0), previous: nothing, keyId: '', signature: nothing };
}
