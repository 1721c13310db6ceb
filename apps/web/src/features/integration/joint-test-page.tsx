import { Card, Descriptions, Progress, Select } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { CaseTable } from './case-table.tsx';
import type { Campaign, Opened, Standing } from './joint-test.ts';
import { RecordTable } from './record-table.tsx';

const EVERY = 5000;

/** 联调测试 of one application: campaigns at the test bed, what the run covers and lacks, the 32 records, and the report that it becomes. */
export default function JointTestPage({ person }: { readonly person: Person }) {
  const { number = '' } = useParams();
  const { t } = useWords();
  const [at, set] = useUrlState();
  const [opened, setOpened] = useState<Opened | null>(null);
  const reading = useRead<{ campaigns: readonly Campaign[] }>(`/applications/${number}/test-campaigns`);
  const open = may(person, 'postApplicationsNumberTestCampaigns') && (
    <Fill<object>
      label={t('joint.open')}
      primary
      consequence={
        <span className="faint">
          {t('joint.openWhat')} <ClauseLink clause="NX-20(2)" />
        </span>
      }
      act={() => ({ path: `/applications/${number}/test-campaigns`, body: {} })}
      done={(answer) => {
        setOpened(answer as Opened);
        set('campaign', (answer as Opened).campaign);
      }}
    >
      {null}
    </Fill>
  );
  return (
    <Page title={t('joint.title')} state={<Link to={`/applications/${number}`}>{number}</Link>} actions={open}>
      {opened !== null && <Keys opened={opened} />}
      <Loaded of={reading}>
        {({ campaigns }) => {
          const chosen = campaigns.find((one) => one.campaign === at('campaign')) ?? campaigns[0];
          return chosen === undefined ? (
            <Nothing what={t('joint.none')} mend={t('joint.noneWhy')} />
          ) : (
            <>
              {campaigns.length > 1 && (
                <Select
                  aria-label={t('joint.campaign')}
                  value={chosen.campaign}
                  onChange={(campaign: string) => set('campaign', campaign)}
                  options={campaigns.map((one) => ({ value: one.campaign, label: `${shortTime(one.openedAt)} ${one.plan}` }))}
                />
              )}
              <Run number={number} campaign={chosen.campaign} person={person} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Endpoint and keys: told once, to be given to whoever runs the HIS. */
function Keys({ opened }: { readonly opened: Opened }) {
  const { t } = useWords();
  const rows = [['endpoint', opened.endpoint], ['key', opened.key], ...Object.entries(opened.signing)] as const;
  return (
    <Card title={t('joint.keysOnce')}>
      <Descriptions
        size="small"
        column={1}
        items={rows.map(([name, value]) => ({ key: name, label: name, children: <span className="value">{value}</span> }))}
      />
    </Card>
  );
}

function Run({ number, campaign, person }: { readonly number: string; readonly campaign: string; readonly person: Person }) {
  const { t, named } = useWords();
  const path = `/applications/${number}/test-campaigns/${campaign}`;
  const reading = useRead<Standing>(path, { every: EVERY });
  return (
    <Loaded of={reading} rows={8}>
      {(run) => {
        const acts = run.frozenAt === null;
        return (
          <>
            <Card title={t('joint.coverage')}>
              <div className="column">
                <Progress percent={Math.floor(run.share * 1000) / 10} aria-label={t('joint.coverage')} />
                <span>
                  {`${named('casestate', run.verdict)} · ${t('joint.messages', { count: run.messages })}`}
                  {run.frozenAt !== null && <span className="faint">{` · ${t('joint.frozen')} ${shortTime(run.frozenAt)}`}</span>}
                </span>
                {run.owed.length > 0 && <Owed run={run} />}
                {acts && may(person, 'postApplicationsNumberTestCampaignsCampaignSubmission') && (
                  <span>
                    <Fill<object>
                      label={t('joint.submit')}
                      primary
                      consequence={t('joint.submitWhat')}
                      act={() => ({ path: `${path}/submission`, body: {} })}
                    >
                      {null}
                    </Fill>
                  </span>
                )}
              </div>
            </Card>
            <CaseTable path={path} cases={run.cases} person={person} open={acts} />
            <RecordTable path={path} records={run.records} person={person} open={acts} />
          </>
        );
      }}
    </Loaded>
  );
}

/** What the report still lacks: each with what to do next. */
function Owed({ run }: { readonly run: Standing }) {
  const { t, named } = useWords();
  return (
    <details>
      <summary>{t('joint.owed', { count: run.owed.length })}</summary>
      <ul>
        {run.owed.map((one) => (
          <li key={`${one.kind} ${one.code}`}>
            <b>{`${named('owed', one.kind)} ${one.code}`}</b> {one.next}
          </li>
        ))}
      </ul>
    </details>
  );
}
