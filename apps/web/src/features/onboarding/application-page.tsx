import { Button, Card } from 'antd';
import { Link, useParams } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';
import { ApplicationFormCard } from './application-form-card.tsx';
import { Conditions } from './conditions.tsx';
import { DecisionBar } from './decision-bar.tsx';
import { Materials } from './materials.tsx';
import { Opinions } from './opinions.tsx';
import { ProgressCard } from './progress-card.tsx';
import { ReportCard } from './report-card.tsx';
import { useOnboarding } from './use-onboarding.ts';

/** 审核: evidence at the left, criteria and findings at the right, the decision at the foot. The institution sees the same and hands in here. */
export default function ApplicationPage({ person }: { readonly person: Person }) {
  const { number = '' } = useParams();
  const { t, named } = useWords();
  const reading = useRead<Application>(`/applications/${number}`);
  const onboarding = useOnboarding(reading.data);
  return (
    <Page
      title={t('application.title', { number })}
      state={reading.data !== undefined && <b>{named('appstate', reading.data.state)}</b>}
      actions={
        reading.data !== undefined && (
          <>
            {reading.data.editable && may(person, 'patchApplicationsNumber') && (
              <Link to={`/applications/${number}/fill`}>
                <Button>{t('wizard.go')}</Button>
              </Link>
            )}
            {reading.data.state !== 'draft' && may(person, 'getApplicationsNumberTestCampaigns') && (
              <Link to={`/applications/${number}/joint-test`}>
                <Button>{t('joint.go')}</Button>
              </Link>
            )}
            {person.level !== 'party' && reading.data.materials.length > 0 && (
              <Link to={`/applications/${number}/review`}>
                <Button>{t('review.go')}</Button>
              </Link>
            )}
          </>
        )
      }
    >
      <Loaded of={reading} rows={10}>
        {(application) => (
          <>
            <span className="faint">
              {named('application.kind', application.kind)} · <InstitutionName code={application.institution} /> ·{' '}
              {`${t('applications.createdAt')} ${shortTime(application.createdAt)}`}
            </span>
            <div className="two-columns">
              <div className="column">
                <ApplicationFormCard application={application} person={person} />
                {application.materials.length > 0 && <Materials application={application} person={person} />}
              </div>
              <div className="column">
                <ProgressCard application={application} onboarding={onboarding.data} />
                <Conditions application={application} person={person} />
                {(onboarding.data?.opinions.length ?? 0) > 0 && (
                  <Opinions application={application} asked={onboarding.data!.opinions} person={person} />
                )}
                <ReportCard application={application} onboarding={onboarding.data} person={person} />
                <History application={application} />
              </div>
            </div>
            <DecisionBar application={application} person={person} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function History({ application }: { readonly application: Application }) {
  const { t, named } = useWords();
  return (
    <Card title={t('application.history')}>
      <ol className="timeline">
        {application.history.map((one) => (
          <li key={`${one.name} ${one.requestedAt ?? one.decidedAt}`} className="timeline-item">
            <span className="faint">{shortTime(one.decidedAt ?? one.requestedAt ?? application.createdAt)}</span>
            <span>
              {named('event', `application-${one.name}`)} <ClauseLink clause={one.clause} />
              {one.voidedAt !== null && <span className="faint"> {t('application.voided')}</span>}
              {one.reason !== null && <div className="value">{one.reason}</div>}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
