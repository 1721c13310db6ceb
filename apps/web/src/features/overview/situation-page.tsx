import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { query } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Loaded } from '../../parts/page.tsx';
import { clockTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { listOf, type Situation, STANDINGS, share, type Trends } from './situation.ts';
import { SituationLeaf, SituationMap } from './situation-map.tsx';
import { CutOffs, NewestChanges, ScopeOrders } from './situation-newest.tsx';
import { ClockCounts, DAYS, DayBars, GatewayAges, Refusals, TrafficBars } from './situation-trends.tsx';
import './situation.css';

const EVERY = 10_000;
const STALE = 30_000;

/** 态势: who stands how, division by division down to the county, and what changes; for a wall as for a desk. */
export default function SituationPage({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const board = useRef<HTMLDivElement>(null);
  const [at, set] = useUrlState();
  const division = at('division');
  const situation = useRead<Situation>(`/situation${query({ division: division === '' ? null : division })}`, { every: EVERY });
  const trends = useRead<Trends>(`/situation/trends${query({ division: division === '' ? null : division, days: DAYS })}`, {
    every: EVERY,
  });
  const heardAt = Math.min(situation.dataUpdatedAt, trends.dataUpdatedAt);
  const stale = useStale(heardAt);
  useEffect(() => {
    document.title = `${t('situation.title')} · ${t('app.name')}`;
  }, [t]);
  const go = (code: string) => set('division', code);
  const listed = may(person, 'getListsStandings');
  const opened = may(person, 'getInstitutionsCode');
  return (
    <div className="situation" ref={board}>
      <header className="situation-head">
        <h1>{t('situation.title')}</h1>
        {situation.data !== undefined && <Line situation={situation.data} go={go} />}
        <span className="situation-faint">
          {situation.data !== undefined && `${t('situation.asOf', { time: clockTime(situation.data.readAt) })} · `}
          {t('situation.every', { seconds: EVERY / 1000 })}
        </span>
        <FullScreen board={board} />
      </header>
      <div role="status">{stale && <p className="situation-stale">{t('situation.stale', { time: clockTime(heardAt) })}</p>}</div>
      <Loaded of={situation} rows={12}>
        {(now) => (
          <>
            <Figures situation={now} listed={listed} />
            <div className="situation-body">
              {now.division.level === 'county' ? (
                <SituationLeaf situation={now} listed={listed} />
              ) : (
                <SituationMap situation={now} go={go} />
              )}
              <Loaded of={trends} rows={8}>
                {(moving) => (
                  <div className="situation-side">
                    <ScopeOrders orders={now.orders} />
                    <DayBars days={moving.days} readAt={moving.readAt} />
                    <TrafficBars traffic={moving.traffic} />
                    <ClockCounts clocks={moving.clocks} />
                    <Refusals reasons={moving.traffic.reasons} />
                    <CutOffs cutOffs={moving.cutOffs} opened={opened} />
                    <NewestChanges changes={moving.changes} readAt={moving.readAt} opened={opened} />
                    <GatewayAges head={moving.head} gateways={moving.gateways} />
                  </div>
                )}
              </Loaded>
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

/** The divisions above, each a way back up. */
function Line({ situation, go }: { readonly situation: Situation; readonly go: (division: string) => void }) {
  const { t } = useWords();
  return (
    <nav aria-label={t('situation.line')} className="situation-line-of">
      {situation.above.map((one) => (
        <button key={one.code} type="button" className="situation-link" onClick={() => go(one.code)}>
          {one.name}
        </button>
      ))}
      <b aria-current="page">{situation.division.name}</b>
    </nav>
  );
}

function Figures({ situation, listed }: { readonly situation: Situation; readonly listed: boolean }) {
  const { t, named } = useWords();
  const { total, standings, division } = situation;
  const whole = (count: number) => count.toLocaleString('en-US');
  return (
    <ul className="situation-standings" aria-label={t('situation.total')}>
      <li>
        <span>{t('situation.total')}</span>
        <b>{whole(total)}</b>
      </li>
      {STANDINGS.map((standing) => {
        const inside = (
          <>
            <span>
              <i className={`standing-${standing}`} aria-hidden="true" /> {named('state', standing)}
            </span>
            <b>{whole(standings[standing])}</b>
            <span className="situation-faint">{t('situation.share', { share: share(standings[standing], total) })}</span>
          </>
        );
        return <li key={standing}>{listed ? <Link to={listOf(division, standing)}>{inside}</Link> : inside}</li>;
      })}
    </ul>
  );
}

function FullScreen({ board }: { readonly board: { readonly current: HTMLElement | null } }) {
  const { t } = useWords();
  const [full, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  const change = () => void (full ? document.exitFullscreen() : board.current?.requestFullscreen());
  return (
    <button type="button" className="situation-link" onClick={change}>
      {t(full ? 'situation.leaveFullScreen' : 'situation.fullScreen')}
    </button>
  );
}

/** Whether nothing was read for too long; looked at by the clock, since silence makes nothing happen. */
function useStale(heardAt: number): boolean {
  const [stale, setStale] = useState(false);
  useEffect(() => {
    setStale(false);
    const look = setInterval(() => setStale(heardAt > 0 && Date.now() - heardAt > STALE), 1000);
    return () => clearInterval(look);
  }, [heardAt]);
  return stale;
}
