import { Table } from 'antd';
import { Link } from 'react-router';
import type { ApplicationSummary } from '../../api/views.ts';
import { DueMark } from '../../parts/due-mark.tsx';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Loaded, Nothing } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { type Text, useWords } from '../../words/language.tsx';

export interface AwaitingApplication extends ApplicationSummary {
  readonly dueAt: string | null;
  readonly acts: readonly { readonly name: string; readonly title: Text }[];
}

type Reading = Parameters<typeof Loaded<{ applications: AwaitingApplication[] }>>[0]['of'];

/** Applications that wait for the reader, the most pressing first. */
export function AwaitingList({ reading, mine }: { readonly reading: Reading; readonly mine: readonly AwaitingApplication[] | undefined }) {
  const { t, named, said } = useWords();
  const pressing = [...(mine ?? [])].sort((a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'));
  return (
    <Loaded of={reading}>
      {() =>
        pressing.length === 0 ? (
          <Nothing what={t('workbench.nothing')} />
        ) : (
          <Table
            size="small"
            rowKey="number"
            pagination={pressing.length > 20 ? { pageSize: 20 } : false}
            dataSource={pressing}
            scroll={{ x: 'max-content' }}
            columns={[
              { title: t('common.number'), render: (_, one) => <Link to={`/applications/${one.number}`}>{one.number}</Link> },
              { title: t('applications.kind'), render: (_, one) => named('application.kind', one.kind) },
              { title: t('common.institution'), render: (_, one) => <InstitutionName code={one.institution} /> },
              { title: t('common.state'), render: (_, one) => named('appstate', one.state) },
              { title: t('application.steps'), render: (_, one) => one.acts.map((act) => said(act.title)).join('、') },
              { title: t('application.clocks'), render: (_, one) => <DueMark dueAt={one.dueAt} /> },
              { title: t('applications.createdAt'), render: (_, one) => shortTime(one.createdAt) },
            ]}
          />
        )
      }
    </Loaded>
  );
}
