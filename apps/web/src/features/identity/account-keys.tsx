import { ROUTES } from '@anjie/contract';
import { Flex } from 'antd';
import { useState } from 'react';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { ChoiceField, CountField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Nothing } from '../../parts/page.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { AccountDetail } from './account.ts';
import { ScopesField } from './scopes-field.tsx';

interface Key {
  readonly id: string;
  readonly algorithm: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly state: 'waiting' | 'active' | 'expired' | 'revoked';
}

/** Keys of a program: registered by the administrator, activated by the security officer; two overlap while they are rotated. */
export function AccountKeys({ account, person }: { readonly account: AccountDetail; readonly person: Person }) {
  const { t, named } = useWords();
  const reading = useRead<{ keys: readonly Key[] }>(`/accounts/${account.login}/keys`);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <section aria-label={t('keys.title')} className="column">
      <h2 className="section-title">{t('keys.title')}</h2>
      <span className="faint">{t('keys.what')}</span>
      {secret !== null && <ShownOnce title={t('keys.once')} secret={secret} use={t('keys.use')} kept={() => setSecret(null)} />}
      {account.state === 'active' && may(person, 'postAccountsLoginKeys') && <RegisterKey account={account} />}
      <Loaded of={reading}>
        {({ keys }) =>
          keys.length === 0 ? (
            <Nothing what={t('keys.none')} />
          ) : (
            <ul className="lines">
              {keys.map((key) => (
                <li key={key.id}>
                  <span>
                    <b>{named('key.state', key.state)}</b> {key.algorithm}{' '}
                    <span className="faint">
                      {t('keys.until', { from: shortTime(key.createdAt), until: shortTime(key.expiresAt) })}
                      {key.lastUsedAt === null ? t('security.neverUsed') : t('security.usedAt', { time: shortTime(key.lastUsedAt) })}
                    </span>
                    <ul className="plain-list faint" aria-label={t('keys.scopes')}>
                      {key.scopes.map((scope) => (
                        <li key={scope}>
                          <code>{scope}</code>
                        </li>
                      ))}
                    </ul>
                  </span>
                  <KeyActs keyOf={key} person={person} told={setSecret} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function KeyActs({
  keyOf,
  person,
  told,
}: {
  readonly keyOf: Key;
  readonly person: Person;
  readonly told: (secret: string | null) => void;
}) {
  const { t } = useWords();
  if (keyOf.state !== 'waiting' && keyOf.state !== 'active') return null;
  return (
    <Flex gap={8}>
      {keyOf.state === 'waiting' && may(person, 'postServiceKeysIdApproval') && (
        <Fill
          primary
          label={t('keys.approve')}
          consequence={<span>{t(keyOf.algorithm === 'SM2' ? 'keys.approveSm2' : 'keys.approveWhat')}</span>}
          act={() => ({ path: `/service-keys/${keyOf.id}/approval` })}
          done={(answer) => told((answer as { secret: string | null }).secret)}
        >
          {null}
        </Fill>
      )}
      {may(person, 'postServiceKeysIdRevocation') && (
        <Ask
          danger
          label={t('keys.revoke')}
          consequence={<span>{t('keys.revokeWhat')}</span>}
          act={() => ({ path: `/service-keys/${keyOf.id}/revocation` })}
        />
      )}
    </Flex>
  );
}

function RegisterKey({ account }: { readonly account: AccountDetail }) {
  const { t } = useWords();
  const role = account.level === 'party' ? account.role : `${account.role}:${account.level}`;
  const callable = Object.values(ROUTES)
    .filter(({ access }) => Array.isArray(access) && (access as readonly string[]).includes(role))
    .map(({ method, path }) => `${method} ${path}`);
  return (
    <div>
      <Fill<{ algorithm: string; publicKey?: string; scopes: string[]; days: number }>
        wide
        label={t('keys.register')}
        initial={{ algorithm: 'HMAC-SM3', days: 365 }}
        consequence={<span>{t('keys.registerWhat')}</span>}
        act={(body) => ({ path: `/accounts/${account.login}/keys`, body })}
      >
        {({ algorithm }) => (
          <>
            <ChoiceField
              name="algorithm"
              label={t('keys.algorithm')}
              options={['HMAC-SM3', 'SM2'].map((value) => ({ value, label: value }))}
            />
            {algorithm === 'SM2' && (
              <TextField name="publicKey" label={t('keys.publicKey')} max={1000} rows={5} hint={t('keys.publicKeyHint')} />
            )}
            <ScopesField name="scopes" label={t('keys.scopes')} options={callable} hint={t('keys.scopesHint')} />
            <CountField name="days" label={t('keys.days')} max={400} />
          </>
        )}
      </Fill>
    </div>
  );
}
