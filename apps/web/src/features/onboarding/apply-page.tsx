import { Alert, Button, Card, Radio } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAct, useRead } from '../../api/use-api.ts';
import type { Institution, Profile } from '../../api/views.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';

/** 申报: what is applied for, what it will need, and what it does to a pharmacy from the first day; then the application itself. */
export default function ApplyPage() {
  const { code = '' } = useParams();
  const { t } = useWords();
  const institution = useRead<Institution>(`/institutions/${code}`);
  const admission = useRead<{ institution: { profile: string } }>(`/institutions/${code}/admission`);
  const profileCode = admission.data?.institution.profile;
  const profile = useRead<{ profile: Profile }>(profileCode === undefined ? null : `/regulations/profiles/${profileCode}`);
  const reading = {
    data:
      institution.data === undefined || profile.data === undefined
        ? undefined
        : { institution: institution.data, profile: profile.data.profile },
    error: institution.error ?? admission.error ?? profile.error,
    isPending: institution.isPending || profile.isPending,
    refetch: () => Promise.all([institution.refetch(), admission.refetch(), profile.refetch()]),
  };
  return (
    <Page title={t('apply.title')} state={<Link to={`/institutions/${code}`}>{institution.data?.name ?? code}</Link>}>
      <Loaded of={reading}>
        {({ institution: one, profile: rules }) =>
          rules.onboarding.initial === null ? (
            <Nothing what={t('apply.notDefined')} />
          ) : (
            <Choice institution={one} onboarding={rules.onboarding} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Choice({ institution, onboarding }: { readonly institution: Institution; readonly onboarding: Profile['onboarding'] }) {
  const { t, said, named } = useWords();
  const navigate = useNavigate();
  const [kind, setKind] = useState(onboarding.applicationKinds[0] ?? '');
  const act = useAct<{ number: string }>(({ number }) => navigate(`/applications/${number}/fill`));
  const suspends =
    institution.kind === 'pharmacy' && onboarding.pharmacy.applicationKinds.includes(kind) ? onboarding.pharmacy.suspend : [];
  return (
    <div className="two-columns">
      <Card title={t('apply.kindQuestion')}>
        <div className="column">
          <Radio.Group
            vertical
            aria-label={t('apply.kindQuestion')}
            value={kind}
            onChange={(event) => setKind(event.target.value as string)}
            options={onboarding.applicationKinds.map((one) => ({ value: one, label: named('application.kind', one) }))}
          />
          {suspends.length > 0 && <Alert type="warning" showIcon title={t('apply.suspends', { clause: suspends[0]!.clause })} />}
          {act.error !== null && <ProblemNotice error={act.error} />}
          <div>
            <Button
              type="primary"
              loading={act.isPending}
              onClick={() => act.mutate({ path: `/institutions/${institution.code}/applications`, body: { kind } })}
            >
              {t('apply.begin')}
            </Button>
          </div>
        </div>
      </Card>
      <Card title={t('apply.needs')}>
        {onboarding.materials.length === 0 && <span className="faint">{t('common.none')}</span>}
        <ul className="plain-list">
          {onboarding.materials.map((one) => (
            <li key={one.code}>
              {said(one.title)} <ClauseLink clause={one.clause} />
            </li>
          ))}
        </ul>
        {onboarding.materials.length > 0 && <span className="faint">{t('application.accepted')}</span>}
      </Card>
    </div>
  );
}
