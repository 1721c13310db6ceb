/** Calendars from files: years of the State Council's notices (and local ones), validated. */
import { CalendarInvalid, type CalendarYear, calendarOf, DateInvalid } from '@anjie/working-days';
import { z } from 'zod';
import { EXPLAIN, type Problem, problemsOf } from './problem.ts';
import { text } from './said.ts';
import { readYaml, type SourceFile } from './source-file.ts';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const year = z.strictObject({
  year: z.int().min(2000).max(2100),
  source: z.string().min(1),
  division: z
    .string()
    .regex(/^[0-9]{6}$/)
    .nullable()
    .default(null),
  holidays: z.array(z.strictObject({ name: text, from: date, to: date, makeUp: z.array(date) })),
});

/** Every year held; hand them to calendarOf() of @anjie/working-days with the territory's codes. */
export function loadCalendars(files: readonly SourceFile[]): { years: CalendarYear[]; problems: Problem[] } {
  const years: CalendarYear[] = [];
  const problems: Problem[] = [];
  for (const source of files) {
    const { tree, problems: broken } = readYaml(source);
    problems.push(...broken);
    if (!tree) continue;
    const result = year.safeParse(tree, EXPLAIN);
    if (!result.success) problems.push(...problemsOf(result.error.issues, () => source.file));
    else if (holds(result.data, source.file, problems)) years.push(result.data);
  }
  return { years, problems };
}

function holds(one: CalendarYear, file: string, problems: Problem[]): boolean {
  try {
    calendarOf([one], one.division ? [one.division] : []);
    return true;
  } catch (error) {
    if (!(error instanceof CalendarInvalid) && !(error instanceof DateInvalid)) throw error;
    problems.push({ file, path: 'holidays', rule: 'calendar', message: error.message });
    return false;
  }
}
