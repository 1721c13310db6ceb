import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { noteStopped } from './retire-gateway.ts';

export const acknowledgement = z.strictObject({
  epoch: z.uuid(),
  revision: z.number().int().min(0),
  instance: z.string().min(1).max(100),
  appliedAt: z.number().int(),
  skewMs: z.number().int().default(0),
  /** taken out of service, and nothing passes there any more */
  retired: z.boolean().default(false),
  verified: z
    .array(
      z.strictObject({
        code: z.string().max(20),
        revision: z.number().int(),
        openConnections: z.number().int().min(0),
        inFlight: z.number().int().min(0),
        forwardedAfter: z.number().int().min(0),
      }),
    )
    .max(10_000)
    .default([]),
});

/**
 * A gateway says which revision it has applied, and of each institution whose grant narrowed what is still open.
 * 已核实断开 means: after applying the revision no connection is open, nothing is in flight, and nothing that began after it was forwarded.
 */
export async function acknowledge(tx: Tx, gatewayId: string, input: z.output<typeof acknowledgement>) {
  await noticeImpossible(tx, gatewayId, input);
  await tx.db
    .insertInto('gateway_state')
    .values({
      gateway_id: gatewayId,
      instance: input.instance,
      epoch: input.epoch,
      revision: input.revision,
      acknowledged_at: tx.now,
      seen_at: tx.now,
      skew_ms: input.skewMs,
    })
    .onConflict((conflict) =>
      conflict.column('gateway_id').doUpdateSet({
        instance: input.instance,
        epoch: input.epoch,
        revision: input.revision,
        acknowledged_at: tx.now,
        seen_at: tx.now,
        skew_ms: input.skewMs,
      }),
    )
    .execute();
  if (input.retired) await noteStopped(tx, gatewayId);
  if (input.verified.length === 0) return { revision: input.revision };
  const institutions = await tx.db
    .selectFrom('institution')
    .select(['id', 'code', 'prov', 'city', 'div'])
    .where(
      'code',
      'in',
      input.verified.map((one) => one.code),
    )
    .execute();
  const byCode = new Map(institutions.map((one) => [one.code, one]));
  for (const one of input.verified) {
    const institution = byCode.get(one.code);
    if (institution === undefined) continue;
    const off = one.openConnections === 0 && one.inFlight === 0 && one.forwardedAfter === 0;
    const state = {
      revision: one.revision,
      open_connections: one.openConnections,
      in_flight: one.inFlight,
      forwarded_after: one.forwardedAfter,
      acknowledged_at: tx.now,
      verified_at: off ? tx.now : null,
    };
    await tx.db
      .insertInto('cut_off_verification')
      .values({
        gateway_id: gatewayId,
        institution_id: institution.id,
        prov: institution.prov,
        city: institution.city,
        div: institution.div,
        ...state,
      })
      .onConflict((conflict) =>
        conflict.columns(['gateway_id', 'institution_id']).doUpdateSet(state).where('cut_off_verification.revision', '<=', one.revision),
      )
      .execute();
  }
  return { revision: input.revision };
}

/**
 * A gateway makes a revision durable before it acknowledges it: one that acknowledges less than before has lost its data or is another's, and
 * one that acknowledges more than there is speaks for somebody else. It is taken down all the same, and an alert is raised of it.
 */
async function noticeImpossible(tx: Tx, gatewayId: string, input: z.output<typeof acknowledgement>): Promise<void> {
  const { epoch, revision } = input;
  const former = await tx.db
    .selectFrom('gateway_state')
    .select(['epoch', 'revision'])
    .where('gateway_id', '=', gatewayId)
    .executeTakeFirst();
  const known = former?.epoch === epoch ? former.revision : null;
  if (known === revision) return;
  const head = await tx.db.selectFrom('feed_head').select(['epoch', 'revision']).executeTakeFirstOrThrow();
  const ahead = epoch === head.epoch && revision > head.revision;
  const back = known !== null && revision < known;
  if (!ahead && !back) return;
  const gateway = await tx.db.selectFrom('gateway').select(['code', 'prov']).where('id', '=', gatewayId).executeTakeFirstOrThrow();
  tx.audit({
    event: ahead ? 'gateway-ahead' : 'gateway-went-back',
    object: { kind: 'gateway', id: gateway.code },
    territory: { prov: gateway.prov, city: null, div: null },
    detail: { gateway: gateway.code, revision, before: known, head: head.revision },
  });
}
