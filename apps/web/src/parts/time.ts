/** Times as bureaus write them: Beijing time, whatever the machine's zone. */
const PARTS = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function partsOf(instant: string | number): Record<string, string> {
  return Object.fromEntries(PARTS.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
}

/** "2026-11-22 14:05", for tables */
export function shortTime(instant: string | number): string {
  const { year, month, day, hour, minute } = partsOf(instant);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** "14:05:09", for boards */
export function clockTime(instant: string | number): string {
  const { hour, minute, second } = partsOf(instant);
  return `${hour}:${minute}:${second}`;
}

/** "2026年11月22日 14:05", for sentences; in English "2026-11-22 14:05" */
export function longTime(instant: string | number, language: 'zh' | 'en'): string {
  if (language === 'en') return shortTime(instant);
  const { year, month, day, hour, minute } = partsOf(instant);
  return `${year}\u5e74${Number(month)}\u6708${Number(day)}\u65e5 ${hour}:${minute}`;
}

/** the business date of an instant, "2026-11-22" */
export function dateOf(instant: string | number): string {
  return shortTime(instant).slice(0, 10);
}
