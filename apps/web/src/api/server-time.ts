/**
 * The server's clock as this browser knows it: deadlines are the server's, and a bureau machine's own clock may be wrong by hours. Taken
 * from the Date of each answer (RFC 9110 §6.6.1, whole seconds), half a round trip back; the quickest answer is the truest.
 */
let offset = 0;
let roundTrip = Number.POSITIVE_INFINITY;
/** an older estimate is worth less: the clock of a demonstration is moved by hand */
let notedAt = 0;
const KEPT_MS = 60_000;
const SECOND = 1000;

/** @param date the Date header, e.g. "Sun, 22 Nov 2026 06:05:00 GMT" @param took milliseconds of the round trip */
export function noteServerTime(date: string | null, took: number, local: number = Date.now()): void {
  const told = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(told)) return;
  const next = told + SECOND / 2 - (local - took / 2);
  const moved = Math.abs(next - offset) > took / 2 + SECOND;
  if (!moved && took > roundTrip && local - notedAt < KEPT_MS) return;
  offset = next;
  roundTrip = took;
  notedAt = local;
}

/** now, by the server's clock, in milliseconds */
export const serverNow = (local: number = Date.now()): number => local + offset;
