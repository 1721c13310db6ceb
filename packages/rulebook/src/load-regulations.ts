import { type CalendarYear, calendarOf } from '@anjie/working-days';
import type { Catalogue } from './catalogue.ts';
import { loadCalendars } from './load-calendars.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { loadProfiles, type Profiles } from './load-profiles.ts';
import { loadOverlays, type Overlay } from './overlay.ts';
import { type Problem, RegulationsInvalid } from './problem.ts';
import { type RegulationsFolder, readRegulations } from './regulations-folder.ts';

export interface Regulations {
  readonly catalogue: Catalogue;
  readonly profiles: Profiles;
  readonly overlays: readonly Overlay[];
  readonly years: readonly CalendarYear[];
}

/** Everything below `regulations/` as values, with every problem found. */
export function compileRegulations(folder: RegulationsFolder): Regulations & { problems: Problem[] } {
  const { catalogue, problems: clauses } = loadCatalogue(folder);
  const { profiles, problems: rules } = loadProfiles(folder.profiles, catalogue);
  const { overlays, problems: widenings } = loadOverlays(folder.overlays);
  const { years, problems: calendars } = loadCalendars(folder.calendars);
  return { catalogue, profiles, overlays, years, problems: [...clauses, ...rules, ...widenings, ...calendars] };
}

/**
 * The regulations of an installation.
 *
 * @param root the project's root
 * @throws RegulationsInvalid naming every file, path and rule that does not hold
 */
export function loadRegulations(root: string): Regulations {
  const { problems, ...regulations } = compileRegulations(readRegulations(root));
  if (problems.length > 0) throw new RegulationsInvalid(problems);
  calendarOf(regulations.years);
  return regulations;
}
