import type { Interval } from './facts.ts';

/** Whether the interval holds at the instant `t` (epoch ms): `from` inclusive, `until` exclusive. */
export function holdsAt(interval: Interval, t: number): boolean {
  return interval.from <= t && (interval.until === null || t < interval.until);
}

/** Whether the interval holds at any instant at all; a record closed at or before its own beginning never held. */
export function everHolds(interval: Interval): boolean {
  return interval.until === null || interval.from < interval.until;
}

/** What is left of an interval outside the holes, ascending; stretches that never hold are dropped. */
export function outside(interval: Interval, holes: readonly Interval[]): Interval[] {
  const last = interval.until ?? Number.POSITIVE_INFINITY;
  const stretches: Interval[] = [];
  let from = interval.from;
  for (const hole of holes.toSorted((a, b) => a.from - b.from)) {
    if (from < Math.min(hole.from, last)) stretches.push({ from, until: Math.min(hole.from, last) });
    from = Math.max(from, hole.until ?? Number.POSITIVE_INFINITY);
  }
  if (from < last) stretches.push({ from, until: interval.until });
  return stretches;
}

/** The time common to both intervals; it may never hold. */
export function overlap(a: Interval, b: Interval): Interval {
  const until = a.until === null ? b.until : b.until === null ? a.until : Math.min(a.until, b.until);
  return { from: Math.max(a.from, b.from), until };
}
