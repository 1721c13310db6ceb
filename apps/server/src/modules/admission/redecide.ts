import { type Entry, entryOf, FormatError, nextChangeAt, readEntry, sameEntry } from '@anjie/admission';
import { sql } from 'kysely';
import type { BeforeCommit, Tx } from '../../ground/transaction.ts';
import { basisInForce, DECIDE_VERSION } from '../regulations/index.ts';
import { loadFacts } from './load-facts.ts';

/** Says that the feed has moved, with the revision. */
export const FEED_CHANNEL = 'anjie_feed';
/** Says that something falls due, with the instant in epoch ms. */
export const DUE_CHANNEL = 'anjie_due';
/** Rows written by one statement: a statement takes 65,535 parameters. */
const ROWS = 1000;

/**
 * The before-commit hook: every touched institution is decided again in the transaction of the fact. Its rows are locked since touch(),
 * so that what is read here is what will be true after commit. The feed head comes after everything else: one revision per transaction,
 * without holes, in commit order.
 */
export const redecideTouched: BeforeCommit = async (tx) => {
  const entries = await changedEntries(tx);
  if (entries.length === 0 && tx.orders.length === 0) return;
  const revision = await nextRevision(tx);
  for (let from = 0; from < entries.length; from += ROWS) await writeEntries(tx, entries.slice(from, from + ROWS), revision);
  await writeOrders(tx, revision);
  const due = entries.flatMap(({ entry }) => nextChangeAt(entry) ?? []);
  if (due.length > 0) await tx.announce(DUE_CHANNEL, String(Math.min(...due)));
};

/** Takes the next revision from the locked head: holds it until commit, so that numbers follow commit order. */
export async function nextRevision(tx: Tx): Promise<number> {
  const head = await tx.db.updateTable('feed_head').set({ revision: sql`revision + 1` }).returning('revision').executeTakeFirstOrThrow();
  await tx.announce(FEED_CHANNEL, String(head.revision));
  return head.revision;
}

interface Decided {
  readonly entry: Entry;
  readonly generation: number;
}

/** Decides all touched institutions; keeps those whose entry differs from the one on record, and marks the others as decided under the basis. */
async function changedEntries(tx: Tx): Promise<Decided[]> {
  if (tx.touched.size === 0) return [];
  const ids = [...tx.touched];
  const basis = await basisInForce(tx, { lock: true });
  const facts = await loadFacts(tx, ids, basis);
  const recorded = await tx.db
    .selectFrom('admission_entry')
    .select(['institution_id', 'entry', 'generation', 'decide_version', 'next_change_at'])
    .where('institution_id', 'in', ids)
    .execute();
  const known = new Map(recorded.map((row) => [row.institution_id, row]));
  const changed: Decided[] = [];
  const confirmed: Decided[] = [];
  for (const one of facts) {
    const entry = entryOf(one, tx.now.getTime());
    const before = known.get(one.institution.id);
    const decided = { entry, generation: basis.generation };
    if (before === undefined || !saysTheSame(before.entry, entry)) changed.push(decided);
    else if (
      before.generation !== basis.generation ||
      before.decide_version !== DECIDE_VERSION ||
      (before.next_change_at?.getTime() ?? null) !== nextChangeAt(entry)
    )
      confirmed.push(decided);
  }
  await confirmEntries(tx, confirmed);
  return changed;
}

/** Entries that stay as they are: no gateway hears of them, no revision is taken. */
async function confirmEntries(tx: Tx, confirmed: readonly Decided[]): Promise<void> {
  for (const [next, same] of Map.groupBy(confirmed, ({ entry }) => nextChangeAt(entry)))
    await tx.db
      .updateTable('admission_entry')
      .set({
        generation: same[0]!.generation,
        decide_version: DECIDE_VERSION,
        next_change_at: next === null ? null : new Date(next),
      })
      .where(
        'institution_id',
        'in',
        same.map(({ entry }) => entry.institution),
      )
      .execute();
}

/** What cannot be read (planted, or of a format to come) says nothing: it is replaced. */
function saysTheSame(recorded: unknown, decided: Entry): boolean {
  const entry = readableEntry(recorded);
  return entry !== null && sameDecision(entry, decided);
}

/** The entry of a stored value; null where it is none. */
export function readableEntry(value: unknown): Entry | null {
  try {
    return readEntry(value);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** Whether two entries say the same; when the first segment began is not part of what it says. */
export function sameDecision(recorded: Entry, decided: Entry): boolean {
  const [first, ...rest] = recorded.segments;
  const segments = [{ ...first, from: decided.segments[0].from }, ...rest] as unknown as Entry['segments'];
  return sameEntry({ ...recorded, segments }, decided);
}

async function writeEntries(tx: Tx, entries: readonly Decided[], revision: number): Promise<void> {
  if (entries.length === 0) return;
  const cause = tx.audits.map((fact) => fact.event).join(', ') || 'due';
  const rows = entries.map(({ entry, generation }) => {
    const next = nextChangeAt(entry);
    return {
      institution_id: entry.institution,
      prov: entry.scope.prov,
      city: entry.scope.city,
      div: entry.scope.div,
      code: entry.code,
      entry: JSON.stringify(entry),
      generation,
      decide_version: DECIDE_VERSION,
      revision,
      decided_at: tx.now,
      next_change_at: next === null ? null : new Date(next),
    };
  });
  await tx.db
    .insertInto('admission_entry')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('institution_id').doUpdateSet((excluded) => ({
        prov: excluded.ref('excluded.prov'),
        city: excluded.ref('excluded.city'),
        div: excluded.ref('excluded.div'),
        code: excluded.ref('excluded.code'),
        entry: excluded.ref('excluded.entry'),
        generation: excluded.ref('excluded.generation'),
        decide_version: excluded.ref('excluded.decide_version'),
        revision: excluded.ref('excluded.revision'),
        decided_at: excluded.ref('excluded.decided_at'),
        next_change_at: excluded.ref('excluded.next_change_at'),
      })),
    )
    .execute();
  await tx.db
    .insertInto('admission_decision')
    .values(rows.map(({ code: _, next_change_at: __, ...row }) => ({ ...row, cause })))
    .execute();
}

async function writeOrders(tx: Tx, revision: number): Promise<void> {
  for (const change of tx.orders) {
    const lifted = change.order === null;
    await tx.db
      .insertInto('scope_order')
      .values({
        id: change.id,
        scope_order: lifted ? null : JSON.stringify(change.order),
        restriction_id: change.restrictionId,
        cause: tx.audits.map((fact) => fact.event).join(', '),
        revision,
        imposed_at: tx.now,
        lifted_at: lifted ? tx.now : null,
      })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(lifted ? { revision, lifted_at: tx.now } : { revision, scope_order: JSON.stringify(change.order) }),
      )
      .execute();
  }
}
