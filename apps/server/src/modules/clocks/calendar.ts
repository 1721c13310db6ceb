import { join } from 'node:path';
import { loadCalendars, RegulationsInvalid, readRegulations } from '@anjie/rulebook';
import { type Calendar, type CalendarYear, calendarOf } from '@anjie/working-days';

const ROOT = process.env.ANJIE_REGULATIONS_ROOT ?? join(import.meta.dirname, '../../../../..');

let held: readonly CalendarYear[] | null = null;

/**
 * The statutory calendar of a territory, local notices included.
 *
 * @throws RegulationsInvalid naming file and rule of a calendar that does not hold
 */
export function calendarFor(territory: { readonly prov: string; readonly city: string; readonly div: string }): Calendar {
  held ??= readYears();
  return calendarOf(held, [territory.prov, territory.city, territory.div]);
}

function readYears(): readonly CalendarYear[] {
  const { years, problems } = loadCalendars(readRegulations(ROOT).calendars);
  if (problems.length > 0) throw new RegulationsInvalid(problems);
  return years;
}
