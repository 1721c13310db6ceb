import { Card } from 'antd';
import { Link } from 'react-router';
import { useInstitutionWords } from '../../api/institution-names.ts';
import { may } from '../../api/permission.ts';
import { serverNow } from '../../api/server-time.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Filing, Gateway, Proposal, Restriction } from '../../api/views.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { unsureOf } from '../../parts/silence.ts';
import { useWords, type WordKey } from '../../words/language.tsx';
import { type AwaitingApplication, AwaitingList } from './awaiting-list.tsx';

const MOST = 200;
const OFTEN = 30_000;

interface Count {
  readonly word: WordKey;
  /** undefined: not read yet */
  readonly count: number | undefined;
  /** the list went on after the most that is counted */
  readonly more: boolean;
  readonly to: string;
}

/** What I must do and by when, what I wait for: one number per card, each a link to exactly those rows. */
export default function WorkbenchPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const allowed = <Path extends string>(operation: Parameters<typeof may>[1], path: Path) => (may(person, operation) ? path : null);
  const applications = useRead<{ applications: AwaitingApplication[]; next: string | null }>(
    allowed('getApplications', `/applications?open=true&limit=${MOST}`),
    { every: OFTEN },
  );
  const restrictions = useRead<{ restrictions: Restriction[]; next: string | null }>(
    allowed('getRestrictions', `/restrictions?limit=${MOST}`),
    { every: OFTEN },
  );
  const proposals = useRead<{ proposals: Proposal[] }>(allowed('getRestrictionProposals', `/restriction-proposals?limit=${MOST}`));
  const gateways = useRead<{ head: number; gateways: Gateway[] }>(allowed('getEnforcementGateways', '/enforcement/gateways'), {
    every: OFTEN,
  });
  const filings = useFilingCounts(person);
  const inForce = restrictions.data?.restrictions;
  const mine = applications.data?.applications.filter((one) => one.acts.length > 0);
  const more = { applications: applications.data?.next != null, restrictions: restrictions.data?.next != null };
  const waiting: Count[] = [
    ...(may(person, 'getApplications')
      ? [{ word: 'workbench.applications', count: mine?.length, more: more.applications, to: '/applications?mine=yes' } as const]
      : []),
    ...filings,
    ...(may(person, 'postRestrictionsIdReview')
      ? [
          {
            word: 'workbench.review',
            count: inForce?.filter((one) => one.review === null && !one.byLaw).length,
            more: more.restrictions,
            to: '/restrictions?waits=review',
          } as const,
        ]
      : []),
    ...(may(person, 'postRestrictionsIdLifting')
      ? [
          {
            word: 'workbench.lift',
            count: inForce?.filter((one) => one.liftRequest !== null).length,
            more: more.restrictions,
            to: '/restrictions?waits=lifting',
          } as const,
        ]
      : []),
    ...(may(person, 'postRestrictionProposalsIdApproval')
      ? [{ word: 'workbench.proposals', count: proposals.data?.proposals.length, more: false, to: '/restrictions#proposals' } as const]
      : []),
  ];
  const others = may(person, 'getRestrictions') || may(person, 'getEnforcementGateways');
  const behind = gateways.data && unsureOf(gateways.data.gateways, gateways.data.head, serverNow(gateways.dataUpdatedAt)).length;
  return (
    <Page
      title={t('workbench.title')}
      state={
        <span className="faint">
          {person.bureau !== null && person.name.startsWith(person.bureau)
            ? person.name
            : t('workbench.greeting', { name: person.name, bureau: person.bureau ?? named('role', person.role) })}
        </span>
      }
    >
      {person.role === 'institution' && <OwnDossier />}
      {waiting.length === 0 && !others && <Nothing what={t('workbench.officer')} mend={t('page.noPermissionMend')} />}
      {waiting.length === 0 && others && <p className="faint">{t('workbench.officer')}</p>}
      {waiting.length > 0 && (
        <section aria-label={t('workbench.mine')}>
          <div className="cards">
            {waiting.map((one) => (
              <CountCard key={one.word} count={one} />
            ))}
          </div>
        </section>
      )}
      {may(person, 'getApplications') && (
        <Card title={t('workbench.mine')} className="table-holder">
          <AwaitingList reading={applications} mine={mine} />
        </Card>
      )}
      {others && (
        <Card title={t('workbench.others')}>
          <div className="cards">
            {may(person, 'getRestrictions') && (
              <CountCard count={{ word: 'workbench.inForce', count: inForce?.length, more: more.restrictions, to: '/restrictions' }} />
            )}
            {gateways.data !== undefined && (
              <Link className="count-card" to="/gateways">
                {t('workbench.gateways')}
                <b>{gateways.data.gateways.length}</b>
                <span className="faint">{behind === 0 ? t('workbench.upToDate') : t('workbench.behind', { count: behind ?? 0 })}</span>
              </Link>
            )}
          </div>
          {may(person, 'getEnforcementGateways') && gateways.data === undefined && (
            <Loaded of={gateways} rows={1}>
              {() => null}
            </Loaded>
          )}
        </Card>
      )}
    </Page>
  );
}

/** An institution begins at its own dossier. */
function OwnDossier() {
  const { t } = useWords();
  const me = useRead<{ partyCode: string | null }>('/me');
  const code = me.data?.partyCode ?? '';
  const words = useInstitutionWords(code);
  if (code === '') return null;
  return (
    <Card title={`${t('workbench.own')} ${words}`}>
      <Link to={`/institutions/${code}`}>{t('workbench.ownDossier')}</Link>
    </Card>
  );
}

function CountCard({ count: { word, count, more, to } }: { readonly count: Count }) {
  const { t } = useWords();
  return (
    <Link className={count === 0 ? 'count-card idle' : 'count-card'} to={to}>
      {t(word)}
      <b>{count === undefined ? '…' : `${count}${more ? '+' : ''}`}</b>
    </Link>
  );
}

const SUBJECTS = ['line', 'address', 'terminal'] as const;

/** Filings that wait to be taken on record, for whoever does that: one number over the three kinds. */
function useFilingCounts(person: Person): Count[] {
  const takes = may(person, 'postLineFilingsIdAcceptance');
  const path = (subject: string) => (takes ? `/${subject}-filings?state=filed&limit=${MOST}` : null);
  const lists = [
    useRead<{ filings: Filing[]; next: string | null }>(path(SUBJECTS[0])),
    useRead<{ filings: Filing[]; next: string | null }>(path(SUBJECTS[1])),
    useRead<{ filings: Filing[]; next: string | null }>(path(SUBJECTS[2])),
  ];
  if (!takes) return [];
  const known = lists.every((list) => list.data !== undefined);
  const count = known ? lists.reduce((sum, list) => sum + list.data!.filings.length, 0) : undefined;
  const busiest = SUBJECTS.find((_, i) => (lists[i]!.data?.filings.length ?? 0) > 0) ?? 'address';
  return [
    {
      word: 'workbench.filings',
      count,
      more: lists.some((list) => list.data?.next != null),
      to: `/filings?subject=${busiest}&state=filed`,
    },
  ];
}
