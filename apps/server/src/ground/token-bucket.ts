const MINUTE_MS = 60_000;

/** Token buckets by key: so many a minute, and as many at once when the bucket is full. */
export interface Buckets {
  /** @returns 0: taken; else the seconds, rounded up, until one may be taken */
  take(key: string, perMinute: number, nowMs: number): number;
  /** gives back what was taken and not owed */
  giveBack(key: string, perMinute: number): void;
  readonly size: number;
}

/**
 * One number is kept of each key: when its bucket will be full again (the generic cell rate algorithm, ITU-T I.371 annex A). Of `most` keys
 * at most: the one touched longest ago is forgotten first, which fills its bucket.
 *
 * @param most keys that are remembered
 */
export function createBuckets(most: number): Buckets {
  const fullAt = new Map<string, number>();
  return {
    take(key, perMinute, nowMs) {
      const owed = Math.max(fullAt.get(key) ?? 0, nowMs) + MINUTE_MS / perMinute;
      fullAt.delete(key);
      if (owed - nowMs > MINUTE_MS + 1e-6) {
        const kept = owed - MINUTE_MS / perMinute;
        fullAt.set(key, kept);
        return Math.max(1, Math.ceil((owed - nowMs - MINUTE_MS) / 1000));
      }
      fullAt.set(key, owed);
      if (fullAt.size > most) fullAt.delete(fullAt.keys().next().value!);
      return 0;
    },
    giveBack(key, perMinute) {
      const at = fullAt.get(key);
      if (at !== undefined) fullAt.set(key, at - MINUTE_MS / perMinute);
    },
    get size() {
      return fullAt.size;
    },
  };
}
