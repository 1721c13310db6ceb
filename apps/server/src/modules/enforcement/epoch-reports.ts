import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './enforcement.errors.ts';

export const epochReport = z.strictObject({
  epoch: z.uuid(),
  previousEpoch: z.uuid().nullable(),
  withheld: z.array(z.string().max(20)).max(2_000_000),
});

/** A gateway met a new epoch: it lists what it keeps refusing though the new state would admit. A restored database may have forgotten a cut-off. */
export async function reportEpoch(tx: Tx, gatewayId: string, input: z.output<typeof epochReport>) {
  const known = await tx.db
    .selectFrom('epoch_report')
    .select('id')
    .where('gateway_id', '=', gatewayId)
    .where('epoch', '=', input.epoch)
    .executeTakeFirst();
  if (known !== undefined) return { id: known.id };
  const id = uuidv7();
  await tx.db
    .insertInto('epoch_report')
    .values({
      id,
      gateway_id: gatewayId,
      epoch: input.epoch,
      previous_epoch: input.previousEpoch,
      withheld: input.withheld,
      reported_at: tx.now,
    })
    .execute();
  tx.audit({ event: 'epoch-reported', object: { kind: 'epoch-report', id }, detail: { withheld: input.withheld.length } });
  return { id };
}

/** A person has read the list and releases it; the gateway learns it from its settings. */
export async function releaseEpoch(tx: Tx, id: string) {
  const report = await tx.db.selectFrom('epoch_report').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (report === undefined) return refuseInput('not-found', { path: 'params.id', value: id });
  if (report.released_at !== null) refuse('epoch-report-released', { path: 'params.id', value: id });
  await tx.db.updateTable('epoch_report').set({ released_by: tx.actor.id, released_at: tx.now }).where('id', '=', id).execute();
  const gateway = await tx.db
    .selectFrom('gateway')
    .select('released_epochs')
    .where('id', '=', report.gateway_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  await tx.db
    .updateTable('gateway')
    .set({ released_epochs: [...new Set([...gateway.released_epochs, report.epoch])] })
    .where('id', '=', report.gateway_id)
    .execute();
  tx.audit({ event: 'epoch-released', object: { kind: 'epoch-report', id }, detail: { withheld: report.withheld.length } });
  return { id, released: true };
}

/** Reports of new epochs, the latest first; the list of each is read apart, for it may be long. */
export function listEpochReports(tx: Tx, filter: { readonly before: string | null; readonly limit: number }) {
  return tx.db
    .selectFrom('epoch_report')
    .innerJoin('gateway', 'gateway.id', 'epoch_report.gateway_id')
    .leftJoin('account', 'account.id', 'epoch_report.released_by')
    .select(['epoch_report.id', 'gateway.code as gateway', 'gateway.name', 'epoch', 'previous_epoch as previousEpoch'])
    .select(['reported_at as reportedAt', 'released_at as releasedAt', 'account.login as releasedBy'])
    .select(sql<number>`cardinality(withheld)`.as('withheld'))
    .$if(filter.before !== null, (query) => query.where('epoch_report.id', '<', filter.before!))
    .orderBy('epoch_report.id', 'desc')
    .limit(filter.limit)
    .execute();
}

/** The institutions that the gateway keeps refusing, by code, with the name where the caller may see it. */
export async function listWithheld(tx: Tx, id: string, filter: { readonly after: string | null; readonly limit: number }) {
  const report = await tx.db.selectFrom('epoch_report').select('id').where('id', '=', id).executeTakeFirst();
  if (report === undefined) return refuseInput('not-found', { path: 'params.id', value: id });
  const { rows } = await sql<{ code: string; name: string | null }>`
    select listed.code, institution.name
    from (select distinct unnest(withheld) as code from epoch_report where id = ${id}) as listed
    left join institution on institution.code = listed.code
    where listed.code > ${filter.after ?? ''}
    order by listed.code limit ${filter.limit}`.execute(tx.db);
  return rows;
}
