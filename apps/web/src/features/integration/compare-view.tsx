import { Card, Descriptions, Select, Table } from 'antd';
import { useRead } from '../../api/use-api.ts';
import { CaseState } from '../../parts/case-state.tsx';
import { Loaded, Nothing } from '../../parts/page.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import type { Comparison, Standing } from './joint-test.ts';

const TURNS = ['worse', 'better', 'other'];

/** 比较两轮: what got better, what got worse, and what the coverage gained and lost. */
export function CompareView({ path, standing }: { readonly path: string; readonly standing: Standing }) {
  const { t } = useWords();
  const [at, set] = useUrlState();
  const { runs } = standing;
  const newest = runs.at(-1)!.number;
  const [a, b] = [Number(at('a')) || Math.max(1, newest - 1), Number(at('b')) || newest];
  const reading = useRead<Comparison>(runs.length < 2 ? null : `${path}/comparison?a=${a}&b=${b}`);
  if (runs.length < 2)
    return (
      <Card>
        <Nothing what={t('compare.one')} mend={t('compare.oneWhy')} />
      </Card>
    );
  const options = runs.map((one) => ({ value: one.number, label: t('joint.runOf', { run: one.number }) }));
  return (
    <>
      <search className="filters" aria-label={t('compare.which')}>
        <Select aria-label={t('compare.from')} value={a} options={options} onChange={(run: number) => set('a', String(run))} />
        <span>{t('compare.with')}</span>
        <Select aria-label={t('compare.to')} value={b} options={options} onChange={(run: number) => set('b', String(run))} />
      </search>
      <Loaded of={reading} rows={6}>
        {(told) => <Told told={told} />}
      </Loaded>
    </>
  );
}

function Told({ told }: { readonly told: Comparison }) {
  const { t, named, said } = useWords();
  const rows = TURNS.flatMap((turn) => told.changed.filter((one) => one.turn === turn));
  const percent = (share: number) => `${Math.floor(share * 1000) / 10}%`;
  const demands = (list: readonly string[]) =>
    list
      .map((one) => {
        const [kind, code] = one.split(' ') as [string, string];
        return `${named('owed', kind)} ${code}`;
      })
      .join('、');
  const head = [
    { key: 'share', label: t('joint.coverage'), children: `${percent(told.a.share)} → ${percent(told.b.share)}` },
    {
      key: 'verdict',
      label: t('joint.state'),
      children: (
        <span className="joint-counts">
          <CaseState state={told.a.verdict} />
          <span>{'→'}</span>
          <CaseState state={told.b.verdict} />
        </span>
      ),
    },
    ...(told.gained.length === 0 ? [] : [{ key: 'gained', label: t('compare.gained'), children: demands(told.gained) }]),
    ...(told.lost.length === 0 ? [] : [{ key: 'lost', label: t('compare.lost'), children: demands(told.lost) }]),
  ];
  return (
    <>
      <Card>
        <Descriptions size="small" column={1} items={head} />
      </Card>
      <Card title={t('compare.changed', { count: rows.length })}>
        {rows.length === 0 ? (
          <Nothing what={t('compare.same')} />
        ) : (
          <Table
            size="small"
            pagination={false}
            rowKey="id"
            dataSource={rows}
            scroll={{ x: 'max-content' }}
            aria-label={t('compare.caption')}
            columns={[
              { title: t('compare.turn'), render: (_, one) => <b className={`turn-${one.turn}`}>{named('turn', one.turn)}</b> },
              {
                title: t('joint.case'),
                render: (_, one) => (
                  <>
                    {said(one)} <span className="faint">{one.id}</span>
                  </>
                ),
              },
              { title: t('joint.runOf', { run: told.a.run }), render: (_, one) => <StateOrNone state={one.a} /> },
              { title: t('joint.runOf', { run: told.b.run }), render: (_, one) => <StateOrNone state={one.b} /> },
              { title: t('joint.reason'), width: 360, render: (_, one) => <span className="value">{one.reason}</span> },
            ]}
          />
        )}
      </Card>
    </>
  );
}

function StateOrNone({ state }: { readonly state: string | null }) {
  const { t } = useWords();
  return state === null ? <span className="faint">{t('common.none')}</span> : <CaseState state={state} />;
}
