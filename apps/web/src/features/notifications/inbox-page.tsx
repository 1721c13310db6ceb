import { Button, Segmented, Table } from 'antd';
import { Link } from 'react-router';
import { query } from '../../api/client.ts';
import { useAct, usePages } from '../../api/use-api.ts';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { type Notification, pageOf } from './notification.ts';
import { PreferenceCard } from './preference-card.tsx';

/** 通知: what waits on me, what is due, what was decided; the latest first. */
export default function InboxPage() {
  const { t, named, said } = useWords();
  const [at, set] = useUrlState();
  const shown = at('show') || 'all';
  const pages = usePages<{ notifications: Notification[]; next: string | null }>(
    (after) =>
      `/notifications${query({ unread: shown === 'unread' ? 'true' : '', waiting: shown === 'waiting' ? 'true' : '', after, limit: 50 })}`,
  );
  const rows = pages.data?.pages.flatMap((page) => page.notifications) ?? [];
  const act = useAct();
  const newest = rows[0];
  return (
    <Page
      title={t('inbox.title')}
      actions={
        newest !== undefined && (
          <Button loading={act.isPending} onClick={() => act.mutate({ path: '/notifications/reading', body: { until: newest.id } })}>
            {t('inbox.readAll')}
          </Button>
        )
      }
    >
      <search className="filters" aria-label={t('common.filter')}>
        <Segmented
          aria-label={t('common.state')}
          value={shown}
          onChange={(value) => set('show', value === 'all' ? '' : value)}
          options={['all', 'unread', 'waiting'].map((one) => ({ value: one, label: named('inboxshow', one) }))}
        />
      </search>
      {[pages.error, act.error].map((error) => error !== null && <ProblemNotice key={String(error)} error={error} />)}
      <div className="table-card">
        <Table
          size="small"
          rowKey="id"
          loading={pages.isPending}
          pagination={false}
          dataSource={rows}
          scroll={{ x: 'max-content' }}
          aria-label={t('inbox.title')}
          locale={{
            emptyText:
              pages.data === undefined ? t(pages.error === null ? 'page.loading' : 'page.notRead') : <Nothing what={t('inbox.empty')} />,
          }}
          columns={[
            { title: t('inbox.importance'), render: (_, one) => named('importance', one.importance) },
            {
              title: t('inbox.what'),
              render: (_, one) => (
                <div className="notice">
                  {one.readAt === null ? <b>{said(one.title)}</b> : said(one.title)}
                  <div className="faint">{said(one.text)}</div>
                </div>
              ),
            },
            { title: t('common.time'), render: (_, one) => shortTime(one.at) },
            {
              title: t('common.state'),
              render: (_, one) => (one.settledAt !== null ? t('inbox.settled') : t(one.readAt === null ? 'inbox.unread' : 'inbox.read')),
            },
            { title: t('common.act'), render: (_, one) => <Go notification={one} /> },
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
      <PreferenceCard />
    </Page>
  );
}

/** Going there is reading it. */
function Go({ notification }: { readonly notification: Notification }) {
  const { t } = useWords();
  const act = useAct();
  const to = pageOf(notification);
  const read = () => notification.readAt === null && act.mutate({ path: `/notifications/${notification.id}/reading` });
  if (to !== null)
    return (
      <Link to={to} onClick={read}>
        {t(notification.importance === 'waits' && notification.settledAt === null ? 'inbox.go' : 'inbox.look')}
      </Link>
    );
  return (
    notification.readAt === null && (
      <Button size="small" onClick={read}>
        {t('inbox.markRead')}
      </Button>
    )
  );
}
