import { Alert } from 'antd';
import { serverNow } from '../../api/server-time.ts';
import { useRead } from '../../api/use-api.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { type Text, useWords } from '../../words/language.tsx';
import { type Delivered, type Delivery, deliveryOf } from './delivery.ts';
import { usePlaceWords } from './place-words.ts';

interface Chain extends Delivered {
  readonly rows: number;
  readonly checkpoints: number;
  readonly firstBad: number | null;
  readonly ok: boolean;
  readonly covered: number;
  readonly coveredAt: string | null;
  readonly fault: Text | null;
}

/** Whether the audit is whole, how far that reaches, and what could still be cut off unseen. */
export function ChainStatus() {
  const { t, said } = useWords();
  const chain = useRead<Chain>('/audit/verification');
  if (chain.error !== null) return <ProblemNotice error={chain.error} retry={() => void chain.refetch()} />;
  if (chain.data === undefined) return <span className="faint">{t('chain.verifying')}</span>;
  const { ok, rows, checkpoints, firstBad, fault, covered, coveredAt } = chain.data;
  const delivery = deliveryOf(chain.data, serverNow());
  const safe = delivery === 'away';
  return (
    <>
      <Alert
        showIcon
        role={ok ? 'status' : 'alert'}
        type={ok ? (safe ? 'success' : 'info') : 'error'}
        title={ok ? t('audit.chainOk', { rows, checkpoints }) : t('audit.chainBad', { seq: firstBad ?? 0 })}
        description={
          <div>
            {fault !== null && <div>{said(fault)}</div>}
            {coveredAt !== null && <div>{t('chain.covered', { covered, time: shortTime(coveredAt) })}</div>}
            {safe && <Deliveries of={chain.data} />}
          </div>
        }
      />
      {!safe && <NotSafe delivery={delivery} chain={chain.data} />}
    </>
  );
}

/** Where checkpoints go, as the server's configuration calls it. */
const SETTINGS = ['ANJIE_AUDIT_SYSLOG', 'ANJIE_AUDIT_WEBHOOK', 'ANJIE_AUDIT_FILE'];

const TITLE = { nowhere: 'chain.nowhere', never: 'chain.never', late: 'chain.late', here: 'chain.here' } as const;

/** A chain that holds proves nothing of rows that were cut off its end: what another place has not taken is not safe, and what to do. */
function NotSafe({ delivery, chain }: { readonly delivery: Exclude<Delivery, 'away'>; readonly chain: Chain }) {
  const { t } = useWords();
  return (
    <Alert
      showIcon
      role="alert"
      type="warning"
      title={t(TITLE[delivery], { time: shortTime(chain.waitingSince ?? chain.deliveredAt ?? chain.coveredAt ?? '') })}
      description={
        <div>
          <Deliveries of={chain} />
          {delivery === 'late' || delivery === 'never' ? (
            <div>{t('chain.lateMend')}</div>
          ) : (
            <div>
              {t('chain.nowhereMend')} <code>{SETTINGS.join(' ')}</code>
            </div>
          )}
        </div>
      }
    />
  );
}

function Deliveries({ of: { undelivered, deliveredAt, places } }: { readonly of: Delivered }) {
  const { t } = useWords();
  const placeWords = usePlaceWords();
  return (
    <>
      <div>{t('chain.undelivered', { count: undelivered })}</div>
      {deliveredAt !== null && <div>{t('chain.lastDelivered', { time: shortTime(deliveredAt) })}</div>}
      {places.length > 0 && <div>{t('chain.places', { places: places.map(placeWords).join('、') })}</div>}
    </>
  );
}
