import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';

const HOUR_MS = 3_600_000;
const MOST = 50;

export const trafficQuery = z.strictObject({
  /** how far back, in hours; a week at most */
  hours: z.coerce.number().int().min(1).max(168).default(24),
  institution: z
    .string()
    .regex(/^[HP]\d{11}$/)
    .optional(),
});

export const traffic = z.object({
  since: z.date().transform((at) => at.toISOString()),
  forwarded: z.number(),
  refused: z.number(),
  /** by hour, the earliest first; an hour without requests is not listed */
  hours: z.array(z.object({ at: z.date().transform((at) => at.toISOString()), forwarded: z.number(), refused: z.number() })),
  /** by reason, the most frequent first */
  reasons: z.array(z.object({ refusal: z.string(), clause: z.string().nullable(), count: z.number() })),
  /** those with the most refusals first */
  institutions: z.array(z.object({ code: z.string(), forwarded: z.number(), refused: z.number(), reason: z.string().nullable() })),
});

/** A division by its territory columns; null: wherever the caller sees. */
export interface Within {
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
}

/** What passed the gateways and what they refused, within the caller's sight: numbers only, no request and nothing of a person. */
export async function readTraffic(
  tx: Tx,
  { hours, institution }: z.output<typeof trafficQuery>,
  within: Within = { prov: null, city: null, div: null },
): Promise<z.input<typeof traffic>> {
  const since = new Date(tx.now.getTime() - hours * HOUR_MS);
  const is = (column: keyof Within) => (within[column] === null ? sql`` : sql` and ${sql.ref(column)} = ${within[column]}`);
  const territory = sql`${is('prov')}${is('city')}${is('div')}`;
  const seen = sql`gateway_record where at >= ${since} ${institution === undefined ? sql`` : sql`and institution_code = ${institution}`}${territory}`;
  const counts = sql`count(*) filter (where verdict = 'forwarded')::int as forwarded, count(*) filter (where verdict = 'refused')::int as refused`;
  const byHour = await sql<{ at: Date; forwarded: number; refused: number }>`
    select date_trunc('hour', at) as at, ${counts} from ${seen} group by 1 order by 1`.execute(tx.db);
  const byReason = await sql<{ refusal: string; clause: string | null; count: number }>`
    select refusal, clause, count(*)::int as count from ${seen} and verdict = 'refused' and refusal is not null
    group by refusal, clause order by count desc, refusal limit ${MOST}`.execute(tx.db);
  const byInstitution = await sql<{ code: string; forwarded: number; refused: number; reason: string | null }>`
    select institution_code as code, ${counts}, mode() within group (order by refusal) as reason from ${seen} and institution_code is not null
    group by institution_code order by refused desc, forwarded desc, code limit ${MOST}`.execute(tx.db);
  const sum = (of: 'forwarded' | 'refused') => byHour.rows.reduce((all, one) => all + one[of], 0);
  return {
    since,
    forwarded: sum('forwarded'),
    refused: sum('refused'),
    hours: byHour.rows,
    reasons: byReason.rows,
    institutions: byInstitution.rows,
  };
}
