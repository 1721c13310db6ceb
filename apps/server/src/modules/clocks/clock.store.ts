import { type Calendar, CalendarYearUnknown } from '@anjie/working-days';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { startOfDate } from '../../ground/clock.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { settle } from '../notifications/index.ts';
import { calendarFor, calendarIn, calendarYears, type Territory } from './calendar.ts';
import { refuse } from './clocks.errors.ts';
import { type Deadline, deadlineOf, type Period } from './deadline.ts';
import { type ElapsedOf, elapsedOf } from './elapsed.ts';
import { pausesOf } from './reckoning.store.ts';

interface Place {
  readonly id: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** A clock has started: the loop that watches them may have to wake earlier. */
export const CLOCKS_CHANNEL = 'anjie_clocks';

export interface ClockStart {
  readonly institution: Place;
  /** what the clock belongs to, e.g. an application */
  readonly subject: { readonly kind: string; readonly id: string };
  readonly period: Period;
  /** the event that starts it, and those that end it */
  readonly startEvent: string;
  readonly endEvents: readonly string[];
  readonly clause: string;
  readonly stated: boolean;
  readonly startedAt: Date;
  readonly countFirstDay: boolean;
}

/**
 * Starts a statutory clock.
 *
 * @throws calendar-year-unknown where a working day lies in a year without data
 */
export async function startClock(tx: Tx, start: ClockStart): Promise<void> {
  const { institution, subject } = start;
  const { dueOn, dueAt, explanation } = deadlineInWords(start, await calendarFor(tx, institution));
  // A party's step starts a clock too, of a row that the party does not write itself.
  await tx.unsafeAsSystem((db) =>
    db
      .insertInto('statutory_clock')
      .values({
        id: uuidv7(),
        institution_id: institution.id,
        prov: institution.prov,
        city: institution.city,
        div: institution.div,
        subject_kind: subject.kind,
        subject_id: subject.id,
        kind: start.startEvent,
        end_events: [...start.endEvents],
        clause: start.clause,
        stated: start.stated,
        started_at: start.startedAt,
        due_on: dueOn,
        due_at: dueAt,
        explanation: JSON.stringify(explanation),
        period_amount: start.period.amount,
        period_unit: start.period.unit,
        count_first_day: start.countFirstDay,
        warn_at: warnAt(start.startedAt, dueOn, dueAt),
      })
      .execute(),
  );
  await tx.announce(CLOCKS_CHANNEL, '');
}

/**
 * When a clock is warned of, ours where no text says: as its last day begins, or at half time where it ends with no day. Never after it is due:
 * a clock overdue when born is told as breached.
 */
export function warnAt(startedAt: Date, dueOn: string | null, dueAt: Date): Date {
  return dueOn === null ? new Date((startedAt.getTime() + dueAt.getTime()) / 2) : startOfDate(dueOn);
}

function deadlineInWords(start: ClockStart, calendar: Calendar): Deadline {
  try {
    return deadlineOf(start.period, start.startedAt, calendar, start.countFirstDay);
  } catch (error) {
    if (!(error instanceof CalendarYearUnknown)) throw error;
    return refuse('calendar-year-unknown', { value: error.year, rule: 'calendar', clause: start.clause });
  }
}

/**
 * An event happened: the clocks of the subject that wait for it end, met or breached. One that stands still is met: it had not run out.
 *
 * @param at when it happened, where that is not now; clocks that started later go on
 */
export async function endClocks(tx: Tx, subjectId: string, event: string, at: Date = tx.now): Promise<void> {
  await tx.unsafeAsSystem((db) =>
    ending(db, subjectId, event, at, 'met').where('started_at', '<=', at).where(sql<boolean>`${event} = any(end_events)`).execute(),
  );
}

/** What the subject's clocks wait for will not come any more. A clock overdue by then stays breached. */
export async function cancelClocks(tx: Tx, subjectId: string, event: string): Promise<void> {
  await tx.unsafeAsSystem(async (db) => settleClocks(tx, db, await ending(db, subjectId, event, tx.now, 'cancelled').execute()));
}

/** Nobody needs to be reminded of a clock that has ended. */
function settleClocks(tx: Tx, db: Tx['db'], ended: readonly { readonly id: string }[]): Promise<void> {
  return settle(
    { db, now: tx.now },
    ended.map(({ id }) => ({ topic: 'clock', objectId: id })),
  );
}

function ending(db: Tx['db'], subjectId: string, event: string, at: Date, inTime: 'met' | 'cancelled') {
  return db
    .updateTable('statutory_clock')
    .set((eb) => ({
      state: sql`case when due_at >= ${at} or state = 'paused' then ${inTime} else 'breached' end`,
      ended_at: at,
      ended_by_event: event,
      version: eb('version', '+', 1),
    }))
    .where('subject_id', '=', subjectId)
    .where('state', 'in', ['running', 'paused'])
    .returning('id');
}

const instant = z.date().transform((at) => at.toISOString());

const counted = z.number();

/** How much of a clock has run, in the unit of its period. */
export const elapsedView = z.object({
  unit: z.enum(['working-day', 'day', 'minute']),
  gross: counted,
  net: counted,
  left: counted.nullable(),
});

/** One clock as people see it, with the explanation of its due date. */
export const clockView = z.object({
  id: z.string(),
  kind: z.string(),
  endEvents: z.array(z.string()),
  clause: z.string(),
  stated: z.boolean(),
  startedAt: instant,
  dueOn: z.string().nullable(),
  dueAt: instant,
  state: z.string(),
  endedAt: instant.nullable(),
  pausedAt: instant.nullable(),
  pauseReason: z.string().nullable(),
  pauses: z.array(z.object({ from: instant, to: instant, reason: z.string() })),
  elapsed: elapsedView.nullable(),
  version: z.number(),
  explanation: z.unknown(),
});

export type ClockState = 'running' | 'paused' | 'met' | 'breached' | 'cancelled';

/** The clocks of a subject, the earliest first. One that runs past its time is shown as breached at once: nobody has to mark it. */
export async function listClocks(tx: Pick<Tx, 'db' | 'now'>, subjectId: string) {
  return withElapsed(tx, await columns(tx).where('subject_id', '=', subjectId).orderBy('started_at').orderBy('id').execute());
}

/** Every clock of an institution, whatever it belongs to, those that run first. */
export async function clocksOfInstitution(tx: Pick<Tx, 'db' | 'now'>, institutionId: string) {
  const rows = await columns(tx)
    .where('institution_id', '=', institutionId)
    .orderBy('ended_at', (order) => order.desc().nullsFirst())
    .orderBy('due_at')
    .limit(200)
    .execute();
  return withElapsed(tx, rows);
}

/** One clock. @throws not-found, also for another territory's */
export async function getClock(tx: Pick<Tx, 'db' | 'now'>, id: string) {
  const [row] = await withElapsed(tx, await columns(tx).where('statutory_clock.id', '=', id).execute());
  return row ?? refuseInput('not-found', { path: 'params.id', value: id });
}

/** A row with its pauses, what it shows as, and how much of it has run: two queries whatever the list holds. */
export async function withElapsed<Row extends ElapsedRow>(tx: Pick<Tx, 'db' | 'now'>, rows: readonly Row[]) {
  if (rows.length === 0) return [];
  const pauses = await pausesOf(
    tx.db,
    rows.map((row) => row.id),
  );
  const years = await calendarYears(tx);
  return rows.map(({ unit, countFirstDay, ...row }) => {
    const past = pauses.get(row.id) ?? [];
    const clock = { ...row, unit: unit as Period['unit'] | null, countFirstDay: countFirstDay ?? false, pauses: past };
    return {
      ...row,
      pauses: [...past],
      state: stateOf(row.state, row.dueAt, tx.now),
      elapsed: elapsedOf(clock, tx.now, calendarIn(years, row)),
    };
  });
}

interface ElapsedRow extends Omit<ElapsedOf, 'unit' | 'countFirstDay' | 'pauses'>, Territory {
  readonly id: string;
  readonly state: string;
  readonly unit: string | null;
  readonly countFirstDay: boolean | null;
}

/** When the earliest clock that runs on each subject ends; a subject without one is not in the map. */
export async function earliestDue(tx: Pick<Tx, 'db'>, subjectIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom('statutory_clock')
    .select((eb) => ['subject_id', eb.fn.min('due_at').as('dueAt')])
    .where('subject_id', 'in', [...subjectIds])
    .where('state', '=', 'running')
    .groupBy('subject_id')
    .execute();
  return new Map(rows.map((row) => [row.subject_id, row.dueAt]));
}

/** The columns of a clock that its elapsed time is told from. */
export const ELAPSED_FROM = [
  'statutory_clock.id',
  'statutory_clock.prov',
  'statutory_clock.city',
  'statutory_clock.div',
  'started_at as startedAt',
  'due_on as dueOn',
  'due_at as dueAt',
  'statutory_clock.state',
  'statutory_clock.ended_at as endedAt',
  'paused_at as pausedAt',
  'pause_reason as pauseReason',
  'period_unit as unit',
  'count_first_day as countFirstDay',
  'statutory_clock.version',
  'statutory_clock.kind',
  'clause',
  'stated',
] as const;

const columns = (tx: Pick<Tx, 'db'>) =>
  tx.db.selectFrom('statutory_clock').select([...ELAPSED_FROM, 'end_events as endEvents', 'explanation']);

export function stateOf(recorded: string, dueAt: Date, now: Date): ClockState {
  return recorded === 'running' && now > dueAt ? 'breached' : (recorded as ClockState);
}
