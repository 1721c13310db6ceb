import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './enforcement.errors.ts';

export const retirementRequest = z.strictObject({
  /** the machine was taken away or destroyed: nobody waits for its word */
  removed: z.boolean(),
  reason: z.string().trim().min(1).max(500),
});

/** Asks that a gateway leave the service; nothing changes until another officer confirms. @throws gateway-retiring */
export async function askRetirement(tx: Tx, code: string, input: z.output<typeof retirementRequest>) {
  const gateway = await ownGateway(tx, code);
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('gateway_retirement')
    .values({ id: uuidv7(), gateway_id: gateway.id, ...input, requested_by: tx.actor.id, requested_at: tx.now })
    .onConflict((conflict) => conflict.column('gateway_id').where('withdrawn_at', 'is', null).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) refuse('gateway-retiring', { path: 'params.code', value: code });
  tx.audit({ event: 'gateway-retirement-requested', object: { kind: 'gateway', id: code }, detail: { removed: input.removed } });
  return { code, state: 'requested' as const };
}

/** Takes back what waits for confirmation. @throws gateway-not-retiring */
export async function withdrawRetirement(tx: Tx, code: string) {
  const { id } = await waiting(tx, code);
  await tx.db.updateTable('gateway_retirement').set({ withdrawn_by: tx.actor.id, withdrawn_at: tx.now }).where('id', '=', id).execute();
  tx.audit({ event: 'gateway-retirement-withdrawn', object: { kind: 'gateway', id: code } });
  return { code, state: 'in-service' as const };
}

/**
 * Confirms what another has asked for. The gateway hears it with its next heartbeat, refuses everything and says so; then it is out of service.
 * Where it was taken away, or never said a word, it is so at once.
 *
 * @throws gateway-not-retiring, four-eyes
 */
export async function confirmRetirement(tx: Tx, code: string) {
  const { id, gatewayId, removed, requestedBy } = await waiting(tx, code);
  if (requestedBy === tx.actor.id) refuseInput('four-eyes', { path: 'params.code', value: code });
  await tx.db.updateTable('gateway_retirement').set({ confirmed_by: tx.actor.id, confirmed_at: tx.now }).where('id', '=', id).execute();
  const heard = await tx.db.selectFrom('gateway_state').select('gateway_id').where('gateway_id', '=', gatewayId).executeTakeFirst();
  const over = removed || heard === undefined;
  if (over) await tx.db.updateTable('gateway').set({ active: false }).where('id', '=', gatewayId).execute();
  tx.audit({ event: 'gateway-retirement-confirmed', object: { kind: 'gateway', id: code }, detail: { removed, over } });
  return { code, state: over ? ('retired' as const) : ('stopping' as const) };
}

/** A gateway says that nothing passes there any more: it counts where that was confirmed, once. */
export async function noteStopped(tx: Tx, gatewayId: string): Promise<void> {
  const stopped = await tx.db
    .updateTable('gateway_retirement')
    .set({ stopped_at: tx.now })
    .where('gateway_id', '=', gatewayId)
    .where('confirmed_at', 'is not', null)
    .where('stopped_at', 'is', null)
    .executeTakeFirst();
  if (stopped.numUpdatedRows === 0n) return;
  const gateway = await tx.db
    .updateTable('gateway')
    .set({ active: false })
    .where('id', '=', gatewayId)
    .returning(['code', 'prov'])
    .executeTakeFirstOrThrow();
  tx.audit({
    event: 'gateway-stopped',
    object: { kind: 'gateway', id: gateway.code },
    territory: { prov: gateway.prov, city: null, div: null },
  });
}

/** What stands of a retirement, from the joined row; null: the gateway is in service and nobody asks otherwise. */
export function retirementView(row: {
  active: boolean;
  removed: boolean | null;
  reason: string | null;
  requestedAt: Date | null;
  confirmedAt: Date | null;
  stoppedAt: Date | null;
}) {
  if (row.requestedAt === null) return null;
  const state = row.confirmedAt === null ? ('requested' as const) : row.active ? ('stopping' as const) : ('retired' as const);
  return {
    state,
    removed: row.removed === true,
    reason: row.reason ?? '',
    requestedAt: row.requestedAt.toISOString(),
    confirmedAt: row.confirmedAt?.toISOString() ?? null,
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
  };
}

/** A gateway of the caller's own territory, held. */
async function ownGateway(tx: Tx, code: string): Promise<{ id: string }> {
  const gateway = await tx.db.selectFrom('gateway').select('id').where('code', '=', code).forUpdate().executeTakeFirst();
  return gateway ?? refuseInput('not-found', { path: 'params.code', value: code });
}

async function waiting(tx: Tx, code: string) {
  const gateway = await ownGateway(tx, code);
  const row = await tx.db
    .selectFrom('gateway_retirement')
    .select(['id', 'gateway_id as gatewayId', 'removed', 'requested_by as requestedBy'])
    .where('gateway_id', '=', gateway.id)
    .where('withdrawn_at', 'is', null)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst();
  return row ?? refuse('gateway-not-retiring', { path: 'params.code', value: code });
}
