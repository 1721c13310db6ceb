import { Button, Card, Flex } from 'antd';
import { may } from '../../api/permission.ts';
import { serverNow } from '../../api/server-time.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { dateOf } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { NoticesCard } from './notices-card.tsx';
import { type Day, YearCalendar } from './year-calendar.tsx';

interface Year {
  readonly year: number;
  readonly known: readonly number[];
  readonly sources: readonly { readonly source: string; readonly division: string | null }[];
  readonly days: readonly Day[];
}

/** 工作日历: which days a clock counts in one's own place, why, and by which notice. */
export default function CalendarPage({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const [at, set] = useUrlState();
  const year = Number(at('year') || dateOf(serverNow()).slice(0, 4));
  const reading = useRead<Year>(`/calendars/${year}`);
  const go = (to: number) => set('year', String(to));
  return (
    <Page
      title={t('calendar.title')}
      actions={
        <Flex gap={8} align="center" role="group" aria-label={t('calendar.year')}>
          <Button size="small" onClick={() => go(year - 1)}>
            {t('calendar.of', { year: year - 1 })}
          </Button>
          <b aria-current="date">{t('calendar.of', { year })}</b>
          <Button size="small" onClick={() => go(year + 1)}>
            {t('calendar.of', { year: year + 1 })}
          </Button>
        </Flex>
      }
    >
      <Card size="small">
        <Loaded of={reading} rows={10}>
          {({ days, sources, known }) =>
            days.length === 0 ? (
              <Nothing what={t('calendar.unknown', { year })} mend={t('calendar.unknownMend', { known: known.join('、') })} />
            ) : (
              <div className="column">
                <span>
                  {t('calendar.sum', { worked: days.filter((day) => day.counts).length, days: days.length })}{' '}
                  <span className="faint">{sources.map(({ source }) => source).join('；')}</span>
                </span>
                <YearCalendar year={year} days={days} />
              </div>
            )
          }
        </Loaded>
      </Card>
      <NoticesCard person={person} proposes={may(person, 'postCalendarNotices')} />
    </Page>
  );
}
