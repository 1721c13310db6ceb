import { REFUSALS, type RefusalCode } from '@anjie/contract';
import { Button, Input, Select, Table } from 'antd';
import { query } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { Searched } from '../../parts/searched.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { type Text, useWords } from '../../words/language.tsx';
import { namesOf } from '../../words/loaded.ts';
import { ChainStatus } from './chain-status.tsx';
import { ProveRow } from './prove-row.tsx';

/** What a refusal is called; the code where it is of an older version. */
const refusalIn = (code: string, said: (text: Text) => string): string =>
  code in REFUSALS ? said(REFUSALS[code as RefusalCode].title) : code;

const RESULTS = ['done', 'refused', 'read'] as const;
const eventsIn = (language: 'zh' | 'en') => namesOf(language, 'event').map(([value, label]) => ({ value, label }));

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

/** 审计: what was done and refused, the latest first, and whether the chain is whole. */
export default function AuditPage({ person }: { readonly person: Person }) {
  const { t, named, said, language } = useWords();
  const [at, set] = useUrlState();
  const [object, event, result, login, from, until] = ['object', 'event', 'result', 'login', 'from', 'until'].map(at);
  const proves = may(person, 'getAuditEventsSeqProof');
  const pages = usePages<{ events: readonly AuditEvent[]; next: number | null }>(
    (before) => `/audit/events${query({ object, event, result, login, from, until, before, limit: 100 })}`,
  );
  const rows = pages.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Page title={t('audit.title')}>
      {may(person, 'getAuditVerification') && <ChainStatus />}
      <search className="filters" aria-label={t('common.filter')}>
        <Searched label={t('audit.object')} value={object ?? ''} change={(value) => set('object', value)} />
        <Searched label={t('audit.login')} value={login ?? ''} change={(value) => set('login', value)} />
        <Select
          aria-label={t('audit.event')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('audit.event')}
          value={event === '' ? undefined : event}
          style={{ width: 220 }}
          options={eventsIn(language)}
          onChange={(value) => set('event', value ?? '')}
        />
        <Select
          aria-label={t('audit.result')}
          allowClear
          placeholder={t('audit.result')}
          value={result === '' ? undefined : result}
          style={{ width: 120 }}
          options={RESULTS.map((value) => ({ value, label: named('audit.result', value) }))}
          onChange={(value) => set('result', value ?? '')}
        />
        <Input
          type="date"
          aria-label={t('audit.from')}
          value={from}
          style={{ width: 150 }}
          onChange={(change) => set('from', change.target.value)}
        />
        <Input
          type="date"
          aria-label={t('audit.until')}
          value={until}
          style={{ width: 150 }}
          onChange={(change) => set('until', change.target.value)}
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
          locale={{
            emptyText:
              pages.data === undefined ? t(pages.error === null ? 'page.loading' : 'page.notRead') : <Nothing what={t('audit.empty')} />,
          }}
          expandable={{
            expandedRowRender: (one) => (
              <div className="column">
                {one.detail !== null && <pre className="value">{JSON.stringify(one.detail, null, 2)}</pre>}
                {proves && <ProveRow seq={one.seq} />}
              </div>
            ),
            rowExpandable: (one) => proves || one.detail !== null,
          }}
          columns={[
            { title: t('audit.seq'), dataIndex: 'seq', width: 90 },
            { title: t('common.time'), render: (_, one) => shortTime(one.at), width: 150 },
            { title: t('audit.actor'), render: (_, one) => `${one.actor}（${roleName(one.role, named)}）` },
            { title: t('audit.event'), render: (_, one) => named('event', one.event) },
            { title: t('audit.of'), render: (_, one) => <AuditedObject event={one} /> },
            {
              title: t('audit.result'),
              render: (_, one) =>
                one.refusal === null
                  ? named('audit.result', one.result)
                  : `${named('audit.result', one.result)}：${refusalIn(one.refusal, said)}`,
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

/** What was acted on: its kind in words, an institution by its name, anything else by its number. */
function AuditedObject({ event: { object_kind: kind, object_id: id } }: { readonly event: AuditEvent }) {
  const { named } = useWords();
  if (id === null) return kind === null ? null : named('audit.kind', kind);
  if (kind === 'institution') return <InstitutionName code={id} />;
  return (
    <>
      {kind === null ? '' : named('audit.kind', kind)} <span className="faint value">{id}</span>
    </>
  );
}

/** "caseworker:county": the role by its name; the actor's own name tells the bureau. */
function roleName(role: string, named: (vocabulary: string, code: string) => string): string {
  return named('role', role.split(':')[0]!);
}
