import { type Calendar, CalendarYearUnknown, dateOf, dayNumber, dayStatus, type PausedDays, pauseOn } from '@anjie/working-days';
import { businessDate } from '../../ground/clock.ts';
import { inDays, type Pause, type Period } from './deadline.ts';

/** How much of a clock has run, in the unit of its period: working days, calendar days (also of years), or minutes (also of hours). */
export interface Elapsed {
  readonly unit: 'working-day' | 'day' | 'minute';
  /** from the start up to today (or its end), whether it ran or stood still */
  readonly gross: number;
  /** the part of it in which the clock ran */
  readonly net: number;
  /** what is left; below zero: overdue by so much; null: ended */
  readonly left: number | null;
}

export interface ElapsedOf {
  readonly unit: Period['unit'] | null;
  readonly startedAt: Date;
  readonly countFirstDay: boolean;
  readonly dueOn: string | null;
  readonly dueAt: Date;
  readonly pauses: readonly Pause[];
  /** since when it stands still, or stood still when it ended */
  readonly pausedAt: Date | null;
  readonly endedAt: Date | null;
}

const MINUTE = 60_000;

/** Null where there is nothing to count: at once, an unknown period, or a year whose holidays are not held. */
export function elapsedOf(clock: ElapsedOf, now: Date, calendar: Calendar): Elapsed | null {
  if (clock.unit === null || clock.unit === 'at-once') return null;
  if (clock.unit === 'hour' || clock.unit === 'minute') return inMinutes(clock, now);
  const counts = clock.unit === 'working-day' ? (date: string) => dayStatus(calendar, date).counts : () => true;
  try {
    return inDates(clock, clock.unit === 'working-day' ? 'working-day' : 'day', now, counts);
  } catch (error) {
    if (error instanceof CalendarYearUnknown) return null;
    throw error;
  }
}

function inMinutes({ startedAt, dueAt, pauses, pausedAt, endedAt }: ElapsedOf, now: Date): Elapsed {
  const until = (endedAt ?? now).getTime();
  const stood = pauses.reduce((ms, { from, to }) => ms + to.getTime() - from.getTime(), pausedAt === null ? 0 : until - pausedAt.getTime());
  const gross = Math.max(until - startedAt.getTime(), 0);
  return {
    unit: 'minute',
    gross: Math.floor(gross / MINUTE),
    net: Math.floor(Math.max(gross - stood, 0) / MINUTE),
    left: endedAt === null ? Math.floor((dueAt.getTime() - (pausedAt ?? now).getTime()) / MINUTE) : null,
  };
}

function inDates(clock: ElapsedOf, unit: 'working-day' | 'day', now: Date, counts: (date: string) => boolean): Elapsed {
  const { startedAt, dueAt, pausedAt, endedAt } = clock;
  const first = dayNumber(businessDate(startedAt)) + (clock.countFirstDay ? 0 : 1);
  const today = dayNumber(businessDate(endedAt ?? now));
  const stands = pausedAt === null ? [] : [{ from: businessDate(pausedAt), to: dateOf(today + 1), reason: '' }];
  const pauses: readonly PausedDays[] = [...clock.pauses.map(inDays), ...stands];
  const between = (from: number, to: number) =>
    Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => dateOf(from + i)).filter(counts);
  const walked = between(first, today);
  const used = Math.max(pausedAt === null ? today : dayNumber(businessDate(pausedAt)) - 1, first - 1);
  const last = dayNumber(clock.dueOn ?? businessDate(dueAt));
  return {
    unit,
    gross: walked.length,
    net: walked.filter((date) => pauseOn(pauses, date) === null).length,
    left: endedAt !== null ? null : used <= last ? between(used + 1, last).length : -between(last + 1, used).length,
  };
}
