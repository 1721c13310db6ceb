import { join } from 'node:path';
import { loadCalendars, RegulationsInvalid, readRegulations } from '@anjie/rulebook';
import { type Calendar, type CalendarYear, calendarOf, datesBetween, dayStatus } from '@anjie/working-days';
import type { Tx } from '../../ground/transaction.ts';

const ROOT = process.env.ANJIE_REGULATIONS_ROOT ?? join(import.meta.dirname, '../../../../..');

export interface Territory {
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** A place may be a whole province, or the nation. */
export interface Place {
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
}

let held: readonly CalendarYear[] | null = null;

/**
 * Every year of the installed files, unless a notice approved since takes its place.
 *
 * @throws RegulationsInvalid naming file and rule of a calendar that does not hold
 */
export async function calendarYears(tx: Pick<Tx, 'db'>): Promise<readonly CalendarYear[]> {
  held ??= readYears();
  const notices = await tx.db
    .selectFrom('calendar_notice')
    .select(['year', 'division', 'source', 'holidays'])
    .where('approved_at', 'is not', null)
    .where('replaced_at', 'is', null)
    .execute();
  const entered = notices.map((notice) => ({ ...notice, holidays: notice.holidays as unknown as CalendarYear['holidays'] }));
  const keyOf = (one: { readonly year: number; readonly division: string | null }) => `${one.year} ${one.division ?? ''}`;
  const replaced = new Set(entered.map(keyOf));
  return [...held.filter((one) => !replaced.has(keyOf(one))), ...entered];
}

/** The statutory calendar of a territory, local notices included. */
export async function calendarFor(tx: Pick<Tx, 'db'>, territory: Territory): Promise<Calendar> {
  return calendarIn(await calendarYears(tx), territory);
}

export function calendarIn(years: readonly CalendarYear[], { prov, city, div }: Territory): Calendar {
  return calendarOf(years, [prov, city, div]);
}

/** Whether a date is worked in a place, as far as it is known; null: no data of that year. A place may be a whole province, or the nation. */
export async function workedDays(tx: Pick<Tx, 'db'>, place: Place): Promise<(date: string) => boolean | null> {
  const calendar = calendarOf(
    await calendarYears(tx),
    [place.prov, place.city, place.div].filter((code) => code !== null),
  );
  return (date) => (calendar.years.has(Number(date.slice(0, 4))) ? dayStatus(calendar, date).counts : null);
}

/** A year as it is worked in a place: every day with its reason; no days where nothing of that year is known. */
export async function yearOf(tx: Pick<Tx, 'db'>, place: Place, year: number) {
  const years = await calendarYears(tx);
  const within = [place.prov, place.city, place.div].filter((code) => code !== null);
  const calendar = calendarOf(years, within);
  const sources = years.filter((one) => one.year === year && (one.division === null || within.includes(one.division)));
  return {
    year,
    known: [...calendar.years].sort(),
    sources: sources.map(({ source, division }) => ({ source, division })),
    days: calendar.years.has(year) ? datesBetween(`${year}-01-01`, `${year + 1}-01-01`).map((date) => dayStatus(calendar, date)) : [],
  };
}

function readYears(): readonly CalendarYear[] {
  const { years, problems } = loadCalendars(readRegulations(ROOT).calendars);
  if (problems.length > 0) throw new RegulationsInvalid(problems);
  return years;
}
