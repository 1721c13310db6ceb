import { Card, Segmented, Table } from 'antd';
import { useRead } from '../../api/use-api.ts';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Loaded } from '../../parts/page.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';

interface Traffic {
  readonly since: string;
  readonly forwarded: number;
  readonly refused: number;
  readonly hours: readonly { readonly at: string; readonly forwarded: number; readonly refused: number }[];
  readonly reasons: readonly { readonly refusal: string; readonly clause: string | null; readonly count: number }[];
  readonly institutions: readonly {
    readonly code: string;
    readonly forwarded: number;
    readonly refused: number;
    readonly reason: string | null;
  }[];
}

const SPANS = [1, 24, 168];
const EVERY = 15_000;
const PLAIN = { size: 'small', pagination: false, scroll: { x: 'max-content' } } as const;

/** What passed, and what was refused: by the hour, by reason with its clause, by institution. */
export function TrafficCards() {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const hours = SPANS.find((one) => String(one) === at('hours')) ?? 24;
  const reading = useRead<Traffic>(`/enforcement/traffic?hours=${hours}`, { every: EVERY });
  return (
    <>
      <div className="filters">
        <Segmented
          aria-label={t('traffic.span')}
          value={hours}
          onChange={(value) => set('hours', value === 24 ? '' : String(value))}
          options={SPANS.map((one) => ({
            value: one,
            label: one > 24 ? t('traffic.days', { count: one / 24 }) : t('traffic.hours', { count: one }),
          }))}
        />
      </div>
      <Loaded of={reading}>
        {(traffic) => (
          <>
            <Card title={t('traffic.title', { since: shortTime(traffic.since) })}>
              <p>
                {t('traffic.sum', {
                  forwarded: traffic.forwarded.toLocaleString('en-US'),
                  refused: traffic.refused.toLocaleString('en-US'),
                })}
              </p>
              <Hours hours={traffic.hours} />
            </Card>
            <div className="halves">
              <Card title={t('traffic.reasons')}>
                <Table
                  {...PLAIN}
                  rowKey={(one) => `${one.refusal} ${one.clause}`}
                  dataSource={[...traffic.reasons]}
                  aria-label={t('traffic.reasons')}
                  locale={{ emptyText: t('traffic.noRefusals') }}
                  columns={[
                    { title: t('common.reason'), render: (_, one) => named('refusal', one.refusal) },
                    { title: t('common.clause'), render: (_, one) => one.clause !== null && <ClauseLink clause={one.clause} /> },
                    { title: t('traffic.count'), dataIndex: 'count', align: 'right' },
                  ]}
                />
              </Card>
              <Card title={t('traffic.institutions')}>
                <Table
                  {...PLAIN}
                  rowKey="code"
                  dataSource={[...traffic.institutions]}
                  aria-label={t('traffic.institutions')}
                  locale={{ emptyText: t('traffic.nothing') }}
                  columns={[
                    { title: t('common.institution'), render: (_, one) => <InstitutionName code={one.code} /> },
                    { title: t('traffic.refused'), dataIndex: 'refused', align: 'right' },
                    { title: t('traffic.forwarded'), dataIndex: 'forwarded', align: 'right' },
                    { title: t('traffic.most'), render: (_, one) => (one.reason === null ? '' : named('refusal', one.reason)) },
                  ]}
                />
              </Card>
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

/** A bar for each hour, drawn without a library; the numbers stand in its title and in the table for who cannot see it. */
function Hours({ hours }: { readonly hours: Traffic['hours'] }) {
  const { t } = useWords();
  const most = Math.max(1, ...hours.map((one) => one.forwarded + one.refused));
  if (hours.length === 0) return <span className="faint">{t('traffic.nothing')}</span>;
  return (
    <ol className="hours" aria-label={t('traffic.byHour')}>
      {hours.map((one) => {
        const words = t('traffic.hour', { time: shortTime(one.at), forwarded: one.forwarded, refused: one.refused });
        return (
          <li key={one.at} title={words}>
            <span className="hidden">{words}</span>
            <svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">
              <rect
                className="hour-forwarded"
                x="0"
                width="10"
                y={100 - (100 * (one.forwarded + one.refused)) / most}
                height={(100 * one.forwarded) / most}
              />
              <rect className="hour-refused" x="0" width="10" y={100 - (100 * one.refused) / most} height={(100 * one.refused) / most} />
            </svg>
          </li>
        );
      })}
    </ol>
  );
}
