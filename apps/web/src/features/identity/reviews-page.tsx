import { Button, Card, Flex, Table } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { dateOf, shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';

interface Review {
  readonly id: string;
  readonly period: string;
  readonly dueAt: string;
  readonly closedAt: string | null;
  readonly overdue: boolean;
  readonly accounts: number;
  readonly decided: number;
}

interface Item {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly lastLoginAt: string | null;
  readonly decision: 'keep' | 'withdraw' | null;
  readonly reason: string | null;
}

/** 权限复核: each quarter every account is asked for anew (NX-附3.2-2c). */
export default function ReviewsPage({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const [at, set] = useUrlState();
  const pages = usePages<{ reviews: readonly Review[]; next: string | null }>((before) =>
    before === null ? '/access-reviews' : `/access-reviews?before=${before}`,
  );
  const reviews = pages.data?.pages.flatMap((page) => page.reviews) ?? [];
  const chosen = reviews.find((one) => one.id === at('review')) ?? reviews[0];
  return (
    <Page title={t('reviews.title')}>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <div className="table-card">
        <Table
          size="small"
          rowKey="id"
          loading={pages.isPending}
          pagination={false}
          dataSource={reviews}
          aria-label={t('reviews.title')}
          locale={{
            emptyText:
              pages.data === undefined ? (
                t(pages.error === null ? 'page.loading' : 'page.notRead')
              ) : (
                <Nothing what={t('reviews.none')} mend={t('reviews.noneWhy')} />
              ),
          }}
          columns={[
            {
              title: t('reviews.period'),
              render: (_, one) => (
                <Button type="link" className="inline-button" onClick={() => set('review', one.id)}>
                  {one.period}
                </Button>
              ),
            },
            { title: t('reviews.decided'), render: (_, one) => `${one.decided} / ${one.accounts}` },
            {
              title: t('reviews.due'),
              render: (_, one) => (
                <>
                  {dateOf(one.dueAt)} {one.overdue && <b className="owed">{t('reviews.overdue')}</b>}
                </>
              ),
            },
            { title: t('reviews.closed'), render: (_, one) => (one.closedAt === null ? '' : shortTime(one.closedAt)) },
          ]}
        />
      </div>
      {chosen !== undefined && <Items review={chosen} person={person} />}
    </Page>
  );
}

function Items({ review, person }: { readonly review: Review; readonly person: Person }) {
  const { t, named } = useWords();
  const pages = usePages<{ items: readonly Item[]; next: string | null }>(
    (after) => `/access-reviews/${review.id}${after === null ? '' : `?after=${after}`}`,
  );
  const decides = may(person, 'postAccessReviewItemsIdDecision') && review.closedAt === null;
  return (
    <Card title={t('reviews.of', { period: review.period })}>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <Table
        size="small"
        rowKey="id"
        loading={pages.isPending}
        pagination={false}
        dataSource={pages.data?.pages.flatMap((page) => page.items) ?? []}
        scroll={{ x: 760 }}
        aria-label={t('reviews.of', { period: review.period })}
        columns={[
          { title: t('login.account'), dataIndex: 'login' },
          { title: t('common.name'), dataIndex: 'name' },
          { title: t('accounts.role'), render: (_, one) => named('role', one.role) },
          { title: t('accounts.lastLogin'), render: (_, one) => (one.lastLoginAt === null ? '' : shortTime(one.lastLoginAt)) },
          {
            title: t('reviews.decision'),
            render: (_, one) =>
              one.decision === null ? (
                decides && (
                  <Flex gap={8}>
                    <Ask
                      label={t('reviews.keep')}
                      act={() => ({ path: `/access-review-items/${one.id}/decision`, body: { decision: 'keep' } })}
                    />
                    <Ask
                      danger
                      label={t('reviews.withdraw')}
                      text={t('common.reason')}
                      consequence={<span>{t('reviews.withdrawWhat')}</span>}
                      act={(reason) => ({ path: `/access-review-items/${one.id}/decision`, body: { decision: 'withdraw', reason } })}
                    />
                  </Flex>
                )
              ) : (
                <span>{`${t(one.decision === 'keep' ? 'reviews.keep' : 'reviews.withdraw')} ${one.reason ?? ''}`}</span>
              ),
          },
        ]}
      />
      {pages.hasNextPage && (
        <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('page.more')}
        </Button>
      )}
    </Card>
  );
}
