/** When a mail may be sent to a person. Pure; days and minutes are those of Asia/Shanghai. */
import { businessDate, startOfDate } from '../../ground/clock.ts';

export interface Quiet {
  /** minutes of the day; null: no quiet time. A time that ends before it begins crosses midnight. */
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
  readonly quietOnRestDays: boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const LONGEST_REST = 40;

/**
 * The first instant from `now` on that is not quiet: `now` itself, the end of the quiet time, or the next working day.
 *
 * @param works whether a date is worked; null: its year's holidays are not held, and it is then not taken for a rest day
 */
export function notBefore(now: Date, quiet: Quiet, works: (date: string) => boolean | null): Date {
  let at = now;
  for (let step = 0; step < LONGEST_REST * 2; step += 1) {
    const date = businessDate(at);
    if (quiet.quietOnRestDays && works(date) === false) {
      at = new Date(startOfDate(date).getTime() + DAY);
      continue;
    }
    const end = quietEnd(at, quiet);
    if (end === null) return at;
    at = end;
  }
  return at;
}

/** When the quiet time that an instant falls into ends; null: it is not quiet. */
function quietEnd(at: Date, { quietFrom, quietUntil }: Quiet): Date | null {
  if (quietFrom === null || quietUntil === null || quietFrom === quietUntil) return null;
  const midnight = startOfDate(businessDate(at)).getTime();
  const minute = Math.floor((at.getTime() - midnight) / MINUTE);
  const until = midnight + quietUntil * MINUTE;
  if (quietFrom < quietUntil) return minute >= quietFrom && minute < quietUntil ? new Date(until) : null;
  if (minute >= quietFrom) return new Date(until + DAY);
  return minute < quietUntil ? new Date(until) : null;
}
