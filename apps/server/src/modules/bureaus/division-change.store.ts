import { type SqlBool, sql } from 'kysely';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

type Reader = Pick<Tx, 'db'>;

const rows = (tx: Reader) =>
  tx.db
    .selectFrom('division_change')
    .select([
      'id',
      'prov',
      'from_divs as from',
      'into_div as into',
      'into_city as intoCity',
      'into_name as intoName',
      'into_level as intoLevel',
      'bureau_code as bureauCode',
      'bureau_name as bureauName',
      'bureau_gb_code as bureauGbCode',
      'effective_on as effectiveOn',
      'document',
      'reason',
      'requested_by as requesterId',
      'requested_by_name as requestedBy',
      'requested_at as requestedAt',
      'digest',
      'approved_by_name as approvedBy',
      'approved_at as approvedAt',
      'declined_at as declinedAt',
      'carried_out_at as carriedOutAt',
      'institutions',
      'version',
    ])
    // A division that has ended is in no list of today's: its last name is told with the change.
    .select(
      sql<string[]>`array(select coalesce((select name from division where code = ended order by valid_from desc limit 1), ended)
        from unnest(from_divs) with ordinality as ending(ended, place) order by place)`.as('fromNames'),
    );

export type DivisionChange = Awaited<ReturnType<typeof getDivisionChange>>;

export async function getDivisionChange(tx: Reader, id: string) {
  const row = await rows(tx).where('id', '=', id).executeTakeFirst();
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** Changes of divisions, the latest first. */
export async function listDivisionChanges(
  tx: Reader,
  filter: { readonly prov: string | null; readonly after: string | null; readonly limit: number },
) {
  return rows(tx)
    .$if(filter.prov !== null, (query) => query.where('prov', '=', filter.prov!))
    .$if(filter.after !== null, (query) => query.where('id', '<', filter.after!))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute();
}

/** Whether one of these divisions is named by a change that is neither declined nor carried out. */
export async function isChanging(tx: Reader, divisions: readonly string[]): Promise<boolean> {
  const open = await tx.db
    .selectFrom('division_change')
    .select('id')
    .where('declined_at', 'is', null)
    .where('carried_out_at', 'is', null)
    .where(sql<SqlBool>`(from_divs || into_div) && ${[...divisions]}::text[]`)
    .executeTakeFirst();
  return open !== undefined;
}

/** Approved changes whose day has come, the earliest first, locked; what another server carries out is passed over. */
export async function lockDueDivisionChanges(tx: Reader, today: string): Promise<DivisionChange[]> {
  return rows(tx)
    .where('approved_at', 'is not', null)
    .where('carried_out_at', 'is', null)
    .where('declined_at', 'is', null)
    .where('effective_on', '<=', today)
    .orderBy('effective_on')
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
}

export async function markCarriedOut(tx: Tx, change: DivisionChange, institutions: number): Promise<void> {
  await tx.db
    .updateTable('division_change')
    .set({ carried_out_at: tx.now, institutions, version: change.version + 1 })
    .where('id', '=', change.id)
    .execute();
}
