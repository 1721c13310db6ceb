/** The statutory calendar: weekdays, less holidays, plus make-up days (调休). A year without data is refused, never guessed. */
import { dateOf, dayNumber, weekday } from './date.ts';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export interface Holiday {
  readonly name: Words;
  /** first and last day, both inclusive, `YYYY-MM-DD` */
  readonly from: string;
  readonly to: string;
  readonly makeUp: readonly string[];
}

export interface CalendarYear {
  readonly year: number;
  /** the notice it comes from */
  readonly source: string;
  /** division (GB/T 2260) of a local notice; null: the whole country */
  readonly division: string | null;
  readonly holidays: readonly Holiday[];
}

export interface DayStatus {
  readonly date: string;
  readonly counts: boolean;
  readonly why: Words;
}

export interface Calendar {
  readonly years: ReadonlySet<number>;
  readonly exceptions: ReadonlyMap<string, { readonly counts: boolean; readonly why: Words }>;
}

export class CalendarYearUnknown extends Error {
  readonly code = 'calendar-year-unknown';
  readonly year: number;
  constructor(year: number, years: ReadonlySet<number>) {
    const held = [...years].sort().join(', ') || '—';
    super(
      `没有 ${year} 年的节假日数据（已有：${held}），不推测；请在 regulations/calendars 补入国务院办公厅通知 / no holidays of ${year} are held (held: ${held}) and none are guessed; add that year's notice to regulations/calendars`,
    );
    this.name = 'CalendarYearUnknown';
    this.year = year;
  }
}

export class CalendarInvalid extends Error {
  readonly code = 'calendar-invalid';
}

/**
 * The calendar of a territory.
 *
 * @param divisions the territory's codes, widest first (province, city, county): local notices of these count, others do not
 * @throws CalendarInvalid for a day outside its year, or a make-up day that is no weekend or falls on a holiday
 */
export function calendarOf(years: readonly CalendarYear[], divisions: readonly string[] = []): Calendar {
  const exceptions = new Map<string, { counts: boolean; why: Words }>();
  const applicable = years.filter((y) => y.division === null || divisions.includes(y.division));
  for (const year of applicable) for (const holiday of year.holidays) addHoliday(exceptions, year, holiday);
  for (const year of applicable) for (const holiday of year.holidays) addMakeUp(exceptions, year, holiday);
  return { years: new Set(applicable.filter((y) => y.division === null).map((y) => y.year)), exceptions };
}

type Exceptions = Map<string, { counts: boolean; why: Words }>;

function inside(year: CalendarYear, date: string): void {
  if (Number(date.slice(0, 4)) !== year.year)
    throw new CalendarInvalid(
      `${year.year} 年的日历中有 ${date}，请移到当年文件 / ${date} does not belong to ${year.year}; move it to its year`,
    );
}

function addHoliday(exceptions: Exceptions, year: CalendarYear, { name, from, to }: Holiday): void {
  for (let day = dayNumber(from); day <= dayNumber(to); day += 1) {
    const date = dateOf(day);
    inside(year, date);
    exceptions.set(date, { counts: false, why: { zh: `法定假日：${name.zh}`, en: `holiday: ${name.en}` } });
  }
}

function addMakeUp(exceptions: Exceptions, year: CalendarYear, { name, makeUp }: Holiday): void {
  for (const date of makeUp) {
    inside(year, date);
    const weekend = [0, 6].includes(weekday(dayNumber(date)));
    if (!weekend || exceptions.has(date))
      throw new CalendarInvalid(
        `调休上班日 ${date} 应是周末且不在假日内，请核对通知 / make-up day ${date} must be a weekend day outside holidays; check the notice`,
      );
    exceptions.set(date, { counts: true, why: { zh: `调休上班：${name.zh}`, en: `make-up day: ${name.en}` } });
  }
}

/** Whether the day counts, and why. @throws CalendarYearUnknown, DateInvalid */
export function dayStatus(calendar: Calendar, date: string): DayStatus {
  const day = dayNumber(date);
  const year = Number(date.slice(0, 4));
  if (!calendar.years.has(year)) throw new CalendarYearUnknown(year, calendar.years);
  const exception = calendar.exceptions.get(date);
  if (exception) return { date, ...exception };
  if ([0, 6].includes(weekday(day))) return { date, counts: false, why: { zh: '周末', en: 'weekend' } };
  return { date, counts: true, why: { zh: '工作日', en: 'working day' } };
}
