import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../ground/transaction.ts';
import { readTraffic, traffic } from '../enforcement/index.ts';
import { liesIn, type Territory } from './situation-territory.ts';

const DAY_MS = 86_400_000;
const TRAFFIC_HOURS = 24;
const NEWEST = 20;
const CUT_OFFS = 10;
const SHUT_OUT = ['cut-off', 'terminated', 'blacklisted'];
const STOPPED = [...SHUT_OUT, 'settlement-suspended'];

const instant = z.date().transform((at) => at.toISOString());
const institution = { institution: z.string(), name: z.string() };

export const trends = z.object({
  readAt: instant,
  /** by day of business time, the earliest first; a day without a change is not listed */
  days: z.array(z.object({ day: z.string(), admitted: z.number(), restored: z.number(), suspended: z.number(), cutOff: z.number() })),
  clocks: z.object({
    running: z.number(),
    overdue: z.number(),
    /** within three days */
    dueSoon: z.number(),
    kinds: z.array(z.object({ kind: z.string(), clause: z.string(), overdue: z.number(), oldest: instant })),
  }),
  /** of the last day */
  traffic: traffic.pick({ forwarded: true, refused: true, hours: true, reasons: true }),
  /** the newest first; verifiedAt: when the last gateway that serves it had verified it off, null while one has not */
  cutOffs: z.array(
    z.object({ ...institution, orderedAt: instant, verifiedAt: instant.nullable(), gateways: z.number(), verified: z.number() }),
  ),
  /** the newest first */
  changes: z.array(z.object({ ...institution, at: instant, was: z.string().nullable(), became: z.string() })),
  head: z.number(),
  gateways: z.array(z.object({ code: z.string(), name: z.string(), revision: z.number().nullable(), seenAt: instant.nullable() })),
});

/** What changes in a division: admissions and cut-offs by day, clocks, the traffic of a day, the newest changes, gateways and their age. */
export async function readTrends(tx: Tx, territory: Territory, days: number): Promise<z.input<typeof trends>> {
  return {
    readAt: tx.now,
    days: await changesByDay(tx, territory, days),
    clocks: await clocksOf(tx, territory),
    traffic: await readTraffic(tx, { hours: TRAFFIC_HOURS }, territory),
    cutOffs: await cutOffsOf(tx, territory),
    changes: await newestChanges(tx, territory),
    ...(await gatewaysOf(tx, territory)),
  };
}

async function changesByDay(tx: Tx, territory: Territory, days: number) {
  const since = new Date(tx.now.getTime() - days * DAY_MS);
  const { rows } = await sql<{ day: string; admitted: number; restored: number; suspended: number; cutOff: number }>`
    select to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day,
      count(*) filter (where became = 'admitted' and (was is null or was <> all(${STOPPED}::text[])))::int as admitted,
      count(*) filter (where became = 'admitted' and was = any(${STOPPED}::text[]))::int as restored,
      count(*) filter (where became = 'settlement-suspended')::int as suspended,
      count(*) filter (where became = any(${SHUT_OUT}::text[]) and (was is null or was <> all(${SHUT_OUT}::text[])))::int as "cutOff"
    from standing_change where at >= ${since}${liesIn(territory, 'standing_change')} group by 1 order by 1`.execute(tx.db);
  return rows;
}

async function clocksOf(tx: Tx, territory: Territory) {
  const soon = new Date(tx.now.getTime() + 3 * DAY_MS);
  const from = sql`statutory_clock where state = 'running'${liesIn(territory, 'statutory_clock')}`;
  const { rows } = await sql<{ running: number; overdue: number; dueSoon: number }>`
    select count(*)::int as running, count(*) filter (where due_at < ${tx.now})::int as overdue,
      count(*) filter (where due_at >= ${tx.now} and due_at < ${soon})::int as "dueSoon" from ${from}`.execute(tx.db);
  const kinds = await sql<{ kind: string; clause: string; overdue: number; oldest: Date }>`
    select kind, clause, count(*)::int as overdue, min(due_at) as oldest from ${from} and due_at < ${tx.now}
    group by kind, clause order by overdue desc, kind limit ${NEWEST}`.execute(tx.db);
  return { ...rows[0]!, kinds: kinds.rows };
}

async function newestChanges(tx: Tx, territory: Territory) {
  const { rows } = await sql<{ institution: string; name: string; at: Date; was: string | null; became: string }>`
    select institution.code as institution, institution.name, at, was, became from standing_change
    join institution on institution.id = standing_change.institution_id
    where true${liesIn(territory, 'standing_change')} order by at desc limit ${NEWEST}`.execute(tx.db);
  return rows;
}

/** The same reckoning as the board of one cut-off: every active gateway of the province, and those without a province. */
async function cutOffsOf(tx: Tx, territory: Territory) {
  const { rows } = await sql<{
    institution: string;
    name: string;
    orderedAt: Date;
    gateways: number;
    verified: number;
    last: Date | null;
  }>`
    with newest as (
      select institution_id, revision, prov, at from standing_change
      where became = any(${SHUT_OUT}::text[]) and was is not null${liesIn(territory, 'standing_change')} order by at desc limit ${CUT_OFFS}
    )
    select institution.code as institution, institution.name, newest.at as "orderedAt", count(gateway.id)::int as gateways,
      count(seen.verified_at)::int as verified, max(seen.verified_at) as last
    from newest join institution on institution.id = newest.institution_id
    left join gateway on gateway.active and (gateway.prov is null or gateway.prov = newest.prov)
    left join cut_off_verification seen on seen.gateway_id = gateway.id and seen.institution_id = newest.institution_id
      and seen.revision >= newest.revision
    group by institution.code, institution.name, newest.at order by newest.at desc`.execute(tx.db);
  return rows.map(({ last, ...row }) => ({ ...row, verifiedAt: row.gateways > 0 && row.verified === row.gateways ? last : null }));
}

async function gatewaysOf(tx: Tx, { prov }: Territory) {
  const head = await tx.db.selectFrom('feed_head').select('revision').executeTakeFirstOrThrow();
  const gateways = await tx.db
    .selectFrom('gateway')
    .leftJoin('gateway_state', 'gateway_state.gateway_id', 'gateway.id')
    .select(['code', 'name', 'revision', 'seen_at as seenAt'])
    .where('active', '=', true)
    .$if(prov !== null, (query) => query.where((eb) => eb.or([eb('prov', 'is', null), eb('prov', '=', prov)])))
    .orderBy('code')
    .limit(200)
    .execute();
  return { head: head.revision, gateways };
}
