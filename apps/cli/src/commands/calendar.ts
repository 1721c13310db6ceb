import { parseArgs } from 'node:util';
import { loadRegulations } from '@anjie/rulebook';
import { addWorkingDays, CalendarYearUnknown, calendarOf, DateInvalid } from '@anjie/working-days';
import { type Command, Failure, print, printJson, WrongUsage } from '../command.ts';
import { ROOT } from '../installation.ts';

export const calendarAdd: Command = {
  name: 'calendar add',
  zh: '从某日起加若干工作日，逐日说明',
  en: 'add working days to a date, with the reason for each day',
  example: 'npx anjie calendar add 2024-02-09 5',
  usage:
    '  DATE N            起算日（当日不计）与工作日数 / the day of the start event (not counted) and the number of days\n  --division CODE   行政区划，计入地方通知 / division, for local notices\n  --json            {date, days:[{date, counts, why}]}',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, division: { type: 'string' } },
      allowPositionals: true,
    });
    const [date, count] = positionals;
    if (date === undefined || count === undefined || !/^\d{1,4}$/.test(count) || positionals.length > 2)
      throw new WrongUsage('请给出日期和工作日数 / name a date (yyyy-mm-dd) and a number of days');
    const divisions =
      values.division === undefined
        ? []
        : [...new Set([`${values.division.slice(0, 2)}0000`, `${values.division.slice(0, 4)}00`, values.division])];
    try {
      const result = addWorkingDays(calendarOf(loadRegulations(ROOT).years, divisions), date, Number(count));
      if (values.json)
        printJson({
          date: result.date,
          days: result.days.map((day) => ({ date: day.date, counts: day.counts, why: `${day.why.zh} / ${day.why.en}` })),
        });
      else {
        for (const day of result.days)
          print(`${day.date} ${day.counts ? '计入 counts    ' : '不计 not counted'} ${day.why.zh} / ${day.why.en}`);
        print(`→ ${result.date}`);
      }
      return 0;
    } catch (error) {
      if (error instanceof CalendarYearUnknown) throw new Failure(error.message);
      if (error instanceof DateInvalid || error instanceof RangeError) throw new WrongUsage(error.message);
      throw error;
    }
  },
};
