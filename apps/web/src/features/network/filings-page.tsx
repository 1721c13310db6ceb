import type { Operation } from '@anjie/contract';
import { Button, Segmented, Select, Table } from 'antd';
import { query } from '../../api/client.ts';
import { useCarrierNames } from '../../api/firms.ts';
import { useInstitutionWords } from '../../api/institution-names.ts';
import { useOwnCode } from '../../api/own-institution.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import type { Filing } from '../../api/views.ts';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { isState, StateTag } from '../../parts/state-tag.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { ExceptionsCard } from './exceptions-card.tsx';
import { FilingActs, type Subject } from './filing-acts.tsx';
import { FORMS } from './filing-forms.tsx';

const SUBJECTS = ['line', 'address', 'terminal'] as const;
const STATES = ['filed', 'accepted', 'returned', 'withdrawn', 'cancelled'];
const FILES: Record<Subject, Operation> = {
  line: 'postInstitutionsCodeLineFilings',
  address: 'postInstitutionsCodeAddressFilings',
  terminal: 'postInstitutionsCodeTerminalFilings',
};
const READS: Record<Subject, Operation> = { line: 'getLineFilings', address: 'getAddressFilings', terminal: 'getTerminalFilings' };

/** 备案: lines, addresses, terminals; taken on record or returned for a formal reason. Not an approval. */
export default function FilingsPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const mine = SUBJECTS.filter((one) => may(person, READS[one]));
  const subject = mine.find((one) => one === at('subject')) ?? mine[0] ?? 'line';
  const [state, institution] = [at('state'), at('institution')];
  const base = institution === '' ? '' : `/institutions/${institution}`;
  const pages = usePages<{ filings: readonly Filing[]; next: string | null }>(
    (after) => `${base}/${subject}-filings${query({ state, after, limit: 100 })}`,
  );
  const rows = pages.data?.pages.flatMap((page) => page.filings) ?? [];
  const own = useOwnCode(person);
  const of = institution === '' ? own : institution;
  const File = FORMS[subject];
  const institutionWords = useInstitutionWords(institution);
  return (
    <Page title={t('filings.title')} actions={of !== null && may(person, FILES[subject]) && <File code={of} />}>
      <search className="filters" aria-label={t('common.filter')}>
        <Segmented
          aria-label={t('filings.subject')}
          value={subject}
          onChange={(value) => set('subject', value)}
          options={mine.map((one) => ({ value: one, label: named('filings', one) }))}
        />
        <Select
          aria-label={t('common.state')}
          value={state}
          style={{ width: 150 }}
          onChange={(value) => set('state', value)}
          options={[
            { value: '', label: `${t('common.state')}：${t('common.all')}` },
            ...STATES.map((one) => ({ value: one, label: named('state', one) })),
          ]}
        />
        {institution !== '' && (
          <Button type="dashed" onClick={() => set('institution', '')}>
            {`${t('common.institution')}：${institutionWords} ×`}
          </Button>
        )}
      </search>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <div className="table-card">
        <Table
          size="small"
          rowKey="id"
          loading={pages.isPending}
          pagination={false}
          dataSource={rows}
          scroll={{ x: 960 }}
          aria-label={t('filings.caption')}
          locale={{
            emptyText:
              pages.data === undefined ? t(pages.error === null ? 'page.loading' : 'page.notRead') : <Nothing what={t('filings.empty')} />,
          }}
          columns={[
            { title: t('common.number'), dataIndex: 'number' },
            { title: t('common.institution'), render: (_, one) => <InstitutionName code={one.institution} /> },
            { title: t('common.kind'), render: (_, one) => named('filings.act', one.act) },
            { title: t('filings.what'), render: (_, one) => <Content filing={one} /> },
            {
              title: t('common.state'),
              render: (_, one) => (isState(one.state) ? <StateTag state={one.endedAt === null ? one.state : 'ended'} /> : one.state),
            },
            { title: t('filings.filedAt'), render: (_, one) => shortTime(one.filedAt) },
            { title: t('common.act'), render: (_, one) => <FilingActs filing={one} subject={subject} person={person} /> },
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
      {of !== null && subject === 'address' && may(person, 'getInstitutionsCodeAddressExceptions') && (
        <ExceptionsCard code={of} person={person} />
      )}
    </Page>
  );
}

function Content({ filing: one }: { readonly filing: Filing }) {
  const { t, named } = useWords();
  const carriers = useCarrierNames();
  const words = [
    one.ip,
    one.environment === undefined ? undefined : named('environment', one.environment),
    one.mac,
    one.device ?? undefined,
    one.kind === undefined ? undefined : named('filings.lineKind', one.kind),
    one.carrier == null ? undefined : (carriers.get(one.carrier) ?? one.carrier),
  ].filter((word) => word !== undefined);
  return (
    <>
      {words.join(' ')}
      {(one.audits?.length ?? 0) > 0 && (
        <div className="faint">{t(one.audits!.some((audit) => audit.passed) ? 'carrier.auditPassed' : 'carrier.auditFailed')}</div>
      )}
      {(one.bindings?.length ?? 0) > 0 && (
        <div className="faint">{`${t('carrier.bound')} ${one.bindings!.map(({ ip, mac }) => `${ip} ${mac}`).join('、')}`}</div>
      )}
      {(one.vouchers?.length ?? 0) > 0 && (
        <div className="faint">{one.vouchers!.map(({ kind, number }) => `${named('voucherkind', kind)} ${number}`).join('、')}</div>
      )}
      {one.examinations?.slice(-1).map((found) => (
        <div key={found.examinedOn} className="faint">
          {`${t('examination.on')} ${found.examinedOn} ${t(found.conforms ? 'examination.conforms' : 'examination.conformsNot')}`}
        </div>
      ))}
      {one.returnReason !== null && <div className="faint">{`${named('filings.return', one.returnReason)}：${one.returnNote ?? ''}`}</div>}
    </>
  );
}
