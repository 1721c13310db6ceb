/** Days on which a clock stood still. A day belongs to the clock when it runs as the day ends, so a pause takes its first day and leaves its last. */
import { dateOf, dayNumber } from './date.ts';

export interface PausedDays {
  /** the date on which the pause began: it does not count */
  readonly from: string;
  /** the date on which the clock ran again: it counts */
  readonly to: string;
  readonly reason: string;
}

/**
 * The pause that a day falls into; null: none.
 *
 * @throws DateInvalid
 */
export function pauseOn(pauses: readonly PausedDays[], date: string): PausedDays | null {
  const day = dayNumber(date);
  return pauses.find((one) => dayNumber(one.from) <= day && day < dayNumber(one.to)) ?? null;
}

/** Every date from `from` up to, and not including, `to`, in order; empty where `to` is not later. */
export function datesBetween(from: string, to: string): readonly string[] {
  const first = dayNumber(from);
  return Array.from({ length: Math.max(dayNumber(to) - first, 0) }, (_, i) => dateOf(first + i));
}
