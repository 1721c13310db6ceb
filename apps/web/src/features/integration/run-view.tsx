import { Alert, Card, Progress } from 'antd';
import { useEffect, useState } from 'react';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { CaseState } from '../../parts/case-state.tsx';
import { Fill } from '../../parts/fill.tsx';
import { clockTime, shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { CaseTable } from './case-table.tsx';
import type { Standing } from './joint-test.ts';
import { NotesCard } from './notes-card.tsx';

/** The bed says every two seconds that it is there. */
const STALE_MS = 10_000;

interface RunViewProps {
  readonly path: string;
  readonly run: Standing;
  readonly person: Person;
  /** when the line to the bed was last heard, milliseconds; 0: not yet */
  readonly heardAt: number;
}

/** A run as it happens: coverage, what is owed, what waits for approval, every case; says when nothing was heard for a while. */
export function RunView({ path, run, person, heardAt }: RunViewProps) {
  const { t } = useWords();
  const stale = useStale(heardAt);
  const states = ['pass', 'attested', 'warning', 'fail', 'waiting'].map(
    (state) => [state, run.cases.filter((one) => one.state === state).length] as const,
  );
  return (
    <>
      {run.open && stale && <Alert type="warning" showIcon title={t('page.stale', { time: clockTime(heardAt) })} />}
      <Card
        title={t('joint.coverage')}
        extra={run.open && !stale && heardAt > 0 && <span className="faint">{t('joint.live', { time: clockTime(heardAt) })}</span>}
      >
        <div className="column">
          <Progress percent={Math.floor(run.share * 1000) / 10} format={(percent) => `${percent}%`} aria-label={t('joint.coverage')} />
          <div className="joint-counts" aria-live="polite">
            <span>
              {t('joint.verdict')} <CaseState state={run.verdict} />
            </span>
            <span>{t('joint.messages', { count: run.messages })}</span>
            {states
              .filter(([, count]) => count > 0)
              .map(([state, count]) => (
                <span key={state} className="joint-count">
                  <CaseState state={state} /> {count}
                </span>
              ))}
            {run.frozenAt !== null && <span className="faint">{`${t('joint.frozen')} ${shortTime(run.frozenAt)}`}</span>}
          </div>
          {run.owed.length > 0 && <Owed run={run} />}
          {run.open && may(person, 'postApplicationsNumberTestCampaignsCampaignSubmission') && (
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
      {run.notes.length > 0 && <NotesCard path={path} run={run} />}
      <CaseTable path={path} run={run} person={person} />
    </>
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

/** Whether nothing was heard for too long; looked at by the clock, since silence makes nothing happen. */
function useStale(heardAt: number): boolean {
  const [stale, setStale] = useState(false);
  useEffect(() => {
    setStale(false);
    const look = setInterval(() => setStale(heardAt > 0 && Date.now() - heardAt > STALE_MS), 1000);
    return () => clearInterval(look);
  }, [heardAt]);
  return stale;
}
