import { Card } from 'antd';
import { Link, useParams } from 'react-router';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Profile } from '../../api/views.ts';
import { Clock } from '../../parts/clock.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';
import { ApplicationFormCard } from './application-form-card.tsx';
import { DecisionBar } from './decision-bar.tsx';
import { Materials } from './materials.tsx';
import { Opinions } from './opinions.tsx';

/** 审核: evidence at the left, criteria and findings at the right, the decision at the foot. The institution sees the same and hands in here. */
export default function ApplicationPage({ person }: { readonly person: Person }) {
  const { number = '' } = useParams();
  const { t, named } = useWords();
  const reading = useRead<Application>(`/applications/${number}`);
  const admission = useRead<{ institution: { profile: string } }>(
    reading.data === undefined ? null : `/institutions/${reading.data.institution}/admission`,
  );
  const profileCode = admission.data?.institution.profile;
  const profile = useRead<{ profile: Profile }>(profileCode === undefined ? null : `/regulations/profiles/${profileCode}`);
  return (
    <Page title={t('application.title', { number })} state={reading.data !== undefined && <b>{named('appstate', reading.data.state)}</b>}>
      <Loaded of={reading} rows={10}>
        {(application) => (
          <>
            <span className="faint">
              {named('application.kind', application.kind)} ·{' '}
              <Link to={`/institutions/${application.institution}`}>{application.institution}</Link> ·{' '}
              {`${t('applications.createdAt')} ${shortTime(application.createdAt)}`}
            </span>
            <div className="two-columns">
              <div className="column">
                <ApplicationFormCard key={application.version} application={application} person={person} />
                {application.materials.length > 0 && <Materials application={application} person={person} />}
              </div>
              <div className="column">
                <Clocks application={application} />
                <Conditions application={application} />
                {(profile.data?.profile.onboarding.opinions.length ?? 0) > 0 && (
                  <Opinions application={application} asked={profile.data!.profile.onboarding.opinions} person={person} />
                )}
                <Report application={application} />
                <History application={application} />
              </div>
            </div>
            <DecisionBar application={application} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Clocks({ application }: { readonly application: Application }) {
  const { t } = useWords();
  if (application.clocks.length === 0) return null;
  return (
    <Card title={t('application.clocks')}>
      {application.clocks.map((clock) => (
        <div key={`${clock.kind} ${clock.startedAt}`}>
          <Clock clock={clock} now={Date.now()} />
        </div>
      ))}
    </Card>
  );
}

function Conditions({ application }: { readonly application: Application }) {
  const { t, said } = useWords();
  if (application.conditions.length === 0) return null;
  return (
    <Card title={t('application.conditions')}>
      <ul className="plain-list">
        {application.conditions.map((one) => (
          <li key={one.code}>
            <span>{said(one.title)}</span> <ClauseLink clause={one.clause} />{' '}
            <span className="faint">
              {one.vouchedAt === null ? t('application.notVouched') : `${t('application.vouched')} ${shortTime(one.vouchedAt)}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Report({ application: { report, seals } }: { readonly application: Application }) {
  const { t, named } = useWords();
  return (
    <Card title={t('application.report')}>
      {report === null ? (
        <span className="faint">{t('application.noReport')}</span>
      ) : (
        <div className="column">
          <b>{t(report.passed ? 'application.reportPassed' : 'application.reportFailed')}</b>
          <span className="faint value">{`SM3 ${report.sm3}`}</span>
          <span>{`${t('application.seals')}：${seals.map((one) => `${named('party', one.party)} ${shortTime(one.sealedAt)}`).join('；') || t('common.none')}`}</span>
        </div>
      )}
    </Card>
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
