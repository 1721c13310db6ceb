import { type Kysely, sql } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

/** The same connection without sealing: here the envelopes themselves are moved. */
type Db = Kysely<Database>;

export interface StoredValue {
  readonly id: string;
  readonly value: string;
}

/** Values of a column that stand under another key than `key`, or in plain text, after a row in id order. */
export async function sealedOtherwise(db: Db, place: { table: string; column: string }, key: string, after: string, most: number) {
  const { rows } =
    await sql<StoredValue>`select id, value from sealed_otherwise(${place.table}, ${place.column}, ${key}, ${after}::uuid, ${most})`.execute(
      db.withoutPlugins(),
    );
  return rows;
}

/** Puts each value in the place of the former one, where that still stands. Gives how many. */
export async function resealValues(
  db: Db,
  place: { table: string; column: string },
  values: readonly (StoredValue & { readonly next: string })[],
): Promise<number> {
  const { rows } = await sql<{
    replaced: number;
  }>`select reseal_values(${place.table}, ${place.column}, ${values.map((one) => one.id)}::uuid[],
      ${values.map((one) => one.value)}::text[], ${values.map((one) => one.next)}::text[]) as replaced`.execute(db.withoutPlugins());
  return rows[0]!.replaced;
}

/** One at a time works, whichever server it is; let go at the end of the transaction. */
export async function tryWorkLock(db: Db): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(7501) as locked`.execute(db);
  return rows[0]!.locked;
}

/** A rotation that is approved and not finished. */
export async function rotationUnderWay(db: Db) {
  return db
    .selectFrom('key_rotation')
    .select(['id', 'purpose', 'former', 'next', 'approved_at', 'cause'])
    .where('approved_at', 'is not', null)
    .where('finished_at', 'is', null)
    .orderBy('approved_at')
    .limit(1)
    .executeTakeFirst();
}

/** Answers are kept for 24 hours and deleted when their owner comes again; of one who does not, here. */
export async function dropOldAnswers(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('idempotency').where('at', '<', before).execute();
}

/**
 * Removes keys under which nothing stands. The rows are locked first: who is writing under one of them ends before, and who comes later is
 * refused by the database. Gives those that are still in use.
 */
export async function removeUnusedKeys(db: Db, ids: readonly string[]): Promise<string[]> {
  const inUse: string[] = [];
  for (const id of ids) {
    const { rows } = await sql<{ id: string }>`select id from sealing_key where id = ${id} for update`.execute(db);
    if (rows.length === 0) continue;
    const used = await sql<{ used: boolean }>`select key_in_use(${id}) as used`.execute(db);
    if (used.rows[0]!.used) inUse.push(id);
    else await db.deleteFrom('sealing_key').where('id', '=', id).execute();
  }
  return inUse;
}

/** Holds keys that are about to be taken away: who is writing under one of them ends before. */
export async function lockKeys(db: Db, ids: readonly string[]): Promise<void> {
  await sql`select id from sealing_key where id = any(${ids}::text[]) order by id for update`.execute(db);
}

/** Destructions of a purpose that were decided before the rotation began: the key of what they marked is gone with it. */
export async function completeDestructions(db: Db, rotation: { id: string; purpose: string; begun: Date }, now: Date): Promise<number> {
  const result = await db
    .updateTable('destruction')
    .set({ rotation_id: rotation.id, completed_at: now })
    .where('purpose', '=', rotation.purpose)
    .where('completed_at', 'is', null)
    .where('approved_at', '<=', rotation.begun)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** A purpose with destructions that no rotation will complete. */
export async function purposeToRotate(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom('destruction')
    .select('purpose')
    .where('approved_at', 'is not', null)
    .where('completed_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('key_rotation')
            .select('key_rotation.id')
            .whereRef('key_rotation.purpose', '=', 'destruction.purpose')
            .where('key_rotation.finished_at', 'is', null)
            .where('key_rotation.approved_at', 'is not', null),
        ),
      ),
    )
    .limit(1)
    .executeTakeFirst();
  return row?.purpose ?? null;
}
