const MINUTE = 60_000;
/** where the server does not say another one */
const IDLE_MINUTES = 30;

export interface Ending {
  readonly expiresAt: string;
  readonly idleMinutes?: number;
}

/**
 * What is left of a session, in milliseconds: until nobody has done anything for too long, or its own end, whichever comes first. A board that
 * reads by itself is no doing of a person.
 */
export function leftOf(session: Ending, didAt: number, now: number): number {
  const idleEnd = didAt + (session.idleMinutes ?? IDLE_MINUTES) * MINUTE;
  return Math.min(idleEnd, Date.parse(session.expiresAt)) - now;
}
