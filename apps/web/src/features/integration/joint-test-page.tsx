import { Alert, Button, Card, Descriptions, Segmented, Select } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { ClauseLink } from '../../parts/clause-link.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { CompareView } from './compare-view.tsx';
import type { Campaign, Opened, Standing } from './joint-test.ts';
import './joint-test.css';
import { useLiveStanding } from './live-standing.ts';
import { MatrixView } from './matrix-view.tsx';
import { MessagesView } from './messages-view.tsx';
import { RecordTable } from './record-table.tsx';
import { RunView } from './run-view.tsx';

const VIEWS = ['run', 'matrix', 'messages', 'compare', 'records'] as const;
type View = (typeof VIEWS)[number];

/** 联调测试 of one application: campaigns at the test bed, what a run covers and lacks as it happens, its messages, the records, the report. */
export default function JointTestPage({ person }: { readonly person: Person }) {
  const { number = '' } = useParams();
  const { t } = useWords();
  const [at, set] = useUrlState();
  const [opened, setOpened] = useState<Opened | null>(null);
  const reading = useRead<{ campaigns: readonly Campaign[] }>(`/applications/${number}/test-campaigns`);
  const open = may(person, 'postApplicationsNumberTestCampaigns') && (
    <Fill<object>
      label={t('joint.open')}
      primary={reading.data?.campaigns.length === 0}
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
                  className="joint-choice"
                  onChange={(campaign: string) => set('campaign', campaign)}
                  options={campaigns.map((one) => ({
                    value: one.campaign,
                    label: t('joint.openedAt', { time: shortTime(one.openedAt) }),
                  }))}
                />
              )}
              <SuiteLine campaign={chosen} />
              <Followed key={chosen.campaign} number={number} campaign={chosen.campaign} person={person} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Which suite the campaign plays, and why. */
function SuiteLine({ campaign }: { readonly campaign: Campaign }) {
  const { t } = useWords();
  if (campaign.suite !== 'short') return <p className="faint">{t(campaign.suite === 'whole' ? 'joint.suiteWhole' : 'joint.suitePart')}</p>;
  const time = shortTime(campaign.certifiedAt!);
  if (campaign.endedAt === null) return <p>{t('joint.suiteShort', { time })}</p>;
  return <Alert type="warning" showIcon title={t('joint.suiteEnded', { time, ended: shortTime(campaign.endedAt) })} />;
}

/** Endpoint and keys: told once, to be given to whoever runs the HIS. */
function Keys({ opened }: { readonly opened: Opened }) {
  const { t, named } = useWords();
  const rows = [['endpoint', opened.endpoint], ['key', opened.key], ...Object.entries(opened.signing)] as const;
  return (
    <Card title={t('joint.keysOnce')}>
      <Descriptions
        size="small"
        column={1}
        items={rows.map(([name, value]) => ({
          key: name,
          label: named('jointkey', name),
          children: (
            <span className="value" data-key={name}>
              {value}
            </span>
          ),
        }))}
      />
    </Card>
  );
}

/** One campaign: which of its runs, and which view of it. */
function Followed({ number, campaign, person }: { readonly number: string; readonly campaign: string; readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const path = `/applications/${number}/test-campaigns/${campaign}`;
  const reading = useLiveStanding(path, at('run'));
  const view = VIEWS.find((one) => one === at('view')) ?? 'run';
  return (
    <Loaded of={reading} rows={8}>
      {(standing) => (
        <>
          <search className="filters" aria-label={t('joint.views')}>
            <Segmented<View>
              aria-label={t('joint.views')}
              value={view}
              onChange={(value) => set('view', value === 'run' ? '' : value)}
              options={VIEWS.map((one) => ({ value: one, label: named('jointview', one) }))}
            />
            {view !== 'compare' && (
              <Select
                aria-label={t('joint.run')}
                value={standing.run}
                onChange={(run: number) => set('run', run === standing.runs.at(-1)?.number ? '' : String(run))}
                options={standing.runs.map((one) => ({
                  value: one.number,
                  label: `${t('joint.runOf', { run: one.number })}${one.frozenAt === null ? '' : ` · ${t('joint.frozen')}`}`,
                }))}
              />
            )}
            <NewRun path={path} person={person} />
            {standing.frozenAt !== null && (
              <Link to={`/applications/${number}/test-report`}>
                <Button size="small">{t('joint.report')}</Button>
              </Link>
            )}
          </search>
          <Chosen view={view} path={path} standing={standing} person={person} heardAt={reading.live.heardAt} />
        </>
      )}
    </Loaded>
  );
}

interface ChosenProps {
  readonly view: View;
  readonly path: string;
  readonly standing: Standing;
  readonly person: Person;
  readonly heardAt: number;
}

function Chosen({ view, path, standing, person, heardAt }: ChosenProps) {
  if (view === 'matrix') return <MatrixView path={path} standing={standing} />;
  if (view === 'messages') return <MessagesView path={path} standing={standing} />;
  if (view === 'compare') return <CompareView path={path} standing={standing} />;
  if (view === 'records') return <RecordTable path={path} records={standing.records} person={person} open={standing.open} />;
  return <RunView path={path} run={standing} person={person} heardAt={heardAt} />;
}

function NewRun({ path, person }: { readonly path: string; readonly person: Person }) {
  const { t } = useWords();
  const [, set] = useUrlState();
  if (!may(person, 'postApplicationsNumberTestCampaignsCampaignRuns')) return null;
  return (
    <Fill<object>
      label={t('joint.newRun')}
      consequence={<span className="faint">{t('joint.newRunWhat')}</span>}
      act={() => ({ path: `${path}/runs`, body: {} })}
      done={() => set('run', '')}
    >
      {null}
    </Fill>
  );
}
