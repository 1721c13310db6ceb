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

const LONG = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** "2026年11月22日 14:05", for sentences; in English "2026-11-22 14:05" */
export function longTime(instant: string | number, language: 'zh' | 'en'): string {
  return language === 'en' ? shortTime(instant) : LONG.format(new Date(instant));
}

/** When a period ends: a period of whole days by its last day, another one by the minute. */
export function dueTime(instant: string): string {
  const time = shortTime(instant);
  return time.endsWith(' 00:00') ? dateOf(Date.parse(instant) - 1) : time;
}

/** the business date of an instant, "2026-11-22" */
export function dateOf(instant: string | number): string {
  return shortTime(instant).slice(0, 10);
}
