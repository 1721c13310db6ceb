import { clockTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { type Progress, STAGES, type Stage } from './progress.ts';

interface GatewayRowProps {
  readonly gateway: Progress['gateways'][number];
  readonly orderedAt: string;
}

/** One gateway on its way from ordered to verified off, with what is still open there. */
export function GatewayRow({ gateway, orderedAt }: GatewayRowProps) {
  const { t } = useWords();
  const reached = gateway.state === null ? -1 : STAGES.indexOf(gateway.state);
  const times: Record<Stage, string | null> = { ordered: orderedAt, acknowledged: gateway.acknowledgedAt, verified: gateway.verifiedAt };
  const counts = [
    [t('cutoff.openConnections'), gateway.openConnections],
    [t('cutoff.inFlight'), gateway.inFlight],
    [t('cutoff.forwardedAfter'), gateway.forwardedAfter],
  ] as const;
  return (
    <div className="board-row">
      <div>
        <b>{gateway.code}</b> <span className="faint">{`${t('cutoff.applied')} ${gateway.revision ?? t('common.none')}`}</span>
        <div className="faint">{counts.map(([word, count]) => `${word} ${count ?? '—'}`).join(' · ')}</div>
      </div>
      <ol className="stages" aria-label={t('cutoff.board')}>
        {STAGES.map((stage, i) => (
          <li
            key={stage}
            className={`stage${i <= reached ? ' done' : ''}${i === STAGES.length - 1 ? ' last' : ''}`}
            aria-current={i === reached ? 'step' : undefined}
          >
            {t(`state.${stage}`)}
            {i <= reached && times[stage] !== null && <span className="stage-time">{clockTime(times[stage])}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}
