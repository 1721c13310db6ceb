import { Alert, Card } from 'antd';
import { Link, useParams } from 'react-router';
import { useRead } from '../../api/use-api.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { clockTime, longTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

type Stage = 'ordered' | 'acknowledged' | 'verified';

interface Progress {
  readonly institution: string;
  readonly revision: number | null;
  readonly off: { readonly revision: number; readonly orderedAt: string } | null;
  readonly gateways: readonly {
    readonly code: string;
    readonly state: Stage | null;
    readonly revision: number | null;
    readonly openConnections: number | null;
    readonly inFlight: number | null;
    readonly forwardedAfter: number | null;
    readonly acknowledgedAt: string | null;
    readonly verifiedAt: string | null;
  }[];
}

const EVERY = 2_000;
const STALE = 10_000;
const STAGES: readonly Stage[] = ['ordered', 'acknowledged', 'verified'];

/** 切断进度: at each gateway ordered, acknowledged, verified off; says when it has heard nothing new for a while. */
export default function BoardPage() {
  const { code = '' } = useParams();
  const { t, language } = useWords();
  const progress = useRead<Progress>(`/institutions/${code}/enforcement`, { every: EVERY });
  const stale = progress.dataUpdatedAt > 0 && Date.now() - progress.dataUpdatedAt > STALE;
  return (
    <Page
      title={`${t('cutoff.board')} ${code}`}
      state={<span className="faint">{t('cutoff.live')}</span>}
      actions={<Link to={`/institutions/${code}`}>{t('menu.dossier')}</Link>}
    >
      {(stale || (progress.error !== null && progress.data !== undefined)) && (
        <Alert type="warning" showIcon title={t('page.stale', { time: clockTime(progress.dataUpdatedAt) })} />
      )}
      <Loaded of={progress}>
        {({ off, gateways }) => {
          if (off === null) return <Nothing what={t('cutoff.notOff')} />;
          const verified = gateways.filter((one) => one.state === 'verified').length;
          const overall: Stage =
            verified === gateways.length && verified > 0
              ? 'verified'
              : gateways.some((one) => one.state !== 'ordered')
                ? 'acknowledged'
                : 'ordered';
          return (
            <Card
              title={
                <span aria-live="polite">
                  {<StateTag state={overall} />} {t('cutoff.progress', { verified, all: gateways.length })}
                </span>
              }
            >
              <p className="faint">{t('cutoff.orderedAt', { time: longTime(off.orderedAt, language), revision: off.revision })}</p>
              {gateways.length === 0 && <Nothing what={t('cutoff.noGateways')} />}
              {gateways.map((gateway) => (
                <GatewayRow key={gateway.code} gateway={gateway} orderedAt={off.orderedAt} />
              ))}
            </Card>
          );
        }}
      </Loaded>
    </Page>
  );
}

function GatewayRow({ gateway, orderedAt }: { readonly gateway: Progress['gateways'][number]; readonly orderedAt: string }) {
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
