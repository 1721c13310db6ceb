import { CalendarYearUnknown } from '@anjie/working-days';
import { uuidv7 } from 'uuidv7';
import { businessDate } from '../../ground/clock.ts';
import type { Tx } from '../../ground/transaction.ts';
import { calendarIn, calendarYears } from './calendar.ts';
import { CLOCKS_CHANNEL, warnAt } from './clock.store.ts';
import { refuse } from './clocks.errors.ts';
import { reckon } from './deadline.ts';
import { pausesOf, RECKONED_FROM, type ReckonedRow, reckoningOf } from './reckoning.store.ts';

const STANDING = [
  ...RECKONED_FROM,
  'institution_id',
  'statutory_clock.prov',
  'statutory_clock.city',
  'statutory_clock.div',
  'statutory_clock.kind',
  'end_events',
  'clause',
  'due_on',
  'due_at',
  'paused_at',
  'pause_reason',
  'statutory_clock.version',
  'institution.code',
] as const;

interface StandingRow extends ReckonedRow {
  readonly institution_id: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
  readonly kind: string;
  readonly end_events: readonly string[];
  readonly clause: string;
  readonly due_on: string | null;
  readonly due_at: Date;
  readonly paused_at: Date | null;
  readonly pause_reason: string | null;
  readonly version: number;
  readonly code: string;
}

/** Which clocks: those of a subject that the caller has found under its own scope, or one of them. */
export type ClocksOf = { readonly subjectId: string } | { readonly clockId: string };

/**
 * The running clocks stand still from now on: nothing is warned of, nothing breached. What is overdue stays so, and what is due at once is never
 * paused. The texts know no pause; it is ours, and the clock says so. @returns how many were paused
 */
export async function pauseClocks(tx: Tx, which: ClocksOf, reason: string): Promise<number> {
  return tx.unsafeAsSystem(async (db) => {
    const clocks = await locked(db, which, 'running').where('due_at', '>=', tx.now).execute();
    const paused = clocks.filter((one) => one.period_unit !== 'at-once');
    for (const clock of paused) {
      await db
        .updateTable('statutory_clock')
        .set({ state: 'paused', paused_at: tx.now, pause_reason: reason, version: clock.version + 1 })
        .where('id', '=', clock.id)
        .execute();
      await take(tx, db, clock, 'paused', reason, clock.due_at);
    }
    return paused.length;
  });
}

/**
 * The paused clocks go on: what the pause took is added, in each clock's own unit, and the due date with its explanation is reckoned again.
 *
 * @returns how many went on
 * @throws calendar-year-unknown where the new date would lie in a year without data
 */
export async function resumeClocks(tx: Tx, which: ClocksOf, reason: string): Promise<number> {
  return tx.unsafeAsSystem(async (db) => {
    const clocks = await locked(db, which, 'paused').execute();
    const years = clocks.length === 0 ? [] : await calendarYears({ db });
    const pauses = await pausesOf(
      db,
      clocks.map((one) => one.id),
    );
    for (const clock of clocks) {
      const pause = { from: clock.paused_at!, to: tx.now, reason: clock.pause_reason! };
      const reckoning = reckoningOf(clock, [...(pauses.get(clock.id) ?? []), pause]) ?? unknownPeriod(clock, pause);
      const { dueOn, dueAt, explanation } = deadline(clock, () => reckon(reckoning, calendarIn(years, clock)));
      await db
        .updateTable('statutory_clock')
        .set({
          state: 'running',
          paused_at: null,
          pause_reason: null,
          due_on: dueOn,
          due_at: dueAt,
          explanation: JSON.stringify(explanation),
          warn_at: warnAt(clock.started_at, dueOn, dueAt),
          version: clock.version + 1,
          ...(dueAt.getTime() === clock.due_at.getTime() ? {} : { warned_at: null }),
        })
        .where('id', '=', clock.id)
        .execute();
      await take(tx, db, clock, 'resumed', reason, dueAt);
    }
    if (clocks.length > 0) await tx.announce(CLOCKS_CHANNEL, '');
    return clocks.length;
  });
}

function locked(db: Tx['db'], which: ClocksOf, state: 'running' | 'paused') {
  return db
    .selectFrom('statutory_clock')
    .innerJoin('institution', 'institution.id', 'statutory_clock.institution_id')
    .select(STANDING)
    .where('statutory_clock.state', '=', state)
    .$if('subjectId' in which, (query) => query.where('subject_id', '=', (which as { subjectId: string }).subjectId))
    .$if('clockId' in which, (query) => query.where('statutory_clock.id', '=', (which as { clockId: string }).clockId))
    .orderBy('statutory_clock.id')
    .forNoKeyUpdate('statutory_clock');
}

/** Of a clock whose period nobody knows only the date can move, by this pause, in calendar days. */
function unknownPeriod(clock: StandingRow, pause: { readonly from: Date; readonly to: Date; readonly reason: string }) {
  return {
    period: { amount: 1, unit: 'day' as const },
    startedAt: clock.started_at,
    countFirstDay: false,
    pauses: [pause],
    extension: { until: clock.due_on ?? businessDate(clock.due_at), at: pause.from },
  };
}

function deadline<Value>(clock: StandingRow, reckoned: () => Value): Value {
  try {
    return reckoned();
  } catch (error) {
    if (!(error instanceof CalendarYearUnknown)) throw error;
    return refuse('calendar-year-unknown', { value: error.year, rule: 'calendar', clause: clock.clause });
  }
}

async function take(tx: Tx, db: Tx['db'], clock: StandingRow, event: 'paused' | 'resumed', reason: string, dueAt: Date): Promise<void> {
  const { institution_id, prov, city, div } = clock;
  await db
    .insertInto('clock_event')
    .values({
      id: uuidv7(),
      clock_id: clock.id,
      ...{ institution_id, prov, city, div, event, at: tx.now },
      actor_id: tx.actor.role === 'system' ? null : tx.actor.id,
      actor_name: tx.actor.name,
      reason,
      due_at_before: clock.due_at,
      due_at_after: dueAt,
    })
    .execute();
  tx.audit({
    event: `clock-${event}`,
    object: { kind: 'institution', id: clock.code },
    territory: clock,
    institutionId: institution_id,
    detail: {
      id: clock.id,
      clock: clock.kind,
      endEvents: clock.end_events,
      clause: clock.clause,
      reason,
      from: clock.due_at.toISOString(),
      dueAt: dueAt.toISOString(),
    },
  });
}
