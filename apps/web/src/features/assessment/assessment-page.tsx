import { Alert, Card, Flex, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { type Assessment, trendOf, VERDICTS } from './assessment.ts';
import { ItemCard } from './item-card.tsx';

const EVERY = 2_000;
const SHOWN = ['open', 'worse', ...VERDICTS] as const;

/** One self-assessment: each item with its clause, what was measured, what moved, and what a person must still look at. */
export default function AssessmentPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const { id = '' } = useParams();
  const [at, set] = useUrlState();
  const shown = at('show');
  const [running, setRunning] = useState(false);
  const reading = useRead<Assessment>(`/assessments/${id}`, running ? { every: EVERY } : {});
  const state = reading.data?.state;
  useEffect(() => setRunning(state === 'waiting' || state === 'running'), [state]);
  return (
    <Page
      title={t('assess.title')}
      state={reading.data && <span className="faint">{shortTime(reading.data.measuredAt ?? reading.data.requestedAt)}</span>}
    >
      <Loaded of={reading} rows={12}>
        {({ stage, fault, counts, items }) => {
          const trends = items.map(trendOf);
          const kept = items.filter((item) => {
            if (shown === '') return true;
            if (shown === 'open') return item.person !== null && item.remark?.stands !== true && item.earlier?.stands !== true;
            return shown === 'worse' ? trendOf(item) === 'worse' : item.verdict === shown;
          });
          return (
            <>
              {state === 'failed' && <Alert type="error" showIcon title={t('assess.failed')} description={fault} />}
              {(state === 'waiting' || state === 'running') && (
                <Alert
                  type="info"
                  showIcon
                  role="status"
                  title={stage === null ? named('assess.state', state) : named('assess.stage', stage)}
                />
              )}
              {counts !== null && (
                <Card size="small">
                  <Flex gap={24} wrap>
                    {VERDICTS.map((verdict) => (
                      <span key={verdict}>
                        {named('assess.verdict', verdict)} <b>{counts[verdict]}</b>
                      </span>
                    ))}
                    {trends.some((trend) => trend !== null) && (
                      <span className="faint">
                        {t('assess.moved', {
                          better: trends.filter((trend) => trend === 'better').length,
                          worse: trends.filter((trend) => trend === 'worse').length,
                        })}
                      </span>
                    )}
                  </Flex>
                </Card>
              )}
              <search className="filters" aria-label={t('common.filter')}>
                <Select
                  aria-label={t('assess.show')}
                  value={shown}
                  style={{ width: 240 }}
                  options={[
                    { value: '', label: t('assess.all', { count: items.length }) },
                    ...SHOWN.map((value) => ({
                      value,
                      label: named(value === 'open' || value === 'worse' ? 'assess.only' : 'assess.verdict', value),
                    })),
                  ]}
                  onChange={(value) => set('show', value)}
                />
              </search>
              {state === 'done' && kept.length === 0 && <Nothing what={t('assess.noItem')} />}
              {kept.map((item) => (
                <ItemCard key={item.item} assessment={id} item={item} person={person} />
              ))}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
