import { Button, Drawer, Select } from 'antd';
import { query } from '../../api/client.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { type Alert, SEVERITIES } from './alert.ts';
import { AlertView } from './alert-view.tsx';
import { SeverityTag } from './severity-tag.tsx';

const STATES = ['standing', 'open', 'acknowledged', 'closed'] as const;

/** 告警: signals of intrusion and of broken integrity, each a fact that a person takes up and closes with a finding (NX-附3.2-4). */
export default function AlertsPage({ person }: { readonly person: Person }) {
  const { t, named, said } = useWords();
  const [at, set] = useUrlState();
  const [severity, chosen] = [at('severity'), at('alert')];
  const state = at('state') || 'standing';
  const pages = usePages<{ alerts: readonly Alert[]; next: string | null; standing: number }>(
    (before) => `/alerts${query({ state: state === 'all' ? '' : state, severity, before, limit: 50 })}`,
  );
  const standing = pages.data?.pages[0]?.standing;
  return (
    <Page
      title={t('alerts.title')}
      state={standing !== undefined && <span className="faint">{t('alerts.standing', { count: standing })}</span>}
    >
      <search className="filters" aria-label={t('common.filter')}>
        <Select
          aria-label={t('common.state')}
          value={state}
          style={{ width: 180 }}
          options={[...STATES, 'all'].map((value) => ({ value, label: named('alert.state', value) }))}
          onChange={(value) => set('state', value === 'standing' ? '' : value)}
        />
        <Select
          aria-label={t('alerts.severity')}
          allowClear
          placeholder={t('alerts.severity')}
          value={severity === '' ? undefined : severity}
          style={{ width: 160 }}
          options={SEVERITIES.map((value) => ({ value, label: named('alert.severity', value) }))}
          onChange={(value) => set('severity', value ?? '')}
        />
      </search>
      <PagedTable<Alert>
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.alerts) ?? []}
        rowKey="id"
        width={960}
        label={t('alerts.caption')}
        empty={t('alerts.none')}
        emptyWhy={t('alerts.noneWhy')}
        columns={[
          { title: t('alerts.severity'), width: 90, render: (_, one) => <SeverityTag severity={one.severity} /> },
          {
            title: t('alerts.what'),
            render: (_, one) => (
              <Button type="link" className="inline-button" onClick={() => set('alert', one.id)}>
                {said(one.title)}
              </Button>
            ),
          },
          { title: t('alerts.subject'), render: (_, one) => `${named('alert.subject', one.subject.kind)} ${one.subject.name ?? ''}` },
          { title: t('alerts.count'), dataIndex: 'count', width: 80 },
          { title: t('alerts.lastSeen'), width: 150, render: (_, one) => shortTime(one.lastSeen) },
          { title: t('common.state'), width: 100, render: (_, one) => named('alert.state', one.state) },
        ]}
      />
      <Drawer open={chosen !== ''} size={640} title={t('alerts.one')} onClose={() => set('alert', '')} destroyOnHidden>
        {chosen !== '' && <AlertView id={chosen} person={person} />}
      </Drawer>
    </Page>
  );
}
