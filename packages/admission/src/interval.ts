import type { Interval } from './facts.ts';

/** Whether the interval holds at the instant `t` (epoch ms): `from` inclusive, `until` exclusive. */
export function holdsAt(interval: Interval, t: number): boolean {
  return interval.from <= t && (interval.until === null || t < interval.until);
}

/** Whether the interval holds at any instant at all; a record closed at or before its own beginning never held. */
export function everHolds(interval: Interval): boolean {
  return interval.until === null || interval.from < interval.until;
}

/** The time common to both intervals; it may never hold. */
export function overlap(a: Interval, b: Interval): Interval {
  const until = a.until === null ? b.until : b.until === null ? a.until : Math.min(a.until, b.until);
  return { from: Math.max(a.from, b.from), until };
}
