import { addCalendarDays, addNaturalTime, addWorkingDays, type Calendar, dateOf, dayNumber } from '@anjie/working-days';
import { businessDate, endOfDate } from '../../ground/clock.ts';

export interface Period {
  readonly amount: number;
  readonly unit: 'working-day' | 'day' | 'hour' | 'minute' | 'year' | 'at-once';
}

export interface Deadline {
  /** the last business date, where the period ends with a date */
  readonly dueOn: string | null;
  /** the instant after which it is too late: the end of that date, or the natural instant */
  readonly dueAt: Date;
  /** the days walked, each with why it counts or not; or one sentence */
  readonly explanation: readonly unknown[];
}

/**
 * When a period ends that started at an instant. Working days follow the statutory calendar; hours and minutes run day and night.
 *
 * @throws CalendarYearUnknown where a day lies in a year without data: never guessed
 */
export function deadlineOf(period: Period, startedAt: Date, calendar: Calendar, countFirstDay: boolean): Deadline {
  const date = businessDate(startedAt);
  switch (period.unit) {
    case 'working-day': {
      const { date: dueOn, days } = addWorkingDays(calendar, date, period.amount, { countFirstDay });
      return { dueOn, dueAt: endOfDate(dueOn), explanation: days };
    }
    case 'day': {
      const { date: dueOn, why } = addCalendarDays(date, period.amount, { countFirstDay });
      return { dueOn, dueAt: endOfDate(dueOn), explanation: [why] };
    }
    case 'year': {
      const dueOn = yearsLater(date, period.amount);
      const why = { zh: `自${date}起${period.amount}年`, en: `${period.amount} years from ${date}` };
      return { dueOn, dueAt: endOfDate(dueOn), explanation: [why] };
    }
    case 'at-once':
      return { dueOn: null, dueAt: startedAt, explanation: [{ zh: '即时', en: 'at once' }] };
    default: {
      const { at, why } = addNaturalTime(startedAt.getTime(), period.amount, period.unit);
      return { dueOn: null, dueAt: new Date(at), explanation: [why] };
    }
  }
}

/** The same date some years later; 29 February ends on 28 February. */
function yearsLater(date: string, years: number): string {
  const same = `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
  const beginning = dayNumber(`${same.slice(0, 8)}01`);
  return date.endsWith('-02-29') && dateOf(beginning + 28).slice(5, 7) !== '02' ? `${same.slice(0, 8)}28` : same;
}
