import { assembleFacts, type Entry, entryOf, type FactPart, nextChangeAt, sameEntry } from '@anjie/admission';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Clock } from '../../ground/clock.ts';
import type { Database } from '../../ground/schema.generated.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { type Basis, basisAt, DECIDE_VERSION } from '../regulations/index.ts';
import { readableEntry, sameDecision } from './redecide.ts';
import { factsByPlainSql, type IdRange } from './verification-facts.ts';
import { type OrderDrift, orderDrift } from './verify-orders.ts';

const PAGE = 1000;
/** Drifted entries told one by one; the count goes on. */
const TOLD = 200;
/** How far two servers' clocks may part: an entry decided later than our own time by no more than this is not of the future. */
const SKEW_MS = 10_000;
const FIRST = '00000000-0000-0000-0000-000000000000';

export const verification = z.object({
  at: z.string(),
  generation: z.number(),
  revision: z.number(),
  institutions: z.number(),
  /** decided under another basis or an older decide(), or waiting in a campaign: not drift */
  pending: z.number(),
  /** whose next change has come and due work has not: enforcement points are on the second segment; not drift */
  due: z.number(),
  drifted: z.number(),
  drift: z.array(
    z.object({
      institution: z.string(),
      fault: z.enum(['missing', 'differs', 'columns', 'history']),
      expected: z.unknown(),
      recorded: z.unknown(),
    }),
  ),
  orders: z.array(z.object({ id: z.string(), fault: z.string() })),
  ok: z.boolean(),
});

type Verification = z.input<typeof verification>;
type Drift = Verification['drift'][number];

interface EntryRow {
  id: string;
  code: string;
  kind: string;
  prov: string;
  city: string;
  div: string;
  registered_at: Date;
  entry: unknown;
  generation: number | null;
  decide_version: number;
  revision: number;
  next_change_at: Date | null;
  columns_fit: boolean;
  history_fits: boolean;
  waiting: boolean;
}

/**
 * Recomputes every entry from the facts, by a loading path of its own, in one snapshot of the database that sees no writer and blocks none.
 *
 * @param prov only this province's institutions; null: all
 */
export async function verify(transactor: Transactor, clock: Clock, prov: string | null): Promise<Verification> {
  return transactor.snapshot(async (db) => {
    // The first statement takes the snapshot; whatever it shows was decided before `now`, but for the skew between servers.
    const head = await db.selectFrom('feed_head').select('revision').executeTakeFirstOrThrow();
    const now = await timeOf(db, clock);
    const basis = await basisAt({ db }, new Date(now));
    const result = { institutions: 0, pending: 0, due: 0, drifted: 0 };
    const drift: Drift[] = [];
    let after = FIRST;
    for (;;) {
      const rows = await page(db, prov, after);
      if (rows.length === 0) break;
      const range: IdRange = { lower: after, upper: rows.at(-1)!.id };
      const facts = await factsByPlainSql(db, range);
      for (const row of rows) {
        const { state, found } = examine(row, facts.get(row.id) ?? [], basis, now, head.revision);
        result.institutions += 1;
        if (state !== 'same') result[state] += 1;
        if (found !== null && drift.length < TOLD) drift.push(found);
      }
      after = range.upper;
    }
    const orders: OrderDrift[] = prov === null ? await orderDrift(db) : [];
    return {
      at: new Date(now).toISOString(),
      generation: basis.generation,
      revision: head.revision,
      ...result,
      drift,
      orders,
      ok: result.drifted === 0 && orders.length === 0,
    };
  });
}

async function timeOf(db: Kysely<Database>, clock: Clock): Promise<number> {
  const { rows } = await sql<{ latest: Date | null }>`select max(decided_at) as latest from admission_entry`.execute(db);
  const now = clock.now().getTime();
  const latest = rows[0]?.latest?.getTime() ?? now;
  return latest > now && latest - now < SKEW_MS ? latest : now;
}

async function page(db: Kysely<Database>, prov: string | null, after: string): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select i.id, i.code, i.kind, i.prov, i.city, i.div, i.registered_at,
      e.entry, e.generation, e.decide_version, e.revision, e.next_change_at,
      (e.code, e.prov, e.city, e.div) = (i.code, i.prov, i.city, i.div) as columns_fit,
      coalesce((select d.entry = e.entry from admission_decision d where d.institution_id = i.id and d.revision = e.revision), false) as history_fits,
      exists (select 1 from admission_campaign_member m where m.institution_id = i.id) as waiting
    from institution i left join admission_entry e on e.institution_id = i.id
    where i.id > ${after}::uuid and (${prov}::text is null or i.prov = ${prov})
    order by i.id limit ${PAGE}`.execute(db);
  return rows;
}

type State = 'same' | 'pending' | 'due' | 'drifted';

function examine(
  row: EntryRow,
  parts: readonly FactPart[],
  basis: Basis,
  now: number,
  head: number,
): { state: State; found: Drift | null } {
  const institution = { id: row.id, code: row.code, kind: row.kind, prov: row.prov, city: row.city, div: row.div };
  const facts = assembleFacts({ ...institution, registeredAt: row.registered_at.getTime() }, parts, basis.rules(institution));
  const expected = entryOf(facts, now);
  const drifted = (fault: Drift['fault']) => ({
    state: 'drifted' as const,
    found: { institution: row.code, fault, expected, recorded: row.entry },
  });
  // Taken in with many others: the campaign has not come to it yet.
  if (row.generation === null) return row.waiting ? { state: 'pending', found: null } : drifted('missing');
  if (row.generation !== basis.generation || row.decide_version !== DECIDE_VERSION || row.waiting) return { state: 'pending', found: null };
  const recorded = readableEntry(row.entry);
  if (recorded === null) return drifted('differs');
  const isDue = row.next_change_at !== null && row.next_change_at.getTime() <= now;
  if (isDue && agreesAhead(recorded, expected, now)) return { state: 'due', found: null };
  if (!sameDecision(recorded, expected)) return drifted('differs');
  if (!row.columns_fit || row.revision > head || (row.next_change_at?.getTime() ?? null) !== nextChangeAt(expected))
    return drifted('columns');
  if (!row.history_fits) return drifted('history');
  return { state: 'same', found: null };
}

/** Due work has not come yet: the second segment says what holds now, or the entry has run out and everything is refused. */
function agreesAhead(recorded: Entry, expected: Entry, now: number): boolean {
  const [first, second] = recorded.segments;
  // Set back for another reason (the clock was): whatever it says is decided again.
  if (first.until === null || first.until > now) return true;
  if (second === undefined || (second.until !== null && second.until <= now)) return true;
  return sameEntry({ ...recorded, segments: [second] }, { ...expected, segments: [{ ...expected.segments[0], from: second.from }] });
}
