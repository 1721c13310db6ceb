import { Alert, Select } from 'antd';
import { query } from '../../api/client.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { usePages } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { Page } from '../../parts/page.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { shortTime } from '../../parts/time.ts';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';

interface Mail {
  readonly id: string;
  readonly login: string;
  readonly event: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly nextAt: string;
  readonly lastError: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly version: number;
}

interface Mails {
  readonly mails: readonly Mail[];
  readonly next: string | null;
  readonly configured: boolean;
  readonly standing: { readonly waiting: number; readonly dead: number; readonly unclear: number; readonly oldestDue: string | null };
}

const STATES = ['waiting', 'sent', 'dead', 'unclear'] as const;

/** 外发邮件: what went out, what waits, and what stopped and can be sent again. */
export default function MailsPage({ person }: { readonly person: Person }) {
  const { t, named } = useWords();
  const [at, set] = useUrlState();
  const state = at('state');
  const pages = usePages<Mails>((after) => `/outgoing-mails${query({ state, after, limit: 50 })}`);
  const first = pages.data?.pages[0];
  return (
    <Page title={t('mails.title')}>
      {first !== undefined && !first.configured && <Alert type="info" showIcon title={t('mails.off')} description={t('mails.offMend')} />}
      {first !== undefined && (
        <p>
          {t('mails.standing', { waiting: first.standing.waiting, dead: first.standing.dead, unclear: first.standing.unclear })}{' '}
          {first.standing.oldestDue !== null && (
            <span className="faint">{t('mails.oldest', { time: shortTime(first.standing.oldestDue) })}</span>
          )}
        </p>
      )}
      <search className="filters" aria-label={t('common.filter')}>
        <Select
          aria-label={t('common.state')}
          allowClear
          placeholder={t('common.state')}
          value={state === '' ? undefined : state}
          style={{ width: 200 }}
          options={STATES.map((value) => ({ value, label: named('mail.state', value) }))}
          onChange={(value) => set('state', value ?? '')}
        />
      </search>
      <PagedTable<Mail>
        pages={pages}
        rows={pages.data?.pages.flatMap((page) => page.mails) ?? []}
        rowKey="id"
        width={980}
        label={t('mails.caption')}
        empty={t('mails.none')}
        columns={[
          { title: t('mails.createdAt'), width: 150, render: (_, one) => shortTime(one.createdAt) },
          { title: t('login.account'), dataIndex: 'login' },
          { title: t('mails.event'), render: (_, one) => (one.event === null ? t('mails.digest') : named('event', one.event)) },
          { title: t('common.state'), width: 110, render: (_, one) => named('mail.state', one.state) },
          { title: t('mails.attempts'), dataIndex: 'attempts', width: 90 },
          { title: t('mails.lastError'), render: (_, one) => <span className="value">{one.lastError ?? ''}</span> },
          {
            title: t('common.act'),
            width: 110,
            render: (_, one) =>
              (one.state === 'dead' || one.state === 'unclear') &&
              may(person, 'postOutgoingMailsIdRetry') && (
                <Ask
                  label={t('mails.retry')}
                  consequence={<span>{t(one.state === 'unclear' ? 'mails.retryUnclear' : 'mails.retryWhat')}</span>}
                  act={() => ({ path: `/outgoing-mails/${one.id}/retry`, version: one.version })}
                />
              ),
          },
        ]}
      />
    </Page>
  );
}
