import { Card, Table, Tabs } from 'antd';
import { Link } from 'react-router';
import type { Agreement, ApplicationSummary, Binding, Filing, Restriction } from '../../api/views.ts';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { isState, StateTag } from '../../parts/state-tag.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Dossier } from './use-dossier.ts';

const PLAIN = { size: 'small', pagination: false, scroll: { x: 'max-content' } } as const;

/** What is on record of one institution, by kind of record. */
export function RecordTabs({ dossier }: { readonly dossier: Dossier }) {
  const { t } = useWords();
  const filings = [
    ...dossier.lines.map((one) => ({ ...one, subject: 'line' })),
    ...dossier.addresses.map((one) => ({ ...one, subject: 'address' })),
    ...dossier.terminals.map((one) => ({ ...one, subject: 'terminal' })),
  ];
  const items = [
    { key: 'filings', label: `${t('dossier.filings')} ${filings.length}`, children: <FilingsTable filings={filings} /> },
    {
      key: 'restrictions',
      label: `${t('dossier.restrictions')} ${dossier.restrictions.length}`,
      children: <RestrictionsTable restrictions={dossier.restrictions} />,
    },
    {
      key: 'applications',
      label: `${t('dossier.applications')} ${dossier.applications.length}`,
      children: <ApplicationsTable applications={dossier.applications} />,
    },
    {
      key: 'agreements',
      label: `${t('dossier.agreements')} ${dossier.agreements.length}`,
      children: <AgreementsTable agreements={dossier.agreements} />,
    },
  ];
  return (
    <Card>
      <Tabs items={items} />
    </Card>
  );
}

function FilingsTable({ filings }: { readonly filings: readonly (Filing & { readonly subject: string })[] }) {
  const { t, named } = useWords();
  return (
    <Table
      {...PLAIN}
      rowKey="number"
      dataSource={filings}
      locale={{ emptyText: t('filings.empty') }}
      columns={[
        { title: t('common.number'), dataIndex: 'number' },
        { title: t('filings.subject'), render: (_, one) => named('filings', one.subject) },
        {
          title: t('filings.what'),
          render: (_, one) => [one.ip, one.mac, one.kind && named('filings.lineKind', one.kind)].filter(Boolean).join(' '),
        },
        {
          title: t('filings.environment'),
          render: (_, one) => (one.environment === undefined ? '' : named('environment', one.environment)),
        },
        { title: t('common.state'), render: (_, one) => <FilingState filing={one} /> },
        { title: t('filings.filedAt'), render: (_, one) => shortTime(one.filedAt) },
      ]}
    />
  );
}

function FilingState({ filing }: { readonly filing: Filing }) {
  const state = filing.endedAt !== null ? 'ended' : filing.state;
  return isState(state) ? <StateTag state={state} /> : state;
}

function RestrictionsTable({ restrictions }: { readonly restrictions: readonly Restriction[] }) {
  const { t, named } = useWords();
  return (
    <Table
      {...PLAIN}
      rowKey="id"
      dataSource={restrictions}
      locale={{ emptyText: t('restrictions.empty') }}
      columns={[
        { title: t('common.kind'), render: (_, one) => named('restriction', one.kind) },
        { title: t('common.state'), render: (_, one) => <StateTag state={one.lifted === null ? 'inForce' : 'lifted'} /> },
        { title: t('common.clause'), render: (_, one) => <ClauseLink clause={one.clause} /> },
        { title: t('restrictions.by'), render: (_, one) => (one.byLaw ? t('restrictions.byLaw') : one.by) },
        { title: t('restrictions.imposedAt'), render: (_, one) => shortTime(one.imposedAt) },
        { title: t('common.reason'), render: (_, one) => <span className="value">{one.reason}</span> },
      ]}
    />
  );
}

function ApplicationsTable({ applications }: { readonly applications: readonly ApplicationSummary[] }) {
  const { t, named } = useWords();
  return (
    <Table
      {...PLAIN}
      rowKey="number"
      dataSource={applications}
      locale={{ emptyText: t('applications.empty') }}
      columns={[
        { title: t('common.number'), render: (_, one) => <Link to={`/applications/${one.number}`}>{one.number}</Link> },
        { title: t('applications.kind'), render: (_, one) => named('application.kind', one.kind) },
        { title: t('common.state'), render: (_, one) => named('appstate', one.state) },
        { title: t('applications.createdAt'), render: (_, one) => shortTime(one.createdAt) },
      ]}
    />
  );
}

function AgreementsTable({ agreements }: { readonly agreements: readonly Agreement[] }) {
  const { t, named } = useWords();
  return (
    <Table
      {...PLAIN}
      rowKey={(one) => `${one.kind} ${one.recordedAt}`}
      dataSource={agreements}
      locale={{ emptyText: t('common.none') }}
      columns={[
        { title: t('common.kind'), render: (_, one) => named('agreement', one.kind) },
        { title: t('common.number'), render: (_, one) => one.number ?? t('common.none') },
        { title: t('agreement.signedOn'), dataIndex: 'signedOn' },
        { title: t('common.state'), render: (_, one) => (one.ended === null ? t('agreement.inForce') : t('state.ended')) },
      ]}
    />
  );
}

/** The addresses that the enforcement points know it by. */
export function BindingsTable({ bindings }: { readonly bindings: readonly Binding[] }) {
  const { t, named } = useWords();
  if (bindings.length === 0) return <span className="faint">{t('dossier.noBindings')}</span>;
  return (
    <Table
      {...PLAIN}
      rowKey={(one) => `${one.ip} ${one.environment}`}
      dataSource={bindings}
      columns={[
        { title: t('filings.ip'), dataIndex: 'ip' },
        { title: t('filings.environment'), render: (_, one) => named('environment', one.environment) },
        { title: t('filings.mac'), render: (_, one) => one.macs.join(' ') || t('common.none') },
      ]}
    />
  );
}
