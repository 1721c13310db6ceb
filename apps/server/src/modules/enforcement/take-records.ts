import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';

const record = z.looseObject({
  seq: z.number().int().min(0),
  at: z.number().int(),
  code: z.string().max(20).nullable(),
  environment: z.string().max(20),
  infno: z.string().max(20).nullable(),
  class: z.string().max(20).nullable(),
  verdict: z.string().max(20),
  refusal: z.string().max(60).nullable(),
  clause: z.string().max(40).nullable(),
  revision: z.number().int(),
});

export const batch = z.strictObject({
  instance: z.string().min(1).max(100),
  records: z.array(record).max(5000),
});

/** What passed or was refused at a gateway: no bodies, no personal data. Sent twice, kept once. */
export async function takeRecords(tx: Tx, gatewayId: string, input: z.output<typeof batch>) {
  if (input.records.length === 0) return { acknowledged: -1 };
  const codes = [...new Set(input.records.flatMap((one) => (one.code === null ? [] : [one.code])))];
  const institutions =
    codes.length === 0
      ? []
      : await tx.db.selectFrom('institution').select(['id', 'code', 'prov', 'city', 'div']).where('code', 'in', codes).execute();
  const byCode = new Map(institutions.map((one) => [one.code, one]));
  await tx.db
    .insertInto('gateway_record')
    .values(
      input.records.map((one) => {
        const institution = one.code === null ? undefined : byCode.get(one.code);
        return {
          gateway_id: gatewayId,
          instance: input.instance,
          seq: one.seq,
          at: new Date(one.at),
          prov: institution?.prov ?? null,
          city: institution?.city ?? null,
          div: institution?.div ?? null,
          institution_id: institution?.id ?? null,
          institution_code: one.code,
          environment: one.environment,
          infno: one.infno,
          class: one.class,
          verdict: one.verdict,
          refusal: one.refusal,
          clause: one.clause,
          revision: one.revision,
          record: JSON.stringify(one),
        };
      }),
    )
    .onConflict((conflict) => conflict.columns(['gateway_id', 'instance', 'seq', 'at']).doNothing())
    .execute();
  return { acknowledged: Math.max(...input.records.map((one) => one.seq)) };
}
