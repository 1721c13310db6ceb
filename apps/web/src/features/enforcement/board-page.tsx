import { Alert, Card } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useStream } from '../../api/event-stream.ts';
import { useInstitutionWords } from '../../api/institution-names.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { clockTime, longTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { GatewayRow } from './gateway-row.tsx';
import { overallStage, type Progress } from './progress.ts';

/** The server says something every two seconds, if only that it is there. */
const STALE = 10_000;

/** 切断进度: at each gateway ordered, acknowledged, verified off, as the server pushes it; says when it has heard nothing for a while. */
export default function BoardPage() {
  const { code = '' } = useParams();
  const { t, language } = useWords();
  const live = useStream<Progress>(`/institutions/${code}/enforcement/stream`);
  const stale = useStale(live.heardAt);
  const reading = {
    data: live.data,
    error: live.data === undefined ? live.error : null,
    isPending: live.data === undefined,
    refetch: () => null,
  };
  const words = useInstitutionWords(code);
  return (
    <Page
      title={`${t('cutoff.board')} ${words}`}
      state={<span className="faint">{t('cutoff.live')}</span>}
      actions={<Link to={`/institutions/${code}`}>{t('menu.dossier')}</Link>}
    >
      {stale && <Alert type="warning" showIcon title={t('page.stale', { time: clockTime(live.heardAt) })} />}
      <Loaded of={reading}>
        {({ off, gateways }) => {
          if (off === null) return <Nothing what={t('cutoff.notOff')} />;
          const verified = gateways.filter((one) => one.state === 'verified').length;
          return (
            <Card
              title={
                <span aria-live="polite">
                  <StateTag state={overallStage(gateways)} /> {t('cutoff.progress', { verified, all: gateways.length })}
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

/** Whether nothing was heard for too long; looked at by the clock, since silence makes nothing happen. */
function useStale(heardAt: number): boolean {
  const [stale, setStale] = useState(false);
  useEffect(() => {
    setStale(false);
    const look = setInterval(() => setStale(heardAt > 0 && Date.now() - heardAt > STALE), 1000);
    return () => clearInterval(look);
  }, [heardAt]);
  return stale;
}
