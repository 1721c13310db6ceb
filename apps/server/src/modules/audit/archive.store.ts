import { type ArchivedRow, exactJson } from '@anjie/audit-trail';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

type Db = Kysely<Database>;

export interface ArchiveRecord {
  readonly month: string;
  readonly from_seq: number;
  readonly to_seq: number;
  readonly previous: Buffer;
  readonly last_hash: Buffer;
  readonly sm3: string;
  readonly bytes: number;
  readonly file: string;
}

/** One server archives or restores at a time; let go at the end of the transaction. */
export async function tryArchiveLock(db: Db): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(7310) as locked`.execute(db);
  return rows[0]!.locked;
}

export async function waitForArchiveLock(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(7310)`.execute(db);
}

export async function insertArchive(db: Db, record: ArchiveRecord & { readonly written_at: Date }): Promise<void> {
  await db.insertInto('audit_archive').values(record).execute();
}

export async function findArchive(db: Db, month: string): Promise<ArchiveRecord | null> {
  const row = await db.selectFrom('audit_archive').selectAll().where('month', '=', month).executeTakeFirst();
  return row ?? null;
}

export async function lastArchive(db: Db): Promise<ArchiveRecord | null> {
  const row = await db.selectFrom('audit_archive').selectAll().orderBy('month', 'desc').limit(1).executeTakeFirst();
  return row ?? null;
}

export function listArchives(db: Db, page: { readonly before: string | null; readonly limit: number }) {
  return db
    .selectFrom('audit_archive')
    .selectAll()
    .$if(page.before !== null, (query) => query.where('month', '<', page.before!))
    .orderBy('month', 'desc')
    .limit(page.limit)
    .execute();
}

/** When the row after `seq` was written, or null where there is none. */
export async function instantAfter(db: Db, seq: number): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`select at from audit_event where seq > ${seq}::bigint order by seq limit 1`.execute(db);
  return rows[0]?.at ?? null;
}

/** The greatest signed number of rows that all lie before an instant, or null. */
export async function signedBefore(db: Db, instant: Date): Promise<number | null> {
  const { rows } = await sql<{ size: number | null }>`select max(size) as size from audit_checkpoint
    where size < coalesce((select min(seq) from audit_event where at >= ${instant}), (select seq + 1 from audit_head))`.execute(db);
  return rows[0]!.size;
}

/** Puts rows back where their number is missing; what stands there is never touched. Gives how many were put back and how many differ. */
export async function restoreRows(db: Db, rows: readonly ArchivedRow[]): Promise<{ restored: number; differing: number }> {
  const [first, last] = [rows[0]!.seq, rows.at(-1)!.seq];
  const there = await sql<{
    seq: number;
    hash: Buffer;
  }>`select seq, hash from audit_event where seq between ${first}::bigint and ${last}::bigint`.execute(db);
  const hashes = new Map(there.rows.map((row) => [row.seq, row.hash]));
  const lacking = rows.filter((row) => !hashes.has(row.seq));
  if (lacking.length > 0) await db.insertInto('audit_event').values(lacking.map(columnsOf)).execute();
  return {
    restored: lacking.length,
    differing: rows.filter((row) => hashes.has(row.seq) && !hashes.get(row.seq)!.equals(row.hash)).length,
  };
}

function columnsOf({ seq, previous, hash, canonical }: ArchivedRow) {
  const row = exactJson(canonical) as Record<string, string | null> & { readonly detail: unknown; readonly at: string };
  return {
    seq,
    at: new Date(row.at),
    request_id: row.requestId!,
    actor_id: row.actorId ?? null,
    actor: row.actor!,
    role: row.role!,
    address: row.address ?? null,
    event: row.event!,
    object_kind: row.objectKind ?? null,
    object_id: row.objectId ?? null,
    prov: row.prov ?? null,
    city: row.city ?? null,
    div: row.div ?? null,
    institution_id: row.institutionId ?? null,
    result: row.result!,
    refusal: row.refusal ?? null,
    detail: JSON.stringify(row.detail),
    previous,
    hash,
  };
}
