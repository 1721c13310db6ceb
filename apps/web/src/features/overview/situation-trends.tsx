import { serverNow } from '../../api/server-time.ts';
import { isSilent } from '../../parts/silence.ts';
import { dateOf, shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { everyDay, type Trends } from './situation.ts';

export const DAYS = 30;
const NOTHING = { admitted: 0, restored: 0, suspended: 0, cutOff: 0 };
const MOST_REASONS = 6;

/** Up: who may connect again or for the first time; down: whom something was taken from. */
export function DayBars({ days, readAt }: { readonly days: Trends['days']; readonly readAt: string }) {
  const { t } = useWords();
  const rows = everyDay(days, dateOf(readAt), DAYS, NOTHING);
  const up = Math.max(1, ...rows.map((one) => one.admitted + one.restored));
  const down = Math.max(1, ...rows.map((one) => one.suspended + one.cutOff));
  const most = Math.max(up, down);
  const sum = (of: keyof typeof NOTHING) => rows.reduce((all, one) => all + one[of], 0);
  return (
    <section className="situation-card">
      <h2>{t('situation.days', { days: DAYS })}</h2>
      <ul className="situation-key">
        {(['admitted', 'restored', 'suspended', 'cutOff'] as const).map((of) => (
          <li key={of}>
            <i className={`bar-${of}`} aria-hidden="true" />
            {`${t(`situation.${of}`)} ${sum(of).toLocaleString('en-US')}`}
          </li>
        ))}
      </ul>
      <ol className="situation-bars" aria-label={t('situation.days', { days: DAYS })}>
        {rows.map((one) => {
          const words = t('situation.day', one);
          return (
            <li key={one.day} title={words}>
              <span className="hidden">{words}</span>
              <svg viewBox="-5 -100 10 200" preserveAspectRatio="none" aria-hidden="true">
                <line className="bar-axis" x1="-5" x2="5" y1="0" y2="0" />
                <Stack
                  parts={[
                    ['bar-admitted', one.admitted],
                    ['bar-restored', one.restored],
                  ]}
                  most={most}
                  up
                />
                <Stack
                  parts={[
                    ['bar-suspended', one.suspended],
                    ['bar-cutOff', one.cutOff],
                  ]}
                  most={most}
                  up={false}
                />
              </svg>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Stack({
  parts,
  most,
  up,
}: {
  readonly parts: readonly (readonly [string, number])[];
  readonly most: number;
  readonly up: boolean;
}) {
  let from = 0;
  return parts.map(([look, count]) => {
    const height = (count / most) * 96;
    const y = up ? -from - height : from;
    from += height;
    return <rect key={look} className={look} x={-4} width={8} y={y} height={height} />;
  });
}

export function TrafficBars({ traffic }: { readonly traffic: Trends['traffic'] }) {
  const { t } = useWords();
  const most = Math.max(1, ...traffic.hours.map((one) => one.forwarded + one.refused));
  return (
    <section className="situation-card">
      <h2>{t('situation.traffic')}</h2>
      <ul className="situation-key">
        {(['forwarded', 'refused'] as const).map((of) => (
          <li key={of}>
            <i className={`bar-${of}`} aria-hidden="true" />
            {`${t(`situation.${of}`)} ${traffic[of].toLocaleString('en-US')}`}
          </li>
        ))}
      </ul>
      {traffic.hours.length === 0 && <p className="situation-faint">{t('situation.noTraffic')}</p>}
      <ol className="situation-bars" aria-label={t('situation.traffic')}>
        {traffic.hours.map((one) => {
          const words = t('situation.hour', { time: shortTime(one.at), forwarded: one.forwarded, refused: one.refused });
          return (
            <li key={one.at} title={words}>
              <span className="hidden">{words}</span>
              <svg viewBox="-5 -100 10 100" preserveAspectRatio="none" aria-hidden="true">
                <Stack
                  parts={[
                    ['bar-refused', one.refused],
                    ['bar-forwarded', one.forwarded],
                  ]}
                  most={most}
                  up
                />
              </svg>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

export function Refusals({ reasons }: { readonly reasons: Trends['traffic']['reasons'] }) {
  const { t, named } = useWords();
  const shown = reasons.slice(0, MOST_REASONS);
  const most = Math.max(1, ...shown.map((one) => one.count));
  return (
    <section className="situation-card">
      <h2>{t('situation.refusals')}</h2>
      {shown.length === 0 && <p className="situation-faint">{t('situation.noRefusals')}</p>}
      <ul className="situation-rows">
        {shown.map((one) => (
          <li key={`${one.refusal} ${one.clause}`}>
            <span>{`${named('refusal', one.refusal)} ${one.clause ?? ''}`}</span>
            <b>{one.count.toLocaleString('en-US')}</b>
            <span className="situation-line" aria-hidden="true">
              <i className="bar-refused" style={{ width: `${(one.count / most) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ClockCounts({ clocks }: { readonly clocks: Trends['clocks'] }) {
  const { t, named } = useWords();
  return (
    <section className="situation-card">
      <h2>{t('situation.clocks')}</h2>
      <ul className="situation-figures">
        {(['overdue', 'dueSoon', 'running'] as const).map((of) => (
          <li key={of} className={clocks[of] > 0 ? `clock-${of}` : undefined}>
            <b>{clocks[of].toLocaleString('en-US')}</b>
            <span>{t(`situation.${of}`)}</span>
          </li>
        ))}
      </ul>
      <ul className="situation-rows">
        {clocks.kinds.slice(0, MOST_REASONS).map((one) => (
          <li key={`${one.kind} ${one.clause}`}>
            <span>{`${named('clockkind', one.kind)} ${one.clause} · ${t('situation.oldest', { time: dateOf(one.oldest) })}`}</span>
            <b>{one.overdue.toLocaleString('en-US')}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How long something took or lies back, in the largest unit that gives a number of one or more. */
export function useSpan(): (ms: number) => string {
  const { t } = useWords();
  return (ms) => {
    const seconds = Math.max(0, ms / 1000);
    if (seconds < 60) return t('situation.seconds', { count: seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds) });
    if (seconds < 5400) return t('situation.minutes', { count: Math.round(seconds / 60) });
    return t('situation.hours', { count: Math.round(seconds / 3600) });
  };
}

export function GatewayAges({ head, gateways }: Pick<Trends, 'head' | 'gateways'>) {
  const { t } = useWords();
  const span = useSpan();
  return (
    <section className="situation-card">
      <h2>{t('situation.gateways')}</h2>
      {gateways.length === 0 && <p className="situation-faint">{t('situation.noGateways')}</p>}
      <ul className="situation-rows">
        {gateways.map((one) => {
          const silence = one.seenAt === null ? null : serverNow() - Date.parse(one.seenAt);
          const behind = head - (one.revision ?? 0);
          const seen =
            silence === null
              ? t('situation.neverSeen')
              : t(isSilent(one.seenAt, serverNow()) ? 'situation.silent' : 'situation.lastSeen', { time: span(silence) });
          return (
            <li key={one.code} className={isSilent(one.seenAt, serverNow()) || behind > 0 ? 'situation-late' : undefined}>
              <span>{one.name}</span>
              <span>{`${behind > 0 ? t('situation.behind', { count: behind }) : t('situation.current')} · ${seen}`}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
