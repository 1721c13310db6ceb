import { Checkbox, Table } from 'antd';
import { useState } from 'react';
import { may } from '../../api/permission.ts';
import { serverNow } from '../../api/server-time.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import type { Gateway } from '../../api/views.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { isSilent } from '../../parts/silence.ts';
import { shortTime } from '../../parts/time.ts';
import { COLOURS } from '../../theme.ts';
import { useWords } from '../../words/language.tsx';
import { EpochReportsCard } from './epoch-reports-card.tsx';
import { useGatewayActs } from './gateway-acts.tsx';
import { retirementActs, Service } from './gateway-retirement.tsx';
import { TrafficCards } from './traffic-cards.tsx';

const EVERY = 5_000;

/** 网关: which revision each knows, how old that is, how far its clock is off. */
export default function GatewaysPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const acts = useGatewayActs(person);
  const retire = retirementActs(person);
  const [all, setAll] = useState(false);
  const reading = useRead<{ head: number; gateways: Gateway[] }>(`/enforcement/gateways${all ? '?retired=true' : ''}`, { every: EVERY });
  return (
    <Page
      title={t('gateways.title')}
      state={reading.data && <span className="faint">{t('gateways.head', { revision: reading.data.head })}</span>}
      actions={acts.enrol}
    >
      {acts.secret}
      <Checkbox checked={all} onChange={() => setAll(!all)}>
        {t('gateway.withRetired')}
      </Checkbox>
      <Loaded of={reading}>
        {({ head, gateways }) => (
          <div className="table-card">
            <Table
              size="small"
              rowKey="code"
              pagination={false}
              dataSource={gateways}
              scroll={{ x: 980 }}
              aria-label={t('gateways.caption')}
              locale={{ emptyText: <Nothing what={t('gateways.empty')} /> }}
              columns={[
                { title: t('gateways.code'), dataIndex: 'code' },
                { title: t('common.name'), dataIndex: 'name' },
                {
                  title: t('gateways.environments'),
                  render: (_, one) => one.environments.map((each) => named('environment', each)).join('、'),
                },
                { title: t('gateways.revision'), render: (_, one) => <Applied gateway={one} head={head} /> },
                { title: t('gateways.seen'), render: (_, one) => <Seen at={one.seenAt} now={serverNow(reading.dataUpdatedAt)} /> },
                {
                  title: t('gateways.skew'),
                  render: (_, one) => (one.skewMs === null ? t('common.none') : t('gateways.milliseconds', { count: one.skewMs })),
                },
                { title: t('gateway.service'), render: (_, one) => <Service retirement={one.retirement} /> },
                ...(acts.renew === null && retire === null
                  ? []
                  : [
                      {
                        title: t('common.act'),
                        width: 220,
                        render: (_: unknown, one: Gateway) => (
                          <div className="filters">
                            {one.retirement?.state !== 'retired' && acts.renew?.(one.code)}
                            {retire?.(one)}
                          </div>
                        ),
                      },
                    ]),
              ]}
            />
          </div>
        )}
      </Loaded>
      {may(person, 'getEnforcementEpochReports') && <EpochReportsCard person={person} />}
      {may(person, 'getEnforcementTraffic') && <TrafficCards />}
    </Page>
  );
}

function Applied({ gateway, head }: { readonly gateway: Gateway; readonly head: number }) {
  const { t } = useWords();
  if (gateway.revision === null) return <span style={{ color: COLOURS.red }}>{t('gateways.never')}</span>;
  const behind = head - gateway.revision;
  const words = behind <= 0 ? t('gateways.current') : t('gateways.behind', { count: behind });
  return <span style={behind > 0 ? { color: COLOURS.amber } : {}}>{`${gateway.revision} ${words}`}</span>;
}

function Seen({ at, now }: { readonly at: string | null; readonly now: number }) {
  const { t } = useWords();
  if (at === null) return t('gateways.never');
  const age = now - Date.parse(at);
  if (isSilent(at, now)) return <span style={{ color: COLOURS.red }}>{`${t('gateways.silent')} ${shortTime(at)}`}</span>;
  return t('gateways.ago', { seconds: Math.max(0, Math.round(age / 1000)) });
}
