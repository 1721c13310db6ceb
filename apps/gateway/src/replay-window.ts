/**
 * Requests forwarded of late, by institution, infno, msgid and body digest.
 *
 * `inf_time` is not consulted: it is the sender's claim. Protection is per gateway; an institution is served by one gateway at a time.
 */
export class ReplayWindow {
  /** key → when it was forwarded, epoch ms; a Map keeps the order of insertion, so the oldest come first */
  readonly #seen = new Map<string, number>();
  #longestMs = 0;

  get size(): number {
    return this.#seen.size;
  }

  /** Whether the key was forwarded less than `windowMs` before `now`. */
  has(key: string, now: number, windowMs: number): boolean {
    const at = this.#seen.get(key);
    return at !== undefined && now - at < windowMs;
  }

  /** Remembers a forwarded request for `windowMs` at least. */
  add(key: string, at: number, windowMs: number): void {
    this.#longestMs = Math.max(this.#longestMs, windowMs);
    this.#seen.delete(key);
    this.#seen.set(key, at);
  }

  /** Forgets a request that certainly never reached the platform, so that it may be sent again. */
  forget(key: string): void {
    this.#seen.delete(key);
  }

  /** Drops what no window reaches any more; to be called now and then, off the request path. */
  sweep(now: number): void {
    for (const [key, at] of this.#seen) {
      if (now - at < this.#longestMs) return;
      this.#seen.delete(key);
    }
  }
}

/** The key of one request; `digest` is the SM3 of the body's bytes in hexadecimal. */
export function replayKey(code: string, infno: string, msgid: string, digest: string): string {
  return `${code}|${infno}|${msgid}|${digest}`;
}
