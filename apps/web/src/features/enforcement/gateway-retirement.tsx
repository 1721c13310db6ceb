import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import type { Gateway } from '../../api/views.ts';
import { Ask } from '../../parts/ask.tsx';
import { TextField, YesNoField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { shortTime } from '../../parts/time.ts';
import { COLOURS } from '../../theme.ts';
import { useWords } from '../../words/language.tsx';

/** Whether a gateway is in service, or how far it has come in leaving it. */
export function Service({ retirement }: Pick<Gateway, 'retirement'>) {
  const { t } = useWords();
  if (retirement === null) return t('gateway.inService');
  const { state, removed, reason, requestedAt, confirmedAt, stoppedAt } = retirement;
  const at = shortTime(
    { requested: requestedAt, stopping: confirmedAt ?? requestedAt, retired: stoppedAt ?? confirmedAt ?? requestedAt }[state],
  );
  return (
    <>
      <span style={{ color: state === 'retired' ? COLOURS.neutral : COLOURS.amber }}>{t(`gateway.service.${state}`)}</span>
      <div className="faint">{`${at} ${reason}${removed ? ` ${t('gateway.isRemoved')}` : ''}`}</div>
    </>
  );
}

/** What the reader may do of it; null where the role has no act on gateways at all. */
export function retirementActs(person: Person): ((gateway: Gateway) => React.ReactNode) | null {
  const asks = may(person, 'postEnforcementGatewaysCodeRetirement');
  const confirms = may(person, 'postEnforcementGatewaysCodeRetirementConfirmation');
  if (!asks && !confirms) return null;
  return ({ code, retirement }) => (
    <>
      {asks && retirement === null && <AskRetirement code={code} />}
      {asks && retirement?.state === 'requested' && <WithdrawRetirement code={code} />}
      {confirms && retirement?.state === 'requested' && <ConfirmRetirement code={code} removed={retirement.removed} />}
    </>
  );
}

const path = (code: string, act = '') => `/enforcement/gateways/${code}/retirement${act}`;

function AskRetirement({ code }: { readonly code: string }) {
  const { t } = useWords();
  return (
    <Fill<{ removed: boolean; reason: string }>
      danger
      label={t('gateway.retire')}
      consequence={<span>{t('gateway.retireWhat', { code })}</span>}
      act={(body) => ({ path: path(code), body })}
    >
      <YesNoField name="removed" label={t('gateway.removed')} yes={t('gateway.removedYes')} no={t('gateway.removedNo')} />
      <TextField name="reason" label={t('common.reason')} max={500} />
    </Fill>
  );
}

function WithdrawRetirement({ code }: { readonly code: string }) {
  const { t } = useWords();
  return (
    <Ask
      label={t('gateway.withdrawRetirement')}
      consequence={<span>{t('gateway.withdrawRetirementWhat', { code })}</span>}
      act={() => ({ path: path(code, '/withdrawal') })}
    />
  );
}

function ConfirmRetirement({ code, removed }: { readonly code: string; readonly removed: boolean }) {
  const { t } = useWords();
  return (
    <Ask
      danger
      label={t('gateway.confirmRetirement')}
      consequence={<span>{t(removed ? 'gateway.confirmRemovedWhat' : 'gateway.confirmRetirementWhat', { code })}</span>}
      act={() => ({ path: path(code, '/confirmation') })}
    />
  );
}
