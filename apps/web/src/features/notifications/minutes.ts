/** 510 → "08:30" */
export const hourOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** "08:30" → 510; null where nothing, or no time of the day, is written */
export function minuteOf(hour: string | undefined): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(hour ?? '') ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}
