import type { ScopeOrder } from '@anjie/admission';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { BeforeCommit, SharedChange, Tx } from '../../ground/transaction.ts';
import { DUE_CHANNEL } from './redecide.ts';

/**
 * Before commit: a change of a shared fact that reaches too many institutions for one transaction becomes a campaign; an adverse one stands
 * as ONE order against the scope from this commit on, so that nobody is admitted while waiting for their turn.
 */
export const openCampaigns: BeforeCommit = async (tx) => {
  for (const change of tx.sharedChanges) await openCampaign(tx, change);
  if (tx.sharedChanges.length > 0) await tx.announce(DUE_CHANNEL, '0');
};

async function openCampaign(tx: Tx, change: SharedChange): Promise<void> {
  const campaign = uuidv7();
  const order = change.adverse === null ? null : orderAgainst(change, change.adverse, tx.now.getTime());
  if (order !== null) tx.order({ id: order.id, restrictionId: null, order });
  await tx.db
    .insertInto('admission_campaign')
    .values({
      id: campaign,
      cause: tx.audits.map((fact) => fact.event).join(', ') || 'shared-change',
      scope_kind: change.scope.kind,
      scope_id: change.scope.id,
      order_id: order?.id ?? null,
      institutions: change.institutions.length,
      started_at: tx.now,
    })
    .execute();
  await sql`insert into admission_campaign_member (campaign_id, institution_id)
    select ${campaign}::uuid, id from unnest(${[...change.institutions]}::uuid[]) id on conflict do nothing`.execute(tx.db);
}

function orderAgainst(change: SharedChange, adverse: NonNullable<SharedChange['adverse']>, now: number): ScopeOrder {
  const { scope } = change;
  return {
    id: uuidv7(),
    scope:
      scope.kind === 'division'
        ? { kind: 'division', code: scope.id }
        : { kind: scope.kind, id: scope.id, ...(scope.within === undefined ? {} : { within: scope.within }) },
    environments: [...adverse.environments],
    from: now,
    until: null,
    reason: { ...adverse.reason, since: now, ref: null },
  };
}

/**
 * Decides the next members of a campaign and takes them off; the last one lifts the order. Members whose institution another transaction
 * holds are left for the next turn. Returns how many were decided.
 */
export async function advanceCampaign(tx: Tx, batch: number): Promise<number> {
  const campaign = await tx.db
    .selectFrom('admission_campaign')
    .select(['id', 'order_id', 'institutions'])
    .where('finished_at', 'is', null)
    .orderBy('started_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (campaign === undefined) return 0;
  const { rows } = await sql<{ id: string }>`select i.id from admission_campaign_member m join institution i on i.id = m.institution_id
    where m.campaign_id = ${campaign.id} order by i.id limit ${batch} for no key update of i skip locked`.execute(tx.db);
  const ids = rows.map((row) => row.id);
  await tx.touch(ids);
  if (ids.length > 0)
    await tx.db.deleteFrom('admission_campaign_member').where('campaign_id', '=', campaign.id).where('institution_id', 'in', ids).execute();
  const left = await tx.db
    .selectFrom('admission_campaign_member')
    .select('institution_id')
    .where('campaign_id', '=', campaign.id)
    .limit(1)
    .executeTakeFirst();
  if (left === undefined) {
    await tx.db.updateTable('admission_campaign').set({ finished_at: tx.now }).where('id', '=', campaign.id).execute();
    if (campaign.order_id !== null) tx.order({ id: campaign.order_id, restrictionId: null, order: null });
  }
  if (ids.length > 0 || left === undefined)
    tx.audit({
      event: left === undefined ? 'campaign-finished' : 'campaign-advanced',
      object: { kind: 'admission-campaign', id: campaign.id },
      detail: { institutions: ids.length },
    });
  return ids.length > 0 || left === undefined ? Math.max(ids.length, 1) : 0;
}
