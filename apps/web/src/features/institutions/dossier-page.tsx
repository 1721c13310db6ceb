import type { Operation } from '@anjie/contract';
import { Button, Card, Descriptions } from 'antd';
import { Link, useParams } from 'react-router';
import { groundsFor } from '../../api/grounds.ts';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import { serverNow } from '../../api/server-time.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Profile } from '../../api/views.ts';
import { Clock } from '../../parts/clock.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords, type WordKey } from '../../words/language.tsx';
import { AdmissionPanel, type Mendings } from './admission-panel.tsx';
import { MaskedValue } from './masked-value.tsx';
import type { Requirements } from './met-requirements.tsx';
import { BindingsTable, RecordTabs } from './record-tabs.tsx';
import { stateOf } from './standing-state.ts';
import { Timeline } from './timeline.tsx';
import { type Dossier, useDossier } from './use-dossier.ts';

/** 机构档案: admitted or not and why, what is on record, what was done. */
export default function DossierPage({ person }: { readonly person: Person }) {
  const { code = '' } = useParams();
  const { t } = useWords();
  const reading = useDossier(person, code);
  const { data } = reading;
  const rules = useRead<{ profile: { admission: { requirements: Requirements } } }>(
    data === undefined ? null : `/regulations/profiles/${data.admission.institution.profile}`,
  );
  const requirements = rules.data?.profile.admission.requirements;
  return (
    <Page
      title={data === undefined ? code : data.institution.name}
      state={data !== undefined && <StateTag state={stateOf(data.admission, data.restrictions)} />}
      actions={data !== undefined && <Actions person={person} dossier={data} />}
    >
      <Loaded of={reading} rows={10}>
        {(dossier) => (
          <div className="two-columns">
            <div className="column">
              <AdmissionPanel admission={dossier.admission} mendings={mendingsOf(code, t)} requirements={requirements} />
              <RecordTabs dossier={dossier} />
            </div>
            <div className="column">
              <Facts person={person} dossier={dossier} />
              <Card title={t('dossier.bindings')}>
                <BindingsTable bindings={dossier.admission.bindings} />
              </Card>
              {dossier.timeline !== null && (
                <Card title={t('dossier.timeline')}>
                  <Timeline events={dossier.timeline} />
                </Card>
              )}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

/** What stands on pages of its own. */
const PAGES: readonly { readonly path: string; readonly word: WordKey; readonly needs: Operation }[] = [
  { path: 'record', word: 'record.title', needs: 'getInstitutionsCodeOperators' },
  { path: 'agreements', word: 'agreement.title', needs: 'getInstitutionsCodeAgreements' },
  { path: 'tests', word: 'tests.title', needs: 'getInstitutionsCodeTestRecords' },
];

function Actions({ person, dossier }: { readonly person: Person; readonly dossier: Dossier }) {
  const { t } = useWords();
  const base = `/institutions/${dossier.institution.code}`;
  const cut = dossier.restrictions.some((one) => one.kind === 'cut-off' && one.lifted === null);
  const profile = useRead<{ profile: Profile }>(`/regulations/profiles/${dossier.admission.institution.profile}`);
  const grounds = profile.data === undefined ? [] : groundsFor(profile.data.profile, person, dossier.institution).mine;
  const mayAct = may(person, 'postInstitutionsCodeRestrictions') || may(person, 'postInstitutionsCodeDisconnection');
  const cuts = grounds.some((one) => one.kind === 'cut-off');
  const label = person.role === 'institution' ? 'dossier.disconnect' : cuts ? 'dossier.cutOff' : 'cutoff.titleOther';
  return (
    <>
      {PAGES.filter(({ needs }) => may(person, needs)).map(({ path, word }) => (
        <Link key={path} to={`${base}/${path}`}>
          <Button>{t(word)}</Button>
        </Link>
      ))}
      {may(person, 'postInstitutionsCodeAdmissionWhatIf') && (
        <Link to={`${base}/what-if`}>
          <Button>{t('dossier.whatIf')}</Button>
        </Link>
      )}
      {cut && (
        <Link to={`${base}/enforcement`}>
          <Button>{t('dossier.board')}</Button>
        </Link>
      )}
      {may(person, 'postInstitutionsCodeApplications') && (
        <Link to={`${base}/apply`}>
          <Button>{t('applications.start')}</Button>
        </Link>
      )}
      {grounds.length > 0 && mayAct && !(cut && cuts) && (
        <Link to={`${base}/cut-off`}>
          <Button type={cuts ? 'primary' : 'default'} danger>
            {t(label)}
          </Button>
        </Link>
      )}
    </>
  );
}

const CONTACTS = [
  { field: 'contactName', word: 'application.contactName' },
  { field: 'contactPhone', word: 'application.contactPhone' },
  { field: 'legalRepresentative', word: 'contacts.legal' },
] as const;

function Facts({ person, dossier }: { readonly person: Person; readonly dossier: Dossier }) {
  const { institution, admission, operators, systems, clocks } = dossier;
  const { t, named } = useWords();
  const divisionName = useDivisionName();
  const running = systems.find((one) => one.until === null);
  const vendor = useRead<{ name: string }>(
    running !== undefined && may(person, 'getFirmsCode') ? `/firms/${encodeURIComponent(running.vendor)}` : null,
  ).data?.name;
  const standing = operators.filter((one) => one.until === null);
  const items = [
    { key: 'code', label: t('common.code'), children: institution.code },
    { key: 'kind', label: t('common.kind'), children: named('institution', institution.kind) },
    { key: 'division', label: t('common.division'), children: divisionName(institution.div) },
    { key: 'address', label: t('common.address'), children: institution.address ?? t('common.none') },
    { key: 'registered', label: t('common.registeredAt'), children: shortTime(institution.registeredAt) },
    {
      key: 'profile',
      label: t('dossier.profile'),
      children: <Link to={`/profiles?codes=${admission.institution.profile}`}>{divisionName(admission.institution.profile)}</Link>,
    },
    ...(running === undefined
      ? []
      : [
          {
            key: 'system',
            label: t('application.formSystem'),
            children: `${running.name} ${running.release}${vendor === undefined ? '' : `（${vendor}）`}`,
          },
        ]),
    ...(standing.length === 0
      ? []
      : [
          {
            key: 'operators',
            label: t('dossier.operators'),
            children: (
              <span className="masked-values">
                {standing.map((one) => (
                  <MaskedValue
                    key={one.id}
                    code={institution.code}
                    of={{ subject: 'operator', id: one.id, field: 'name' }}
                    masked={one.name}
                  />
                ))}
              </span>
            ),
          },
        ]),
    ...CONTACTS.flatMap(({ field, word }) => {
      const masked = institution[field];
      if (masked == null) return [];
      const of = { subject: 'institution', field } as const;
      return [{ key: field, label: t(word), children: <MaskedValue code={institution.code} of={of} masked={masked} /> }];
    }),
  ];
  return (
    <Card title={t('dossier.facts')}>
      <Descriptions column={1} size="small" items={items} />
      {clocks
        .filter((clock) => clock.endedAt === null)
        .map((clock) => (
          <div key={`${clock.kind} ${clock.startedAt}`}>
            <Clock clock={clock} now={serverNow()} />
          </div>
        ))}
    </Card>
  );
}

/** Which page mends which reason. A reason with a record behind it that is no restriction is mended where such records are kept. */
function mendingsOf(code: string, t: ReturnType<typeof useWords>['t']): Mendings {
  const filings = { to: `/filings?institution=${code}`, label: t('mend.filings') };
  const applications = { to: `/applications?institution=${code}`, label: t('mend.applications') };
  const restrictions = { to: `/restrictions?institution=${code}`, label: t('mend.restrictions') };
  return ({ code: reason }) => {
    if (/not-filed|not-bound/.test(reason)) return filings;
    if (/consent|test-missing|procedure/.test(reason)) return applications;
    if (/agreement|commitment/.test(reason)) return { to: `/institutions/${code}/agreements`, label: t('mend.agreements') };
    if (/operator|officer/.test(reason)) return { to: `/institutions/${code}/record`, label: t('mend.record') };
    return restrictions;
  };
}
