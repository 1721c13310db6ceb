import { sql } from 'kysely';
import type { Tx } from '../../ground/transaction.ts';

export interface Destination {
  readonly changeId: string;
  readonly city: string;
  readonly div: string;
  readonly bureauId: string;
}

/** Ids of the next institutions of these divisions that no other transaction holds, locked; in id order. */
export async function lockInstitutionsOf(tx: Tx, divisions: readonly string[], limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from institution where div = any(${[...divisions]}::text[])
    order by id limit ${limit} for no key update skip locked`.execute(tx.db);
  return rows.map((row) => row.id);
}

export async function anyInstitutionOf(tx: Tx, divisions: readonly string[]): Promise<boolean> {
  const { rows } = await sql`select 1 from institution where div = any(${[...divisions]}::text[]) limit 1`.execute(tx.db);
  return rows.length > 0;
}

/** How many a change of divisions has moved so far. */
export async function countMoves(tx: Tx, changeId: string): Promise<number> {
  const row = await tx.db
    .selectFrom('territory_move')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('change_id', '=', changeId)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

interface Moved {
  readonly id: string;
  readonly code: string;
  readonly prov: string;
  readonly from_city: string;
  readonly from_div: string;
  readonly from_bureau: string;
}

/**
 * Moves touched institutions to another territory: everything recorded of them follows by the keys that carry the territory, and where they
 * lay before is kept. Under the scope `system`.
 */
export async function moveInstitutions(tx: Tx, ids: readonly string[], to: Destination): Promise<void> {
  const { rows: places } = await sql<Moved>`
    with before as (select id, code, prov, city, div, bureau_id from institution where id = any(${[...ids]}::uuid[])),
    moved as (
      update institution i set city = ${to.city}, div = ${to.div}, bureau_id = ${to.bureauId}::uuid, version = i.version + 1
      from before b where i.id = b.id returning i.id)
    select b.id, b.code, b.prov, b.city as from_city, b.div as from_div, b.bureau_id as from_bureau from before b join moved using (id)`.execute(
    tx.db,
  );
  if (places.length === 0) return;
  await sql`insert into territory_move (id, change_id, institution_id, prov, city, div, from_city, from_div, from_bureau, to_city, to_div, to_bureau, moved_at)
    select uuidv7(), ${to.changeId}::uuid, m.id, m.prov, ${to.city}, ${to.div}, m.from_city, m.from_div, m.from_bureau,
      ${to.city}, ${to.div}, ${to.bureauId}::uuid, ${tx.now}
    from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) m (id uuid, prov text, from_city text, from_div text, from_bureau uuid)`.execute(
    tx.db,
  );
  for (const { id, code, prov, from_div } of places)
    tx.audit({
      event: 'institution-moved',
      object: { kind: 'institution', id: code },
      territory: { prov, city: to.city, div: to.div },
      institutionId: id,
      detail: { from: from_div, to: to.div, change: to.changeId },
    });
}

/** Where an institution lay before, the latest move first. */
export async function listMoves(tx: Pick<Tx, 'db'>, institutionId: string) {
  return tx.db
    .selectFrom('territory_move')
    .innerJoin('bureau as before', 'before.id', 'territory_move.from_bureau')
    .innerJoin('bureau as after', 'after.id', 'territory_move.to_bureau')
    .select(['from_div as from', 'to_div as to', 'before.name as fromBureau', 'after.name as toBureau', 'moved_at as movedAt'])
    .where('institution_id', '=', institutionId)
    .orderBy('moved_at', 'desc')
    .limit(200)
    .execute();
}
