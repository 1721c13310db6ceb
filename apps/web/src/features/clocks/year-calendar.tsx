import type { Text } from '../../words/language.tsx';
import { useWords } from '../../words/language.tsx';
import { monthsOf } from './months.ts';

export interface Day {
  readonly date: string;
  readonly counts: boolean;
  readonly why: Text;
}

const WEEK = ['1', '2', '3', '4', '5', '6', '7'] as const;

/** A year as twelve small tables: what is not worked stands apart by its ground and its mark, and says why. */
export function YearCalendar({ year, days }: { readonly year: number; readonly days: readonly Day[] }) {
  const { t, said, named } = useWords();
  const ordinary = new Set(days.filter(isOrdinary).map((day) => day.date));
  return (
    <>
      <div className="year">
        {monthsOf(days).map(({ month, weeks, worked }) => (
          <table key={month} className="month">
            <caption>
              {t('calendar.month', { year, month: Number(month) })} <span className="faint">{t('calendar.worked', { count: worked })}</span>
            </caption>
            <thead>
              <tr>
                {WEEK.map((day) => (
                  <th key={day} scope="col">
                    {named('weekday', day)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeks.map((week) => (
                <tr key={week.find((day) => day !== null)!.date}>
                  {week.map((day, i) =>
                    day === null ? (
                      <td key={WEEK[i]} />
                    ) : (
                      <td key={day.date} className={classOf(day, ordinary)} title={said(day.why)}>
                        {Number(day.date.slice(8))}
                        {!ordinary.has(day.date) && <sup>{t(day.counts ? 'calendar.markWork' : 'calendar.markRest')}</sup>}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      <ul className="lines" aria-label={t('calendar.special')}>
        {days
          .filter((day) => !ordinary.has(day.date))
          .map((day) => (
            <li key={day.date}>
              <span>
                {day.date} {said(day.why)}
              </span>
            </li>
          ))}
      </ul>
    </>
  );
}

/** Worked on a weekday, or free at a weekend, without any notice about it. */
function isOrdinary({ why }: Day): boolean {
  return why.en === 'weekend' || why.en === 'working day';
}

function classOf(day: Day, ordinary: ReadonlySet<string>): string {
  if (day.counts) return ordinary.has(day.date) ? '' : 'made-up';
  return ordinary.has(day.date) ? 'rest' : 'holiday';
}
