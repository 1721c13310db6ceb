import { Button, Segmented, Table } from 'antd';
import { Link } from 'react-router';
import { query } from '../../api/client.ts';
import { useInstitutionWords } from '../../api/institution-names.ts';
import { usePages } from '../../api/use-api.ts';
import type { ApplicationSummary } from '../../api/views.ts';
import { DueMark } from '../../parts/due-mark.tsx';
import { InstitutionName } from '../../parts/institution-name.tsx';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { type Text, useWords } from '../../words/language.tsx';

interface Listed extends ApplicationSummary {
  readonly dueAt: string | null;
  readonly acts: readonly { readonly name: string; readonly title: Text }[];
}

/** 接入申报: those under way, those that wait for me, those that ended. */
export default function ApplicationsPage() {
  const { t, named, said } = useWords();
  const [at, set] = useUrlState();
  const institution = at('institution');
  const shownState = at('mine') === 'yes' ? 'mine' : at('open') || 'true';
  const open = shownState === 'mine' ? 'true' : shownState === 'all' ? '' : shownState;
  const pages = usePages<{ applications: readonly Listed[]; next: string | null }>(
    (after) => `/applications${query({ institution, open, after, limit: 100 })}`,
  );
  const rows = (pages.data?.pages.flatMap((page) => page.applications) ?? []).filter((one) => shownState !== 'mine' || one.acts.length > 0);
  const choose = (value: string) => {
    set('mine', value === 'mine' ? 'yes' : '');
    set('open', value === 'mine' || value === 'true' ? '' : value);
  };
  const institutionWords = useInstitutionWords(institution);
  return (
    <Page title={t('applications.title')}>
      <search className="filters" aria-label={t('common.filter')}>
        <Segmented
          aria-label={t('common.state')}
          value={shownState}
          onChange={choose}
          options={[
            { value: 'mine', label: t('workbench.mine') },
            { value: 'true', label: t('applications.open') },
            { value: 'false', label: t('applications.closed') },
            { value: 'all', label: t('common.all') },
          ]}
        />
        {institution !== '' && (
          <Button type="dashed" onClick={() => set('institution', '')}>
            {`${t('common.institution')}：${institutionWords} ×`}
          </Button>
        )}
      </search>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <div className="table-card">
        <Table
          size="small"
          rowKey="number"
          loading={pages.isPending}
          pagination={false}
          dataSource={rows}
          scroll={{ x: 900 }}
          aria-label={t('applications.caption')}
          locale={{
            emptyText:
              pages.data === undefined ? (
                t(pages.error === null ? 'page.loading' : 'page.notRead')
              ) : (
                <Nothing what={t('applications.empty')} />
              ),
          }}
          columns={[
            { title: t('common.number'), render: (_, one) => <Link to={`/applications/${one.number}`}>{one.number}</Link> },
            { title: t('common.institution'), render: (_, one) => <InstitutionName code={one.institution} /> },
            { title: t('applications.kind'), render: (_, one) => named('application.kind', one.kind) },
            { title: t('common.state'), render: (_, one) => named('appstate', one.state) },
            { title: t('application.mySteps'), render: (_, one) => one.acts.map((act) => said(act.title)).join('、') || t('common.none') },
            { title: t('application.clocks'), render: (_, one) => <DueMark dueAt={one.dueAt} /> },
            { title: t('applications.createdAt'), render: (_, one) => shortTime(one.createdAt) },
          ]}
        />
        {pages.hasNextPage && (
          <div className="table-foot">
            <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('page.more')}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}
