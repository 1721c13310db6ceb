import { Button, Card } from 'antd';
import { Link, useParams } from 'react-router';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { CaseState } from '../../parts/case-state.tsx';
import { ClauseLink } from '../../parts/clause-link.tsx';
import { download } from '../../parts/csv.ts';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Loaded, Page } from '../../parts/page.tsx';
import { longTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';
import { Seals } from './report-card.tsx';
import { useOnboarding } from './use-onboarding.ts';
import './report.css';

/** The frozen run that the report stands on, word for word, with what its truth can be told by. */
interface Frozen {
  readonly report: {
    readonly campaign: {
      readonly institution: { readonly code: string; readonly name: string };
      readonly his: { readonly name: string; readonly version: string };
    };
    readonly run: { readonly number: number; readonly beganAt: string };
    readonly verdict: string;
    readonly coverage: { readonly share: number };
    readonly messages: { readonly count: number; readonly chain: string };
    readonly partOne: readonly { readonly clause: string; readonly text: string; readonly state: string; readonly remark: string }[];
    readonly partTwo: readonly {
      readonly id: string;
      readonly clause: string;
      readonly text: string;
      readonly record: { readonly verdict: string; readonly record: string } | null;
    }[];
    /** absent in runs frozen before files were kept with them */
    readonly evidence?: readonly { readonly sm3: string; readonly name: string }[];
  };
  readonly digest: string;
  readonly signature: string;
  readonly publicKey: string;
  readonly frozenAt: string;
}

/** 联调测试报告 (附件三): what the four read before they seal it, and where they seal. */
export default function ReportPage({ person }: { readonly person: Person }) {
  const { number = '' } = useParams();
  const { t } = useWords();
  const reading = useRead<Frozen>(`/applications/${number}/test-report`);
  const application = useRead<Application>(`/applications/${number}`);
  const onboarding = useOnboarding(application.data);
  const frozen = reading.data;
  return (
    <Page
      title={t('report.title')}
      state={<Link to={`/applications/${number}`}>{number}</Link>}
      actions={
        frozen !== undefined && (
          <>
            <Button size="small" onClick={() => print()}>
              {t('report.print')}
            </Button>
            <Button size="small" onClick={() => download(`${number}-${frozen.digest.slice(0, 8)}.json`, fileOf(frozen))}>
              {t('report.download')}
            </Button>
          </>
        )
      }
    >
      <Loaded of={reading} rows={10}>
        {(one) => (
          <>
            <Head frozen={one} system={application.data?.system ?? null} />
            <PartOne frozen={one} />
            <PartTwo frozen={one} />
            <Evidence frozen={one} />
          </>
        )}
      </Loaded>
      {application.data !== undefined && application.data.report !== null && (
        <Card title={t('report.seals')}>
          <Seals application={application.data} onboarding={onboarding.data} person={person} />
        </Card>
      )}
    </Page>
  );
}

const fileOf = (frozen: Frozen): Blob => new Blob([JSON.stringify(frozen)], { type: 'application/json' });

/** The report names institution and system by their codes; the names beside are the record's own. */
function Head({ frozen: { report, digest, frozenAt }, system }: { readonly frozen: Frozen; readonly system: Application['system'] }) {
  const { t, language } = useWords();
  const { institution, his } = report.campaign;
  const known = system !== null && system.code === his.name ? `${system.name}（${his.name}）` : his.name;
  return (
    <Card>
      <div className="column">
        <span>
          <InstitutionName code={institution.code} /> {`${known} ${his.version}`}
        </span>
        <span>
          <CaseState state={report.verdict} />{' '}
          {t('report.run', {
            run: report.run.number,
            count: report.messages.count,
            share: Math.floor(report.coverage.share * 10_000) / 100,
          })}
        </span>
        <span className="faint value">{t('report.frozen', { time: longTime(frozenAt, language), sm3: digest })}</span>
      </div>
    </Card>
  );
}

function PartOne({ frozen: { report } }: { readonly frozen: Frozen }) {
  const { t } = useWords();
  return (
    <Card title={t('report.partOne')}>
      <table className="report-table">
        <thead>
          <tr>
            <th scope="col">{t('report.item')}</th>
            <th scope="col">{t('joint.state')}</th>
            <th scope="col">{t('report.remark')}</th>
          </tr>
        </thead>
        <tbody>
          {report.partOne.map((one) => (
            <tr key={one.clause}>
              <td>
                {one.text} <ClauseLink clause={one.clause} />
              </td>
              <td>
                <CaseState state={one.state} />
              </td>
              <td>{one.remark}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function PartTwo({ frozen: { report } }: { readonly frozen: Frozen }) {
  const { t, named } = useWords();
  return (
    <Card title={t('report.partTwo')}>
      <table className="report-table">
        <thead>
          <tr>
            <th scope="col">{t('joint.item')}</th>
            <th scope="col">{t('joint.asked')}</th>
            <th scope="col">{t('joint.record')}</th>
          </tr>
        </thead>
        <tbody>
          {report.partTwo.map(({ id, clause, text, record }) => (
            <tr key={id}>
              <td>
                <ClauseLink clause={clause} />
              </td>
              <td>{text}</td>
              <td>
                {record === null ? (
                  <span className="owed">{t('joint.notEntered')}</span>
                ) : (
                  <>
                    <b>{named('verdict', record.verdict)}</b> {record.record}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Evidence({ frozen: { report } }: { readonly frozen: Frozen }) {
  const { t } = useWords();
  const { evidence } = report;
  return (
    <Card title={t('report.evidence')}>
      {evidence === undefined ? (
        <span>{t('report.evidenceBefore')}</span>
      ) : evidence.length === 0 ? (
        <span className="faint">{t('report.noEvidence')}</span>
      ) : (
        <ul className="plain-list">
          {evidence.map((one) => (
            <li key={one.sm3}>
              {one.name} <span className="faint value">{`SM3 ${one.sm3}`}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
