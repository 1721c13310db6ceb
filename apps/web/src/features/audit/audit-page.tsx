import { Alert, Button, Input, Table } from 'antd';
import { query } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';

interface AuditEvent {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly role: string;
  readonly event: string;
  readonly object_kind: string | null;
  readonly object_id: string | null;
  readonly result: string;
  readonly refusal: string | null;
  readonly detail: unknown;
}

interface Chain {
  readonly rows: number;
  readonly checkpoints: number;
  readonly firstBad: number | null;
  readonly ok: boolean;
}

/** 审计: what was done and refused, the latest first, and whether the chain is whole. */
export default function AuditPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const object = at('object');
  const pages = usePages<{ events: readonly AuditEvent[]; next: number | null }>(
    (before) => `/audit/events${query({ object, before, limit: 100 })}`,
  );
  const rows = pages.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Page title={t('audit.title')}>
      {may(person, 'getAuditVerification') && <ChainStatus />}
      <search className="filters" aria-label={t('common.filter')}>
        <Input.Search
          aria-label={t('audit.object')}
          placeholder={t('audit.object')}
          defaultValue={object}
          allowClear
          style={{ width: 320 }}
          onSearch={(value) => set('object', value.trim())}
        />
      </search>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <div className="table-card">
        <Table
          size="small"
          rowKey="seq"
          loading={pages.isPending}
          pagination={false}
          dataSource={rows}
          scroll={{ x: 1000 }}
          aria-label={t('audit.caption')}
          locale={{ emptyText: pages.isPending ? t('page.loading') : <Nothing what={t('audit.empty')} /> }}
          expandable={{
            expandedRowRender: (one) => <pre className="value">{JSON.stringify(one.detail, null, 2)}</pre>,
            rowExpandable: (one) => one.detail !== null,
          }}
          columns={[
            { title: t('audit.seq'), dataIndex: 'seq', width: 90 },
            { title: t('common.time'), render: (_, one) => shortTime(one.at), width: 150 },
            { title: t('audit.actor'), render: (_, one) => `${one.actor}（${roleName(one.role, named)}）` },
            { title: t('audit.event'), render: (_, one) => named('event', one.event) },
            { title: t('audit.object'), render: (_, one) => one.object_id ?? '' },
            {
              title: t('audit.result'),
              render: (_, one) =>
                one.refusal === null ? named('audit.result', one.result) : `${named('audit.result', one.result)} ${one.refusal}`,
            },
          ]}
        />
        {pages.hasNextPage && (
          <div className="table-foot">
            <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('page.more')}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}

/** "caseworker:county": the role by its name; the actor's own name tells the bureau. */
function roleName(role: string, named: (vocabulary: string, code: string) => string): string {
  return named('role', role.split(':')[0]!);
}

function ChainStatus() {
  const { t } = useWords();
  const chain = useRead<Chain>('/audit/verification');
  if (chain.error !== null) return <ProblemNotice error={chain.error} retry={() => void chain.refetch()} />;
  if (chain.data === undefined) return <span className="faint">{t('page.loading')}</span>;
  const { ok, rows, checkpoints, firstBad } = chain.data;
  return (
    <Alert
      showIcon
      type={ok ? 'success' : 'error'}
      title={ok ? t('audit.chainOk', { rows, checkpoints }) : t('audit.chainBad', { seq: firstBad ?? 0 })}
    />
  );
}
