import { Card } from 'antd';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { type Text, useWords } from '../../words/language.tsx';
import { EnterNotice } from './enter-notice.tsx';

interface Notice {
  readonly id: string;
  readonly year: number;
  readonly division: string | null;
  readonly source: string;
  readonly holidays: readonly { readonly name: Text; readonly from: string; readonly to: string; readonly makeUp: readonly string[] }[];
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  readonly replacedAt: string | null;
  readonly version: number;
}

interface NoticesCardProps {
  readonly person: Person;
  readonly proposes: boolean;
}

/** 节假日通知: entered by one from the State Council's or the local notice, approved by another; running clocks are then reckoned again. */
export function NoticesCard({ person, proposes }: NoticesCardProps) {
  const { t, said } = useWords();
  const divisionName = useDivisionName();
  const pages = usePages<{ notices: readonly Notice[]; next: string | null }>(
    (after) => `/calendar-notices${after === null ? '' : `?after=${after}`}`,
  );
  const nation = person.level === 'nation';
  return (
    <Card size="small" title={t('notices.title')} extra={proposes && <EnterNotice person={person} />}>
      <p className="faint">{t('notices.what')}</p>
      <PagedTable<Notice>
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.notices) ?? []}
        rowKey="id"
        width={900}
        label={t('notices.caption')}
        empty={t('notices.none')}
        emptyWhy={t('notices.noneWhy')}
        detail={(one) => (
          <ul className="plain-list">
            {one.holidays.map((holiday) => (
              <li key={holiday.from}>
                <b>{said(holiday.name)}</b> {holiday.from} — {holiday.to}{' '}
                {holiday.makeUp.length > 0 && <span>{t('notices.madeUp', { days: holiday.makeUp.join('、') })}</span>}
              </li>
            ))}
          </ul>
        )}
        columns={[
          { title: t('calendar.year'), dataIndex: 'year', width: 80 },
          { title: t('notices.place'), width: 170, render: (_, one) => divisionName(one.division ?? '100000') },
          { title: t('notices.source'), dataIndex: 'source' },
          { title: t('notices.proposed'), width: 210, render: (_, one) => `${one.proposedBy} ${shortTime(one.proposedAt)}` },
          {
            title: t('common.state'),
            width: 210,
            render: (_, one) => {
              if (one.replacedAt !== null) return t('notices.replaced', { time: shortTime(one.replacedAt) });
              return one.approvedAt === null ? t('notices.waiting') : `${one.approvedBy} ${shortTime(one.approvedAt)}`;
            },
          },
          {
            title: t('common.act'),
            width: 120,
            render: (_, one) =>
              one.approvedAt === null &&
              nation === (one.division === null) &&
              may(person, 'postCalendarNoticesIdApproval') && (
                <Ask
                  primary
                  label={t('notices.approve')}
                  consequence={<span>{t('notices.approveWhat', { place: divisionName(one.division ?? '100000'), year: one.year })}</span>}
                  act={() => ({ path: `/calendar-notices/${one.id}/approval`, version: one.version })}
                />
              ),
          },
        ]}
      />
    </Card>
  );
}
