/** What the server says of where checkpoints went. */
export interface Delivered {
  readonly undelivered: number;
  readonly deliveredAt: string | null;
  readonly waitingSince: string | null;
  readonly places: readonly string[];
}

/**
 * How far the audit is safe from being cut off: 'nowhere' no second place is set; 'never' none has taken anything; 'late' a checkpoint has
 * waited too long; 'here' it goes to a file alone, which may lie on this machine; 'away' it goes elsewhere too.
 */
export type Delivery = 'nowhere' | 'never' | 'late' | 'here' | 'away';

/** A checkpoint is signed every minute; one that waits so long is not on its way any more. As long as the alert `audit-late` waits by default. */
export const LATE_MINUTES = 15;

export function deliveryOf({ places, deliveredAt, waitingSince }: Delivered, now: number): Delivery {
  if (places.length === 0) return 'nowhere';
  if (deliveredAt === null) return 'never';
  if (waitingSince !== null && now - Date.parse(waitingSince) > LATE_MINUTES * 60_000) return 'late';
  return places.every((place) => place.startsWith('file ')) ? 'here' : 'away';
}
