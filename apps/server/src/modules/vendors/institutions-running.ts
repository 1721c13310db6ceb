import { sql } from 'kysely';
import type { Tx } from '../../ground/transaction.ts';
import { getSystem } from './system.store.ts';

export interface Running {
  readonly code: string;
  readonly name: string;
  readonly div: string;
  readonly from: Date;
}

/**
 * The institutions that run a system now, by code: a bureau those of its territory, the system's vendor all of them. To a vendor the
 * assignment is its own record, the institution's is not: of that it sees code, name and territory.
 *
 * @throws not-found for a system that does not exist, or another vendor's
 */
export async function institutionsRunning(tx: Tx, code: string, after: string | null, limit: number): Promise<Running[]> {
  const system = await getSystem(tx, code);
  const page = (db: Tx['db'], own: boolean) =>
    sql<Running>`select institution.code, institution.name, institution.div, run.begun_at as "from"
      from institution_system run join institution on institution.id = run.institution_id
      where run.his_id = ${system.id} and run.ended_at is null ${own ? sql`and run.vendor_id = ${tx.actor.partyId}` : sql``}
        and institution.code > ${after ?? ''} order by institution.code limit ${limit}`.execute(db);
  const { rows } = tx.actor.level === 'party' ? await tx.unsafeAsSystem((db) => page(db, true)) : await page(tx.db, false);
  return rows;
}
