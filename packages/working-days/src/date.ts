/** Business dates: `YYYY-MM-DD` in Asia/Shanghai, as text; arithmetic on day numbers, so that no time zone can move them. */

const DAY_MS = 86_400_000;

export class DateInvalid extends Error {
  readonly code = 'date-invalid';
  constructor(value: string) {
    super(`日期“${value}”不存在或不是 YYYY-MM-DD，请改正 / "${value}" is no date of the form YYYY-MM-DD; correct it`);
    this.name = 'DateInvalid';
  }
}

/** Days since 1970-01-01. @throws DateInvalid */
export function dayNumber(date: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || dateOf(ms / DAY_MS) !== date) throw new DateInvalid(date);
  return ms / DAY_MS;
}

export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 Sunday … 6 Saturday */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
