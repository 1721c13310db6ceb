import { Alert, Button, Flex } from 'antd';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Fill } from '../../parts/fill.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { type Text, useWords } from '../../words/language.tsx';

interface Archive {
  readonly month: string;
  readonly from: number;
  readonly to: number;
  readonly file: string;
  readonly bytes: number;
  readonly sm3: string;
  readonly writtenAt: string;
}

interface Restored {
  readonly month: string;
  readonly rows: number;
  readonly restored: number;
  readonly differing: number;
}

/** 审计归档: months of the audit as files, verified by the auditor, put back by the system administrator (NX-附3.2-3c). */
export default function ArchivesPage({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const [restored, setRestored] = useState<Restored | null>(null);
  const pages = usePages<{ archives: readonly Archive[]; next: string | null }>(
    (before) => `/audit/archives${before === null ? '' : `?before=${before}`}`,
  );
  return (
    <Page title={t('archives.title')}>
      <p className="faint">{t('archives.what')}</p>
      {restored !== null && (
        <Alert
          showIcon
          role="status"
          type={restored.differing === 0 ? 'success' : 'warning'}
          title={t('archives.restored', {
            month: restored.month,
            rows: restored.rows,
            restored: restored.restored,
            differing: restored.differing,
          })}
        />
      )}
      <PagedTable<Archive>
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.archives) ?? []}
        rowKey="month"
        width={1000}
        label={t('archives.caption')}
        empty={t('archives.none')}
        emptyWhy={t('archives.noneWhy')}
        columns={[
          { title: t('archives.month'), dataIndex: 'month', width: 100 },
          { title: t('archives.rows'), width: 200, render: (_, one) => `${one.from} — ${one.to}` },
          {
            title: t('archives.file'),
            render: (_, one) => (
              <>
                <code className="value">{one.file}</code>{' '}
                <span className="faint">{t('archives.bytes', { count: one.bytes.toLocaleString() })}</span>
              </>
            ),
          },
          { title: t('archives.sm3'), render: (_, one) => <code className="value">{one.sm3}</code> },
          { title: t('archives.writtenAt'), width: 150, render: (_, one) => shortTime(one.writtenAt) },
          {
            title: t('common.act'),
            width: 220,
            render: (_, one) => (
              <Flex gap={8} wrap>
                {may(person, 'getAuditArchivesMonthVerification') && <Verify month={one.month} />}
                {may(person, 'postAuditArchivesMonthRestoration') && (
                  <Fill
                    label={t('archives.restore')}
                    consequence={<span>{t('archives.restoreWhat', { month: one.month })}</span>}
                    act={() => ({ path: `/audit/archives/${one.month}/restoration` })}
                    done={(answer) => setRestored(answer as Restored)}
                  >
                    {null}
                  </Fill>
                )}
              </Flex>
            ),
          },
        ]}
      />
    </Page>
  );
}

interface Verdict {
  readonly ok: boolean;
  readonly rows: number;
  readonly firstBad: number | null;
  readonly fault: Text | null;
}

function Verify({ month }: { readonly month: string }) {
  const { t, said } = useWords();
  const [busy, setBusy] = useState(false);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [error, setError] = useState<unknown>(null);
  const verify = () => {
    setBusy(true);
    setError(null);
    call<Verdict>('GET', `/audit/archives/${month}/verification`)
      .then(setVerdict, setError)
      .finally(() => setBusy(false));
  };
  return (
    <Flex vertical gap={4} role="status">
      <Button size="small" loading={busy} onClick={verify}>
        {t('archives.verify')}
      </Button>
      {verdict?.ok === true && <span>{t('archives.ok', { rows: verdict.rows })}</span>}
      {verdict?.ok === false && (
        <b className="owed">
          {t('archives.bad', { seq: verdict.firstBad ?? 0 })} {verdict.fault === null ? '' : said(verdict.fault)}
        </b>
      )}
      {error !== null && <ProblemNotice error={error} />}
    </Flex>
  );
}
