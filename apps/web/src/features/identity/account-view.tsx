import { Alert, Descriptions, Flex } from 'antd';
import { useState } from 'react';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { ChoiceField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { AccountDetail } from './account.ts';
import { AccountKeys } from './account-keys.tsx';

interface OneTimeCode {
  readonly code: string;
  readonly expiresAt: string;
}

/** One account: what it may do, since when, by which factors; and what the reader's own duty lets them do about it. */
export function AccountView({ login, person }: { readonly login: string; readonly person: Person }) {
  const { t, named } = useWords();
  const reading = useRead<AccountDetail>(`/accounts/${login}`);
  const [code, setCode] = useState<OneTimeCode | null>(null);
  return (
    <Loaded of={reading}>
      {(account) => (
        <div className="column">
          <Descriptions
            size="small"
            column={1}
            items={[
              { key: 'name', label: t('common.name'), children: account.name },
              { key: 'role', label: t('accounts.role'), children: named('role', account.role) },
              { key: 'state', label: t('common.state'), children: named('account.state', account.state) },
              ...(account.disabledReason === null
                ? []
                : [{ key: 'why', label: t('common.reason'), children: named('account.disabled', account.disabledReason) }]),
              { key: 'created', label: t('accounts.createdAt'), children: shortTime(account.createdAt) },
              {
                key: 'factors',
                label: t('security.factors'),
                children: account.factors.map((one) => named('factor.kind', one.kind)).join('、') || t('common.none'),
              },
            ]}
          />
          <AccountActs account={account} person={person} />
          {account.kind === 'service' && may(person, 'getAccountsLoginKeys') && <AccountKeys account={account} person={person} />}
          <section aria-label={t('accounts.dutiesHeld')}>
            <h2 className="section-title">{t('accounts.dutiesHeld')}</h2>
            <ul className="plain-list">
              {account.duties.map((duty) => (
                <li key={duty.from}>
                  {named('role', duty.role)}{' '}
                  <span className="faint">{`${shortTime(duty.from)} — ${duty.to === null ? '' : shortTime(duty.to)}`}</span>
                </li>
              ))}
            </ul>
          </section>
          {code !== null && (
            <Alert
              type="warning"
              showIcon
              title={t('accounts.codeOnce', { time: shortTime(code.expiresAt) })}
              description={<code className="value">{code.code}</code>}
            />
          )}
          {account.recoveries.length > 0 && (
            <section aria-label={t('accounts.recoveries')}>
              <h2 className="section-title">{t('accounts.recoveries')}</h2>
              <ul className="lines">
                {account.recoveries.map((one) => (
                  <li key={one.id}>
                    <span>
                      {named('recovery.state', one.state)} <span className="faint">{shortTime(one.requestedAt)}</span> {one.reason ?? ''}
                    </span>
                    {one.state === 'waiting' && may(person, 'postAccountRecoveriesIdApproval') && (
                      <Fill
                        primary
                        label={t('accounts.approveRecovery')}
                        consequence={<span>{t('accounts.approveRecoveryWhat')}</span>}
                        act={() => ({ path: `/account-recoveries/${one.id}/approval` })}
                        done={(answer) => setCode(answer as OneTimeCode)}
                      >
                        {null}
                      </Fill>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </Loaded>
  );
}

function AccountActs({ account, person }: { readonly account: AccountDetail; readonly person: Person }) {
  const { t, named } = useWords();
  const at = `/accounts/${account.login}`;
  return (
    <Flex gap={8} wrap>
      {account.state === 'waiting' && may(person, 'postAccountsLoginActivation') && (
        <Ask
          primary
          label={t('accounts.activate')}
          consequence={<span>{t('accounts.activateWhat', { role: named('role', account.role) })}</span>}
          act={() => ({ path: `${at}/activation` })}
        />
      )}
      {account.state === 'disabled' && may(person, 'postAccountsLoginReinstatement') && (
        <Ask
          label={t('accounts.reinstate')}
          consequence={<span>{t('accounts.reinstateWhat')}</span>}
          act={() => ({ path: `${at}/reinstatement`, body: {} })}
        />
      )}
      {account.state === 'active' && may(person, 'postAccountsLoginRecovery') && (
        <Ask
          label={t('accounts.recover')}
          text={t('common.reason')}
          consequence={<span>{t('accounts.recoverWhat')}</span>}
          act={(reason) => ({ path: `${at}/recovery`, body: { reason } })}
        />
      )}
      {account.state === 'active' && may(person, 'postAccountsLoginSessionsEnd') && (
        <Ask
          label={t('accounts.endSessions')}
          consequence={<span>{t('accounts.endSessionsWhat')}</span>}
          act={() => ({ path: `${at}/sessions/end` })}
        />
      )}
      {account.state === 'active' && may(person, 'postAccountsLoginDisabling') && (
        <Fill<{ reason: string }>
          danger
          label={t('accounts.disable')}
          consequence={<span>{t('accounts.disableWhat')}</span>}
          act={(body) => ({ path: `${at}/disabling`, body })}
        >
          <ChoiceField
            name="reason"
            label={t('common.reason')}
            options={['left', 'security'].map((value) => ({ value, label: named('account.disabled', value) }))}
          />
        </Fill>
      )}
    </Flex>
  );
}
