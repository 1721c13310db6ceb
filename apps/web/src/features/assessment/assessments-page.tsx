import { Link } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { type Summary, VERDICTS } from './assessment.ts';

const WHILE_RUNNING = 2_000;

/** 自查评估: this installation measured against the 32 items of NX-附3.2, the newest first, and how that moved. */
export default function AssessmentsPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const pages = usePages<{ assessments: readonly Summary[]; next: string | null }>(
    (before) => `/assessments${before === null ? '' : `?before=${before}`}`,
  );
  const rows = pages.data?.pages.flatMap((page) => page.assessments) ?? [];
  const running = rows.some((one) => one.state === 'waiting' || one.state === 'running');
  const moving = useRead<{ assessments: readonly Summary[] }>(running ? '/assessments' : null, { every: WHILE_RUNNING });
  const fresh = new Map(moving.data?.assessments.map((one) => [one.id, one]));
  return (
    <Page
      title={t('assess.title')}
      actions={
        may(person, 'postAssessments') && (
          <Ask
            primary
            label={t('assess.start')}
            consequence={<span>{t('assess.startWhat')}</span>}
            act={() => ({ path: '/assessments' })}
          />
        )
      }
    >
      <p className="faint">{t('assess.what')}</p>
      <PagedTable<Summary>
        pages={pages}
        rows={rows.map((one) => fresh.get(one.id) ?? one)}
        rowKey="id"
        width={960}
        label={t('assess.caption')}
        empty={t('assess.none')}
        emptyWhy={t('assess.noneWhy')}
        columns={[
          {
            title: t('assess.measuredAt'),
            width: 170,
            render: (_, one) => <Link to={`/assessments/${one.id}`}>{shortTime(one.measuredAt ?? one.requestedAt)}</Link>,
          },
          { title: t('assess.cause'), width: 200, render: (_, one) => `${named('assess.cause', one.cause)} ${one.requestedBy ?? ''}` },
          {
            title: t('common.state'),
            width: 170,
            render: (_, one) => (
              <span aria-live="polite">
                {one.state === 'running' && one.stage !== null ? named('assess.stage', one.stage) : named('assess.state', one.state)}
              </span>
            ),
          },
          ...VERDICTS.map((verdict) => ({
            title: named('assess.verdict', verdict),
            width: 100,
            render: (_: unknown, one: Summary) => one.counts?.[verdict] ?? '',
          })),
          {
            title: t('assess.open'),
            width: 140,
            render: (_, one) => (one.open > 0 ? <b className="owed">{t('assess.openCount', { count: one.open })}</b> : ''),
          },
        ]}
      />
    </Page>
  );
}
