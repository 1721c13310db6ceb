import {
  addCalendarDays,
  addNaturalTime,
  addWorkingDays,
  type Calendar,
  dateOf,
  datesBetween,
  dayNumber,
  dayStatus,
  type PausedDays,
} from '@anjie/working-days';
import { businessDate, endOfDate } from '../../ground/clock.ts';

export interface Period {
  readonly amount: number;
  readonly unit: 'working-day' | 'day' | 'hour' | 'minute' | 'year' | 'at-once';
}

/** A pause that is over. */
export interface Pause {
  readonly from: Date;
  readonly to: Date;
  readonly reason: string;
}

export interface Deadline {
  /** the last business date, where the period ends with a date */
  readonly dueOn: string | null;
  /** the instant after which it is too late: the end of that date, or the natural instant */
  readonly dueAt: Date;
  /** the days walked, each with why it counts or not; or sentences */
  readonly explanation: readonly unknown[];
}

/** What a due date is reckoned from. */
export interface Reckoning {
  readonly period: Period;
  readonly startedAt: Date;
  readonly countFirstDay: boolean;
  readonly pauses: readonly Pause[];
  /** a later date that a person set, and when */
  readonly extension: { readonly until: string; readonly at: Date } | null;
}

/**
 * When a clock is due. A pause adds what it took, in the clock's own unit: working days, calendar days, or time itself; a date that a person
 * set moves by the pauses after it was set alone.
 *
 * @throws CalendarYearUnknown where a day lies in a year without data: never guessed
 */
export function reckon({ period, startedAt, countFirstDay, pauses, extension }: Reckoning, calendar: Calendar): Deadline {
  if (extension === null) return deadlineOf(period, startedAt, calendar, countFirstDay, pauses);
  const early = pauses.filter((one) => one.from < extension.at);
  const late = pauses.filter((one) => one.from >= extension.at);
  const { explanation } = deadlineOf(period, startedAt, calendar, countFirstDay, early);
  const said = [...explanation, { zh: `经批准延长至${extension.until}`, en: `extended to ${extension.until}` }];
  if (late.length === 0) return { dueOn: extension.until, dueAt: endOfDate(extension.until), explanation: said };
  if (period.unit === 'hour' || period.unit === 'minute')
    return { dueOn: null, dueAt: plusPauses(endOfDate(extension.until), late), explanation: [...said, ...late.map(naturalPause)] };
  const moved = period.unit === 'working-day' ? movedByWorkingDays(extension.until, late, calendar) : movedByDays(extension.until, late);
  return { dueOn: moved.dueOn, dueAt: endOfDate(moved.dueOn), explanation: [...said, ...moved.explanation] };
}

/**
 * When a period ends that started at an instant. Working days follow the statutory calendar; hours and minutes run day and night.
 *
 * @throws CalendarYearUnknown where a day lies in a year without data: never guessed
 */
export function deadlineOf(
  period: Period,
  startedAt: Date,
  calendar: Calendar,
  countFirstDay: boolean,
  pauses: readonly Pause[] = [],
): Deadline {
  const date = businessDate(startedAt);
  switch (period.unit) {
    case 'working-day': {
      const { date: dueOn, days } = addWorkingDays(calendar, date, period.amount, { countFirstDay, pauses: pauses.map(inDays) });
      return { dueOn, dueAt: endOfDate(dueOn), explanation: days };
    }
    case 'day': {
      const { date: dueOn, why } = addCalendarDays(date, period.amount, { countFirstDay });
      return withPausedDays(dueOn, why, pauses, countFirstDay ? null : date);
    }
    case 'year': {
      const why = { zh: `自${date}起${period.amount}年`, en: `${period.amount} years from ${date}` };
      return withPausedDays(yearsLater(date, period.amount), why, pauses, countFirstDay ? null : date);
    }
    case 'at-once':
      return { dueOn: null, dueAt: startedAt, explanation: [{ zh: '即时', en: 'at once' }] };
    default: {
      const { at, why } = addNaturalTime(startedAt.getTime(), period.amount, period.unit);
      return { dueOn: null, dueAt: plusPauses(new Date(at), pauses), explanation: [why, ...pauses.map(naturalPause)] };
    }
  }
}

/** The dates of a pause: its first does not count, the day on which the clock runs again does. */
export function inDays({ from, to, reason }: Pause): PausedDays {
  return { from: businessDate(from), to: businessDate(to), reason };
}

/** @param uncounted the day of the start event, which a pause cannot take since it never counted */
function withPausedDays(dueOn: string, why: unknown, pauses: readonly Pause[], uncounted: string | null): Deadline {
  const moved = movedByDays(dueOn, pauses, uncounted);
  return { dueOn: moved.dueOn, dueAt: endOfDate(moved.dueOn), explanation: [why, ...moved.explanation] };
}

function movedByDays(date: string, pauses: readonly Pause[], uncounted: string | null = null) {
  const told = pauses.map((one) => ({ one, days: datesOf(one).filter((day) => day !== uncounted).length }));
  return { dueOn: dateOf(dayNumber(date) + sum(told)), explanation: told.map(({ one, days }) => pausedFor(one, days)) };
}

function movedByWorkingDays(date: string, pauses: readonly Pause[], calendar: Calendar) {
  const told = pauses.map((one) => ({ one, days: datesOf(one).filter((day) => dayStatus(calendar, day).counts).length }));
  const { date: dueOn, days: walked } = addWorkingDays(calendar, date, sum(told));
  return { dueOn, explanation: [...told.map(({ one, days }) => pausedFor(one, days)), ...walked.slice(1)] };
}

const datesOf = (pause: Pause) => datesBetween(businessDate(pause.from), businessDate(pause.to));
const sum = (told: readonly { readonly days: number }[]) => told.reduce((days, one) => days + one.days, 0);

function plusPauses(at: Date, pauses: readonly Pause[]): Date {
  return new Date(pauses.reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()), at.getTime()));
}

function pausedFor(pause: Pause, days: number) {
  const { from, to, reason } = inDays(pause);
  return {
    zh: `${from}暂停，${to}恢复，顺延${days}日：${reason}`,
    en: `paused ${from}, went on ${to}, which adds ${days} days: ${reason}`,
  };
}

function naturalPause({ from, to, reason }: Pause) {
  const minutes = Math.round((to.getTime() - from.getTime()) / 60_000);
  return { zh: `暂停${minutes}分钟：${reason}`, en: `paused for ${minutes} minutes: ${reason}` };
}

/** The same date some years later; 29 February ends on 28 February. */
function yearsLater(date: string, years: number): string {
  const same = `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
  const beginning = dayNumber(`${same.slice(0, 8)}01`);
  return date.endsWith('-02-29') && dateOf(beginning + 28).slice(5, 7) !== '02' ? `${same.slice(0, 8)}28` : same;
}
