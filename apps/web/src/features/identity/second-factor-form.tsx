import { Alert, Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { beginSession, type Session } from '../../api/session.ts';
import { useWords } from '../../words/language.tsx';
import { passkeysHere, showPasskey } from './credentials.ts';
import { SecretField } from './secret-field.tsx';
import { SignOutside } from './sign-outside.tsx';
import { StepProblem, useStep } from './use-step.tsx';

/** The second factor of a login: a passkey, the authenticator's six digits, or a recovery code. */
export function SecondFactorForm({ session }: { readonly session: Session }) {
  const { t } = useWords();
  const factors = session.factors ?? [];
  const [recovering, setRecovering] = useState(!factors.some((factor) => factor === 'totp' || factor === 'passkey' || factor === 'sm2'));
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState<{ challengeId: string; text: string } | null>(null);
  const { busy, error, run } = useStep();
  const prove = (body: unknown) => call<Session>('POST', '/sessions/factor', { body }).then(beginSession);
  const kind = recovering ? 'recovery-code' : 'totp';
  const passkey = () =>
    run(async () => {
      const { challengeId, options } = await call<{ challengeId: string; options: unknown }>('POST', '/sessions/challenge', {
        body: { kind: 'passkey' },
      });
      await prove({ kind: 'passkey', challengeId, response: await showPasskey(options) });
    });
  const clientKey = () => run(async () => setAsked(await call('POST', '/sessions/challenge', { body: { kind: 'sm2' } })));
  return (
    <div className="column">
      {factors.includes('passkey') &&
        (passkeysHere() ? (
          <Button type="primary" loading={busy} onClick={() => void passkey()}>
            {t('factor.usePasskey')}
          </Button>
        ) : (
          <Alert type="info" showIcon title={t('factor.noPasskeyHere')} />
        ))}
      {factors.includes('sm2') && asked === null && (
        <Button loading={busy} onClick={() => void clientKey()}>
          {t('sm2.use')}
        </Button>
      )}
      {asked !== null && (
        <SignOutside
          text={asked.text}
          enrolling={false}
          busy={busy}
          act={t('factor.prove')}
          signed={(signature) => {
            // A challenge serves once: whatever comes of this, the next try asks for another.
            const { challengeId } = asked;
            void run(async () => {
              setAsked(null);
              await prove({ kind: 'sm2', challengeId, signature });
            });
          }}
        />
      )}
      {asked === null && (recovering || factors.includes('totp')) && (
        <form
          className="column"
          onSubmit={(event) => {
            event.preventDefault();
            void run(() => prove({ kind, code: code.trim() }));
          }}
        >
          <SecretField
            code
            label={t(recovering ? 'factor.recoveryCode' : 'factor.code')}
            hint={t(recovering ? 'factor.recoveryHint' : 'factor.codeHint')}
            value={code}
            change={setCode}
          />
          <Button type={factors.includes('passkey') ? 'default' : 'primary'} htmlType="submit" loading={busy} disabled={code.trim() === ''}>
            {t('factor.prove')}
          </Button>
        </form>
      )}
      <StepProblem error={error} />
      {factors.includes('recovery-code') && !recovering && (
        <Button type="link" onClick={() => setRecovering(true)}>
          {t('factor.lost')}
        </Button>
      )}
    </div>
  );
}
