import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { getInstitution } from '../institutions/index.ts';

const instant = z.date().transform((at) => at.toISOString());

export const cutOffProgress = z.object({
  institution: z.string(),
  /** of the entry on record */
  revision: z.number().nullable(),
  /** the decision with which production was taken away and has stayed so; null: production is admitted, or never was */
  off: z.object({ revision: z.number(), orderedAt: instant }).nullable(),
  gateways: z.array(
    z.object({
      code: z.string(),
      /** ordered: not applied there yet; acknowledged: applied; verified: nothing is open, under way or forwarded since */
      state: z.enum(['ordered', 'acknowledged', 'verified']).nullable(),
      revision: z.number().nullable(),
      openConnections: z.number().nullable(),
      inFlight: z.number().nullable(),
      forwardedAfter: z.number().nullable(),
      acknowledgedAt: instant.nullable(),
      verifiedAt: instant.nullable(),
    }),
  ),
});

/** How far the taking away of production has come at each gateway: ordered, acknowledged, verified off (NX-18). */
export async function readCutOffProgress(tx: Tx, code: string): Promise<z.input<typeof cutOffProgress>> {
  const institution = await getInstitution(tx, code);
  return tx.unsafeAsSystem(async (db) => {
    const { rows } = await sql<{ revision: number; decided_at: Date; admitted: boolean }>`
      select revision, decided_at, (entry #>> '{segments,0,grants,production,admitted}') = 'true' as admitted
      from admission_decision where institution_id = ${institution.id}
        and revision >= coalesce((select max(revision) from admission_decision where institution_id = ${institution.id}
          and (entry #>> '{segments,0,grants,production,admitted}') = 'true'), 0)
      order by revision`.execute(db);
    const taken = rows[0]?.admitted === true ? (rows[1] ?? null) : null;
    const gateways = await db
      .selectFrom('gateway')
      .leftJoin('gateway_state', 'gateway_state.gateway_id', 'gateway.id')
      .leftJoin('cut_off_verification as seen', (join) =>
        join.onRef('seen.gateway_id', '=', 'gateway.id').on('seen.institution_id', '=', institution.id),
      )
      .select([
        'gateway.code',
        'gateway_state.revision as applied',
        'seen.revision as seenRevision',
        'seen.open_connections as openConnections',
        'seen.in_flight as inFlight',
        'seen.forwarded_after as forwardedAfter',
        'seen.acknowledged_at as acknowledgedAt',
        'seen.verified_at as verifiedAt',
      ])
      .where('gateway.active', '=', true)
      .where((eb) => eb.or([eb('gateway.prov', 'is', null), eb('gateway.prov', '=', institution.prov)]))
      .orderBy('gateway.code')
      .execute();
    return {
      institution: code,
      revision: rows.at(-1)?.revision ?? null,
      off: taken === null ? null : { revision: taken.revision, orderedAt: taken.decided_at },
      gateways: gateways.map((one) => {
        const applied = taken !== null && (one.applied ?? 0) >= taken.revision;
        const report = taken !== null && (one.seenRevision ?? 0) >= taken.revision ? one : null;
        return {
          code: one.code,
          state: taken === null ? null : report?.verifiedAt != null ? 'verified' : applied ? 'acknowledged' : 'ordered',
          revision: one.applied,
          openConnections: report?.openConnections ?? null,
          inFlight: report?.inFlight ?? null,
          forwardedAfter: report?.forwardedAfter ?? null,
          acknowledgedAt: report?.acknowledgedAt ?? null,
          verifiedAt: report?.verifiedAt ?? null,
        };
      }),
    };
  });
}
