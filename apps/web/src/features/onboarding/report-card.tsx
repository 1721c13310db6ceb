import { Card, Flex } from 'antd';
import { Link } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import type { Profile } from '../../api/views.ts';
import { Ask } from '../../parts/ask.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';

interface ReportCardProps {
  readonly application: Application;
  readonly onboarding: Profile['onboarding'] | undefined;
  readonly person: Person;
}

/** 联调测试报告 (附件三) and its four seals: each names the SM3 of the one text that all of them stand on (NX-20(2)). */
export function ReportCard({ application, onboarding, person }: ReportCardProps) {
  const { t } = useWords();
  const { report } = application;
  return (
    <Card title={t('application.report')}>
      {report === null ? (
        <span className="faint">{t('application.noReport')}</span>
      ) : (
        <div className="column">
          <span>
            <StateTag
              state={report.passed ? 'accepted' : 'refused'}
              word={t(report.passed ? 'application.reportPassed' : 'application.reportFailed')}
            />{' '}
            <span className="faint">{shortTime(report.recordedAt)}</span>
          </span>
          <span className="faint value">{`SM3 ${report.sm3}`}</span>
          {may(person, 'getApplicationsNumberTestReport') && (
            <Link to={`/applications/${application.number}/test-report`}>{t('application.readReport')}</Link>
          )}
          <Seals application={application} onboarding={onboarding} person={person} />
        </div>
      )}
    </Card>
  );
}

/** Which seals each role may set; the bureau's is the territorial bureau's own. */
const SEALS_OF: Record<string, string> = {
  approver: 'territorial-bureau',
  'platform-vendor': 'platform-vendor',
  vendor: 'connecting-party',
  institution: 'institution',
};

/** The seals that the report asks for, and the one that the reader may set. */
export function Seals({ application, onboarding, person }: ReportCardProps) {
  const { t, said, named } = useWords();
  const { report, seals, number } = application;
  return (
    <ul className="plain-list">
      {(onboarding?.seals ?? []).map((asked) => {
        const set = seals.find((one) => one.party === asked.party);
        const mine =
          set === undefined &&
          report?.passed === true &&
          SEALS_OF[person.role] === asked.party &&
          may(person, 'postApplicationsNumberSeals');
        return (
          <li key={asked.party}>
            <Flex gap={8} align="center" wrap>
              <span>{said(asked.title)}</span> <ClauseLink clause={asked.clause} />
              {set === undefined ? (
                <span className="owed">{t('seal.missing')}</span>
              ) : (
                <span className="faint">{shortTime(set.sealedAt)}</span>
              )}
              {mine && (
                <Ask
                  primary
                  label={t('seal.set')}
                  consequence={<p className="value">{t('seal.consequence', { party: named('party', asked.party), sm3: report.sm3 })}</p>}
                  act={() => ({ path: `/applications/${number}/seals`, body: { party: asked.party, sm3: report.sm3 } })}
                />
              )}
            </Flex>
          </li>
        );
      })}
    </ul>
  );
}
