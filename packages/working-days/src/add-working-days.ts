import { type Calendar, type DayStatus, dayStatus } from './calendar.ts';
import { dateOf, dayNumber } from './date.ts';
import { type PausedDays, pauseOn } from './pause.ts';

export interface Counting {
  /** does the day of the start event count (the Civil Code, art. 201, says it does not; the profile holds the choice) */
  readonly countFirstDay: boolean;
  /** days on which the clock stood still: none of them counts */
  readonly pauses?: readonly PausedDays[];
}

export interface WorkingDayResult {
  /** the last day of the period, `YYYY-MM-DD` */
  readonly date: string;
  /** every day walked, the first one included, with the reason why it counts or not */
  readonly days: readonly DayStatus[];
}

const LONGEST = 1000;

function ofCount(n: number): void {
  if (!Number.isInteger(n) || n < 0 || n > LONGEST)
    throw new RangeError(`工作日数 ${n} 应为 0 至 ${LONGEST} 的整数 / ${n} working days: give a whole number from 0 to ${LONGEST}`);
}

/**
 * The day on which a period of n working days ends (the 工作日 of NX-20(2) and TS-2(4)).
 *
 * n = 0 ends on the first day itself.
 *
 * @throws CalendarYearUnknown when a day walked lies in a year without data; DateInvalid; RangeError
 */
export function addWorkingDays(
  calendar: Calendar,
  date: string,
  n: number,
  counting: Counting = { countFirstDay: false },
): WorkingDayResult {
  ofCount(n);
  const first = running(dayStatus(calendar, date), counting.pauses);
  const days: DayStatus[] = [
    counting.countFirstDay
      ? first
      : { date, counts: false, why: { zh: '开始的当日不计入', en: 'the day of the start event is not counted' } },
  ];
  let counted = days[0]!.counts ? 1 : 0;
  let day = dayNumber(date);
  while (counted < n) {
    day += 1;
    const status = running(dayStatus(calendar, dateOf(day)), counting.pauses);
    days.push(status);
    if (status.counts) counted += 1;
  }
  return { date: dateOf(day), days };
}

/** A day that would count does not while the clock stands still; one that would not keeps its own reason. */
function running(status: DayStatus, pauses: readonly PausedDays[] = []): DayStatus {
  const pause = status.counts ? pauseOn(pauses, status.date) : null;
  if (pause === null) return status;
  return { date: status.date, counts: false, why: { zh: `暂停：${pause.reason}`, en: `paused: ${pause.reason}` } };
}

/**
 * Working days after `from` up to and including `to`: the inverse of addWorkingDays with the first day not counted.
 *
 * @throws CalendarYearUnknown, DateInvalid; RangeError when `to` lies before `from`
 */
export function workingDaysBetween(calendar: Calendar, from: string, to: string): number {
  const last = dayNumber(to);
  if (last < dayNumber(from)) throw new RangeError(`${to} 早于 ${from}，请对调 / ${to} is before ${from}; swap them`);
  dayStatus(calendar, from);
  let count = 0;
  for (let day = dayNumber(from) + 1; day <= last; day += 1) if (dayStatus(calendar, dateOf(day)).counts) count += 1;
  return count;
}
