import type { CSSProperties } from 'react';
import { Link } from 'react-router';
import { useWords, type WordKey } from '../../words/language.tsx';
import { type Division, listOf, type Situation, STANDINGS, type Standings, share } from './situation.ts';
import { type Place, treeMap } from './tree-map.ts';

/** How wide the map is for its height, where it is drawn. */
const RATIO = 1.7;

/** Divisions by their number of institutions, without a map of borders; each leads one level down. */
export function SituationMap({ situation, go }: { readonly situation: Situation; readonly go: (division: string) => void }) {
  const { t, named } = useWords();
  const { division, below } = situation;
  const places = treeMap(
    below.map((one) => one.total),
    RATIO,
  );
  const empty = below.filter((one) => one.total === 0);
  const nameOf = (one: Division) => (one.code === division.code ? t('situation.ownUnit', { name: one.name }) : one.name);
  const partsOf = (standings: Standings) =>
    STANDINGS.filter((standing) => standings[standing] > 0)
      .map((standing) => t('situation.part', { state: named('state', standing), count: standings[standing].toLocaleString('en-US') }))
      .join('，');
  return (
    <section className="situation-map" aria-label={t('situation.map', { name: division.name })}>
      <h2>{t('situation.map', { name: division.name })}</h2>
      <p className="situation-faint">{t('situation.mapHow')}</p>
      <div className="situation-cells">
        {below.map((one, index) => {
          const place = places[index] ?? null;
          if (place === null) return null;
          const inside = (
            <>
              <b>{nameOf(one)}</b>
              <span>{one.total.toLocaleString('en-US')}</span>
              <span>{`${named('state', 'admitted')} ${t('situation.share', { share: share(one.standings.admitted, one.total) })}`}</span>
              <span className="hidden">{partsOf(one.standings)}</span>
              <Shares standings={one.standings} total={one.total} />
            </>
          );
          // A city's own unit is the city itself: there is nothing below to go to.
          return one.code === division.code ? (
            <div key={one.code} className="situation-cell" style={placed(place)} title={partsOf(one.standings)}>
              {inside}
            </div>
          ) : (
            <button
              key={one.code}
              type="button"
              className="situation-cell"
              style={placed(place)}
              title={partsOf(one.standings)}
              onClick={() => go(one.code)}
            >
              {inside}
            </button>
          );
        })}
      </div>
      {empty.length > 0 && (
        <p className="situation-faint">
          {`${t('situation.empty')}：`}
          {empty.map((one) => (
            <button key={one.code} type="button" className="situation-link" onClick={() => go(one.code)}>
              {nameOf(one)}
            </button>
          ))}
        </p>
      )}
    </section>
  );
}

/** A county has no divisions below: its institutions by standing, each a way to the list of who they are. */
export function SituationLeaf({ situation, listed }: { readonly situation: Situation; readonly listed: boolean }) {
  const { t } = useWords();
  const { division, standings, total } = situation;
  const there = STANDINGS.filter((standing) => standings[standing] > 0);
  const places = treeMap(
    there.map((standing) => standings[standing]),
    RATIO,
  );
  return (
    <section className="situation-map" aria-label={t('situation.leaf', { name: division.name })}>
      <h2>{t('situation.leaf', { name: division.name })}</h2>
      {total === 0 && <p>{t('situation.empty')}</p>}
      <div className="situation-cells">
        {there.map((standing, index) => {
          const inside = (
            <>
              <b>{t(`state.${standing}` as WordKey)}</b>
              <span>{standings[standing].toLocaleString('en-US')}</span>
              <span>{t('situation.share', { share: share(standings[standing], total) })}</span>
              {listed && <span>{t('situation.list')}</span>}
            </>
          );
          const look = { className: `situation-cell standing-${standing}`, style: placed(places[index]!) };
          return listed ? (
            <Link key={standing} {...look} to={listOf(division, standing)}>
              {inside}
            </Link>
          ) : (
            <div key={standing} {...look}>
              {inside}
            </div>
          );
        })}
      </div>
    </section>
  );
}

/** The shares of all standings as one bar; what it says stands in words beside it. */
export function Shares({ standings, total }: { readonly standings: Standings; readonly total: number }) {
  return (
    <span className="situation-shares" aria-hidden="true">
      {STANDINGS.filter((standing) => standings[standing] > 0).map((standing) => (
        <i key={standing} className={`standing-${standing}`} style={{ width: `${(standings[standing] / total) * 100}%` }} />
      ))}
    </span>
  );
}

const placed = ({ left, top, width, height }: Place): CSSProperties => ({
  left: `${left}%`,
  top: `${top}%`,
  width: `${width}%`,
  height: `${height}%`,
});
