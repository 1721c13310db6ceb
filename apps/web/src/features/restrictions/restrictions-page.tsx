import { Button, Card, Segmented, Select, Skeleton } from 'antd';
import { query } from '../../api/client.ts';
import { useInstitutionWords } from '../../api/institution-names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages, useRead } from '../../api/use-api.ts';
import type { Restriction } from '../../api/views.ts';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { Proposals } from './proposals.tsx';
import { RestrictionCard } from './restriction-card.tsx';

const KINDS = [
  'cut-off',
  'settlement-suspension',
  'disbursement-stop',
  'system-suspension',
  'permission-stop',
  'agreement-termination',
  'settlement-termination',
  'upload-pause',
  'blacklist',
];

interface RestrictionList {
  readonly restrictions: readonly Restriction[];
  readonly next: string | null;
}

/** 限制与切断: what stands, what waits for review or for lifting, and how each is given back. */
export default function RestrictionsPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const [state, kind, waits, institution] = [at('state') || 'in-force', at('kind'), at('waits'), at('institution')];
  const pages = usePages<RestrictionList>((after) => `/restrictions${query({ state, kind, after, limit: 100 })}`);
  const own = useRead<{ restrictions: Restriction[] }>(institution === '' ? null : `/institutions/${institution}/restrictions`);
  const listed =
    institution === ''
      ? pages.data?.pages.flatMap((page) => page.restrictions)
      : own.data?.restrictions.filter((one) => inState(one, state));
  const shown = (listed ?? []).filter((one) => waitsFor(one, waits));
  const reading = institution === '' ? pages : own;
  const institutionWords = useInstitutionWords(institution);
  return (
    <Page title={t('restrictions.title')}>
      <search className="filters" aria-label={t('common.filter')}>
        <Segmented
          aria-label={t('common.state')}
          value={state}
          onChange={(value) => set('state', value === 'in-force' ? '' : value)}
          options={[
            { value: 'in-force', label: t('restrictions.inForce') },
            { value: 'lifted', label: t('restrictions.lifted') },
            { value: 'all', label: t('restrictions.all') },
          ]}
        />
        <Select
          aria-label={t('common.kind')}
          value={kind}
          style={{ width: 180 }}
          onChange={(value) => set('kind', value)}
          options={[
            { value: '', label: `${t('common.kind')}：${t('common.all')}` },
            ...KINDS.map((one) => ({ value: one, label: named('restriction', one) })),
          ]}
        />
        <Select
          aria-label={t('restrictions.waits')}
          value={waits}
          style={{ width: 180 }}
          onChange={(value) => set('waits', value)}
          options={[
            { value: '', label: `${t('restrictions.waits')}：${t('common.all')}` },
            { value: 'review', label: t('restrictions.unreviewed') },
            { value: 'lifting', label: t('restrictions.liftRequested') },
          ]}
        />
        {institution !== '' && (
          <Button type="dashed" onClick={() => set('institution', '')}>
            {`${t('common.institution')}：${institutionWords} ×`}
          </Button>
        )}
      </search>
      {reading.error !== null && <ProblemNotice error={reading.error} retry={() => void reading.refetch()} />}
      <div className="column" aria-busy={reading.isPending}>
        {shown.map((one) => (
          <RestrictionCard key={one.id} restriction={one} person={person} />
        ))}
        {reading.isPending && (
          <Card>
            <Skeleton active title={false} paragraph={{ rows: 6 }} />
          </Card>
        )}
        {listed !== undefined && shown.length === 0 && (
          <Card>
            <Nothing what={t('restrictions.empty')} />
          </Card>
        )}
        {institution === '' && pages.hasNextPage && (
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('page.more')}
          </Button>
        )}
      </div>
      {may(person, 'getRestrictionProposals') && <Proposals person={person} />}
    </Page>
  );
}

const inState = (one: Restriction, state: string) => state === 'all' || (one.lifted === null) === (state === 'in-force');

function waitsFor(one: Restriction, waits: string): boolean {
  if (waits === 'review') return one.review === null && !one.byLaw && one.lifted === null;
  return waits !== 'lifting' || (one.liftRequest !== null && one.lifted === null);
}
