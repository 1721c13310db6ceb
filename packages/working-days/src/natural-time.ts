/** Natural time: hours and minutes run day and night, calendar days run through holidays. Only 工作日 is otherwise. */
import type { Words } from './calendar.ts';
import { dateOf, dayNumber } from './date.ts';

export interface NaturalDeadline {
  /** epoch milliseconds */
  readonly at: number;
  readonly why: Words;
}

const UNIT_MS = { minute: 60_000, hour: 3_600_000 } as const;
const UNIT_WORDS = { minute: { zh: '分钟', en: 'minutes' }, hour: { zh: '小时', en: 'hours' } } as const;

/**
 * The instant at which a period of hours or minutes ends (NX-30: 1 h, 2 h; NX-33(5): 30 min; JC-17: 24 h).
 *
 * @param start instant of the start event, epoch milliseconds
 * @throws RangeError for an amount that is no positive whole number
 */
export function addNaturalTime(start: number, amount: number, unit: 'minute' | 'hour'): NaturalDeadline {
  positive(amount);
  const { zh, en } = UNIT_WORDS[unit];
  return {
    at: start + amount * UNIT_MS[unit],
    why: {
      zh: `自开始起${amount}${zh}，自然时间，节假日和夜间照算`,
      en: `${amount} ${en} from the start, natural time: nights and holidays run`,
    },
  };
}

/**
 * The date on which a period of calendar days ends (NX-13: 90 days).
 *
 * @throws DateInvalid, RangeError
 */
export function addCalendarDays(
  date: string,
  n: number,
  counting: { countFirstDay: boolean } = { countFirstDay: false },
): { date: string; why: Words } {
  positive(n);
  const end = dateOf(dayNumber(date) + n - (counting.countFirstDay ? 1 : 0));
  return {
    date: end,
    why: {
      zh: `自${date}起${n}日（自然日，开始的当日${counting.countFirstDay ? '计入' : '不计入'}）`,
      en: `${n} calendar days from ${date}, the first day ${counting.countFirstDay ? 'counted' : 'not counted'}`,
    },
  };
}

function positive(amount: number): void {
  if (!Number.isInteger(amount) || amount < 1)
    throw new RangeError(`时长 ${amount} 应为正整数 / a period of ${amount}: give a positive whole number`);
}
