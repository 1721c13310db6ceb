import { Card } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface Report {
  readonly id: string;
  readonly gateway: string;
  readonly name: string;
  readonly withheld: number;
  readonly reportedAt: string;
  readonly releasedAt: string | null;
  readonly releasedBy: string | null;
}

/** 恢复清单: after a restore a gateway keeps refusing whom it knew as cut off, until a person has read the list and releases it. */
export function EpochReportsCard({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const pages = usePages<{ reports: readonly Report[]; next: string | null }>(
    (before) => `/enforcement/epoch-reports${before === null ? '' : `?before=${before}`}`,
  );
  return (
    <Card size="small" title={t('epoch.title')}>
      <p className="faint">{t('epoch.what')}</p>
      <PagedTable<Report>
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.reports) ?? []}
        rowKey="id"
        label={t('epoch.title')}
        empty={t('epoch.none')}
        detail={(one) => <Withheld id={one.id} />}
        columns={[
          { title: t('epoch.gateway'), render: (_, one) => `${one.name}（${one.gateway}）` },
          { title: t('epoch.reportedAt'), render: (_, one) => shortTime(one.reportedAt) },
          { title: t('epoch.withheld'), render: (_, one) => t('epoch.count', { count: one.withheld }) },
          {
            title: t('common.state'),
            render: (_, one) =>
              one.releasedAt === null ? (
                <b className="owed">{t('epoch.waiting')}</b>
              ) : (
                t('epoch.released', { by: one.releasedBy ?? '', time: shortTime(one.releasedAt) })
              ),
          },
          {
            title: t('common.act'),
            width: 130,
            render: (_, one) =>
              one.releasedAt === null &&
              may(person, 'postEnforcementEpochReportsIdRelease') && (
                <Ask
                  danger
                  label={t('epoch.release')}
                  consequence={<span>{t('epoch.releaseWhat', { count: one.withheld })}</span>}
                  act={() => ({ path: `/enforcement/epoch-reports/${one.id}/release` })}
                />
              ),
          },
        ]}
      />
    </Card>
  );
}

interface Held {
  readonly code: string;
  readonly name: string | null;
}

function Withheld({ id }: { readonly id: string }) {
  const { t } = useWords();
  const pages = usePages<{ institutions: readonly Held[]; next: string | null }>(
    (after) => `/enforcement/epoch-reports/${id}/withheld${after === null ? '' : `?after=${after}`}`,
  );
  return (
    <PagedTable<Held>
      pages={pages}
      rows={pages.data?.pages.flatMap((page) => page.institutions) ?? []}
      rowKey="code"
      width={400}
      label={t('epoch.withheld')}
      empty={t('epoch.nobody')}
      columns={[
        { title: t('common.code'), dataIndex: 'code', width: 160 },
        { title: t('common.name'), render: (_, one) => one.name ?? t('epoch.unknown') },
      ]}
    />
  );
}
