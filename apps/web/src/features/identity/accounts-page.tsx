import { Button, Card, Drawer, Select, Table } from 'antd';
import { query } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Nothing, Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { type Account, PARTY_ROLES, STAFF_ROLES } from './account.ts';
import { AccountView } from './account-view.tsx';
import { CreateAccount } from './create-account.tsx';

const STATES = ['waiting', 'active', 'disabled'] as const;
const DUTIES = ['system-administrator', 'security-officer', 'auditor'] as const;

/** 账号: created by one officer, activated by the other, watched by the third (NX-附3.2-2b). */
export default function AccountsPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const [state, role, chosen] = [at('state'), at('role'), at('login')];
  const pages = usePages<{ accounts: readonly Account[]; next: string | null }>(
    (after) => `/accounts${query({ state, role, after, limit: 50 })}`,
  );
  const rows = pages.data?.pages.flatMap((page) => page.accounts) ?? [];
  return (
    <Page title={t('accounts.title')} actions={may(person, 'postAccounts') && <CreateAccount />}>
      <Card size="small" title={t('accounts.duties')}>
        <ul className="plain-list">
          {DUTIES.map((duty) => (
            <li key={duty}>
              <b>{named('role', duty)}</b> {named('duty', duty)} {person.role === duty && <b className="owed">{t('accounts.you')}</b>}
            </li>
          ))}
        </ul>
      </Card>
      <search className="filters" aria-label={t('common.filter')}>
        <Select
          aria-label={t('common.state')}
          allowClear
          placeholder={t('common.state')}
          value={state === '' ? undefined : state}
          style={{ width: 160 }}
          options={STATES.map((value) => ({ value, label: named('account.state', value) }))}
          onChange={(value) => set('state', value ?? '')}
        />
        <Select
          aria-label={t('accounts.role')}
          allowClear
          placeholder={t('accounts.role')}
          value={role === '' ? undefined : role}
          style={{ width: 200 }}
          options={[...STAFF_ROLES, ...PARTY_ROLES].map((value) => ({ value, label: named('role', value) }))}
          onChange={(value) => set('role', value ?? '')}
        />
      </search>
      {pages.error !== null && <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />}
      <div className="table-card">
        <Table
          size="small"
          rowKey="login"
          loading={pages.isPending}
          pagination={false}
          dataSource={rows}
          scroll={{ x: 900 }}
          aria-label={t('accounts.caption')}
          locale={{
            emptyText:
              pages.data === undefined ? t(pages.error === null ? 'page.loading' : 'page.notRead') : <Nothing what={t('accounts.none')} />,
          }}
          columns={[
            {
              title: t('login.account'),
              render: (_, one) => (
                <Button type="link" className="inline-button" onClick={() => set('login', one.login)}>
                  {one.login}
                </Button>
              ),
            },
            { title: t('common.name'), dataIndex: 'name' },
            { title: t('accounts.role'), render: (_, one) => named('role', one.role) },
            { title: t('accounts.bureau'), render: (_, one) => one.bureau ?? '' },
            { title: t('common.state'), render: (_, one) => named('account.state', one.state) },
            { title: t('accounts.lastLogin'), render: (_, one) => (one.lastLoginAt === null ? '' : shortTime(one.lastLoginAt)) },
            { title: t('accounts.validUntil'), render: (_, one) => one.validUntil ?? '' },
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
      <Drawer open={chosen !== ''} size={520} title={chosen} onClose={() => set('login', '')} destroyOnHidden>
        {chosen !== '' && <AccountView login={chosen} person={person} />}
      </Drawer>
    </Page>
  );
}
