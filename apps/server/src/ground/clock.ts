/**
 * The only source of time. Instants are Date; business dates are text `yyyy-mm-dd` in Asia/Shanghai, which has had no daylight saving
 * since 1991, so that the offset is +08:00 throughout.
 */
export interface Clock {
  now(): Date;
  /** how far a demonstration has moved its clock; always 0 in production */
  readonly offsetMs: number;
  move(offsetMs: number): void;
}

export function createClock(offsetMs = 0): Clock {
  let offset = offsetMs;
  return {
    now: () => new Date(Date.now() + offset),
    get offsetMs() {
      return offset;
    },
    move(next) {
      offset = next;
    },
  };
}

const SHANGHAI_MS = 8 * 3_600_000;

/** The business date of an instant. */
export function businessDate(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** The instant at which a business date begins. */
export function startOfDate(date: string): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) - SHANGHAI_MS);
}

/** The instant at which a business date has ended: an agreement valid to that date holds until then. */
export function endOfDate(date: string): Date {
  return new Date(startOfDate(date).getTime() + 86_400_000);
}
