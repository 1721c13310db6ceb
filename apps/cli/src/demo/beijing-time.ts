const SHANGHAI_MS = 8 * 3_600_000;

/** "2026-11-22T14:05:06+08:00": an instant by the clocks of the country. */
export function beijingIso(at: Date): string {
  return `${new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 19)}+08:00`;
}

/** "2026-11-22 14:05:06" */
export function beijingTime(at: Date): string {
  return beijingIso(at).slice(0, 19).replace('T', ' ');
}

/** "2026-11-22" */
export function beijingDate(at: Date): string {
  return beijingIso(at).slice(0, 10);
}
