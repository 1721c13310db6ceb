import { Card, Flex, Table } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Institution } from '../../api/views.ts';
import { Ask } from '../../parts/ask.tsx';
import { Loaded } from '../../parts/page.tsx';
import { isState, StateTag } from '../../parts/state-tag.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { Amend } from './amendment-form.tsx';

export interface Amendment {
  readonly id: string;
  readonly institution: string;
  readonly nature: string;
  readonly state: string;
  readonly before: Readonly<Record<string, string | null>>;
  readonly after: Readonly<Record<string, string | null>>;
  readonly reason: string;
  readonly changedOn: string | null;
  readonly filedBy: string;
  readonly filedAt: string;
  readonly returnReason: string | null;
  readonly version: number;
}

/** How what is on record has changed, before and after, and what waits to be taken on record. */
export function AmendmentsCard({ institution, person }: { readonly institution: Institution; readonly person: Person }) {
  const { t } = useWords();
  const reading = useRead<{ amendments: Amendment[] }>(`/institutions/${institution.code}/amendments?limit=200`);
  return (
    <Card
      title={t('amendment.title')}
      extra={
        <Flex gap={8}>
          <Amend key={institution.version} institution={institution} person={person} />
          <Amend key={`${institution.version} relocation`} institution={institution} person={person} relocation />
        </Flex>
      }
    >
      <Loaded of={reading} rows={3}>
        {({ amendments }) => <AmendmentsTable amendments={amendments} person={person} />}
      </Loaded>
    </Card>
  );
}

function AmendmentsTable({ amendments, person }: { readonly amendments: readonly Amendment[]; readonly person: Person }) {
  const { t, named } = useWords();
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="id"
      dataSource={amendments}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: t('amendment.none') }}
      aria-label={t('amendment.title')}
      columns={[
        { title: t('amendment.what'), render: (_, one) => <Changes amendment={one} /> },
        { title: t('amendment.nature'), render: (_, one) => `${named('amendnature', one.nature)} ${one.changedOn ?? ''}` },
        { title: t('common.state'), render: (_, one) => (isState(one.state) ? <StateTag state={one.state} /> : one.state) },
        {
          title: t('common.reason'),
          render: (_, one) => (
            <span className="value">{one.returnReason === null ? one.reason : `${one.reason}；${one.returnReason}`}</span>
          ),
        },
        { title: t('filings.filedAt'), render: (_, one) => `${shortTime(one.filedAt)} ${one.filedBy}` },
        { title: t('common.act'), render: (_, one) => one.state === 'filed' && <Decide amendment={one} person={person} /> },
      ]}
    />
  );
}

function Changes({ amendment: { before, after } }: { readonly amendment: Amendment }) {
  const { t, named } = useWords();
  return Object.keys(after).map((field) => (
    <div key={field}>
      <span className="faint">{named('field', field)}</span> {`${before[field] ?? t('common.none')} → ${after[field] ?? t('common.none')}`}
    </div>
  ));
}

function Decide({ amendment: one, person }: { readonly amendment: Amendment; readonly person: Person }) {
  const { t } = useWords();
  if (!may(person, 'postAmendmentsIdAcceptance')) return null;
  return (
    <Flex gap={8}>
      <Ask
        primary
        label={t('amendment.accept')}
        consequence={t('amendment.acceptConsequence')}
        act={() => ({ path: `/amendments/${one.id}/acceptance`, version: one.version })}
      />
      <Ask
        label={t('filings.return')}
        text={t('common.reason')}
        act={(reason) => ({ path: `/amendments/${one.id}/return`, body: { reason }, version: one.version })}
      />
    </Flex>
  );
}
