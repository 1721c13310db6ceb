import { Alert } from 'antd';
import { useRead } from '../../api/use-api.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { type Text, useWords } from '../../words/language.tsx';

interface Chain {
  readonly rows: number;
  readonly checkpoints: number;
  readonly firstBad: number | null;
  readonly ok: boolean;
  readonly covered: number;
  readonly coveredAt: string | null;
  readonly undelivered: number;
  readonly places: readonly string[];
  readonly fault: Text | null;
}

/** Whether the audit is whole, how far that reaches, and what could still be cut off unseen. */
export function ChainStatus() {
  const { t, said } = useWords();
  const chain = useRead<Chain>('/audit/verification');
  if (chain.error !== null) return <ProblemNotice error={chain.error} retry={() => void chain.refetch()} />;
  if (chain.data === undefined) return <span className="faint">{t('chain.verifying')}</span>;
  const { ok, rows, checkpoints, firstBad, fault, covered, coveredAt, undelivered, places } = chain.data;
  return (
    <Alert
      showIcon
      role={ok ? 'status' : 'alert'}
      type={ok ? 'success' : 'error'}
      title={ok ? t('audit.chainOk', { rows, checkpoints }) : t('audit.chainBad', { seq: firstBad ?? 0 })}
      description={
        <div>
          {fault !== null && <div>{said(fault)}</div>}
          {coveredAt !== null && <div>{t('chain.covered', { covered, time: shortTime(coveredAt) })}</div>}
          <div>{t('chain.undelivered', { count: undelivered })}</div>
          <div>{places.length === 0 ? t('chain.noPlace') : t('chain.places', { places: places.join('、') })}</div>
        </div>
      }
    />
  );
}
