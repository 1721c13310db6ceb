import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { divisionsBelow, liesIn, type Territory } from './situation-territory.ts';

export const STANDINGS = ['admitted', 'test-only', 'connecting', 'settlement-suspended', 'cut-off', 'terminated', 'blacklisted'] as const;

const instant = z.date().transform((at) => at.toISOString());
const division = z.object({ code: z.string(), name: z.string(), level: z.string() });
const counts = z.record(z.enum(STANDINGS), z.number());

export const situation = z.object({
  /** when it was counted: an answer is kept for a few seconds */
  readAt: instant,
  division,
  above: z.array(division),
  total: z.number(),
  standings: counts,
  /** the divisions right below; a city's own unit has the city's code */
  below: z.array(division.extend({ total: z.number(), standings: counts })),
  /** orders against a whole scope that stand now: they count beside the standing of each institution */
  orders: z.array(
    z.object({
      scope: z.string(),
      environments: z.array(z.string()),
      clause: z.string(),
      stated: z.boolean(),
      what: z.object({ zh: z.string(), en: z.string() }),
      imposedAt: instant,
    }),
  ),
});

const GROUPED: Readonly<Record<string, 'prov' | 'city' | 'div'>> = { nation: 'prov', province: 'city', city: 'div', county: 'div' };
const MOST_ORDERS = 50;

const none = (): Record<(typeof STANDINGS)[number], number> => ({
  admitted: 0,
  'test-only': 0,
  connecting: 0,
  'settlement-suspended': 0,
  'cut-off': 0,
  terminated: 0,
  blacklisted: 0,
});

/** How many institutions of each standing lie in a division and in each division right below it. */
export async function countSituation(tx: Tx, territory: Territory): Promise<z.input<typeof situation>> {
  const group = sql.ref(GROUPED[territory.division.level] ?? 'div');
  const { rows } = await sql<{ code: string; standing: (typeof STANDINGS)[number]; count: number }>`
    select ${group} as code, standing, count(*)::int as count from admission_entry
    where true${liesIn(territory, 'admission_entry')} group by 1, 2`.execute(tx.db);
  const named = territory.division.level === 'county' ? [] : await divisionsBelow(tx, territory.division.code);
  const below = new Map(named.map((one) => [one.code, { ...one, total: 0, standings: none() }]));
  const standings = none();
  for (const { code, standing, count } of rows) {
    standings[standing] += count;
    if (territory.division.level === 'county') continue;
    const child = below.get(code) ?? { ...unnamed(territory, code), total: 0, standings: none() };
    child.total += count;
    child.standings[standing] += count;
    below.set(code, child);
  }
  const total = Object.values(standings).reduce((all, one) => all + one, 0);
  const { division: here, above } = territory;
  return {
    readAt: tx.now,
    division: here,
    above: [...above],
    total,
    standings,
    below: [...below.values()],
    orders: await ordersOf(tx, territory),
  };
}

/** A city's own unit, or a division that has ended and still holds institutions. */
function unnamed({ division: here }: Territory, code: string) {
  return { code, name: code === here.code ? here.name : code, level: 'county' };
}

/** Orders against the division itself, one above or one below it, or against a system or carrier that works there. */
async function ordersOf(tx: Tx, { division: here, prov, city }: Territory) {
  const above = [prov, city].filter((one) => one !== null);
  const { rows } = await sql<{
    scope: string;
    environments: string[];
    reason: { clause: string; stated: boolean; what: { zh: string; en: string } };
    imposed_at: Date;
  }>`
    with recursive down as (
      select ${here.code}::text as code union select one.code from division one join down on one.parent = down.code
    ), standing as (
      select scope_order -> 'scope' as scope, scope_order -> 'environments' as environments, scope_order -> 'reason' as reason, imposed_at
      from scope_order where lifted_at is null and scope_order is not null
    )
    select coalesce(division.name, his.name, firm.name, scope ->> 'kind') as scope, environments, reason, imposed_at
    from standing
    left join division on scope ->> 'kind' = 'division' and division.code = scope ->> 'code' and division.valid_to is null
    left join his on scope ->> 'kind' = 'system' and his.id::text = scope ->> 'id'
    left join firm on scope ->> 'kind' = 'carrier' and firm.id::text = scope ->> 'id'
    where coalesce(scope ->> 'code', scope ->> 'within') is null or coalesce(scope ->> 'code', scope ->> 'within') = any(${above}::text[])
      or coalesce(scope ->> 'code', scope ->> 'within') in (select down.code from down)
    order by imposed_at desc limit ${MOST_ORDERS}`.execute(tx.db);
  return rows.map(({ imposed_at, reason, ...order }) => ({
    ...order,
    clause: reason.clause,
    stated: reason.stated,
    what: reason.what,
    imposedAt: imposed_at,
  }));
}
