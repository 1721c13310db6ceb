import { Alert, Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { beginSession, type Session } from '../../api/session.ts';
import { useWords } from '../../words/language.tsx';
import { createPasskey, passkeysHere } from './credentials.ts';
import { QrSymbol } from './qr-symbol.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SecretField } from './secret-field.tsx';
import { SignOutside } from './sign-outside.tsx';
import { StepProblem, useStep } from './use-step.tsx';

interface Enrolled {
  readonly recoveryCodes: readonly string[] | null;
  readonly login: Session | null;
}

interface EnrolProps {
  /** a session that waits for this has just given its password; a full one gives it again */
  readonly limited: boolean;
  readonly done?: () => void;
}

/** Enrolling an authenticator or a passkey. With the first one come the recovery codes, shown once (NX-附3.2-1d). */
export function EnrolFactor({ limited, done }: EnrolProps) {
  const { t } = useWords();
  const [password, setPassword] = useState('');
  const [seed, setSeed] = useState<{ id: string; secret: string; uri: string } | null>(null);
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState<{ challengeId: string; text: string } | null>(null);
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null);
  const { busy, error, run } = useStep();
  const own = limited ? {} : { password };

  const finish = (answer: Enrolled) => {
    setPassword('');
    setCode('');
    setSeed(null);
    setAsked(null);
    // The waiting session's page goes with it: its codes are read first. A full session goes on at once under its new token.
    if (answer.login !== null && !limited) beginSession(answer.login);
    if (answer.recoveryCodes === null) {
      if (answer.login !== null) beginSession(answer.login);
      done?.();
    } else setEnrolled(answer);
  };
  const begin = () => run(async () => setSeed(await call('POST', '/me/factors/totp', { body: { label: t('factor.totp'), ...own } })));
  const confirm = () =>
    run(async () => finish(await call<Enrolled>('POST', `/me/factors/${seed!.id}/confirmation`, { body: { code: code.trim() } })));
  const passkey = () =>
    run(async () => {
      const asked = await call<{ challengeId: string; options: unknown }>('POST', '/me/factors/challenge', {
        body: { kind: 'passkey', ...own },
      });
      const response = await createPasskey(asked.options);
      const body = { challengeId: asked.challengeId, label: t('factor.passkey'), response };
      finish(await call<Enrolled>('POST', '/me/factors/passkey', { body }));
    });

  const clientKey = () => run(async () => setAsked(await call('POST', '/me/factors/challenge', { body: { kind: 'sm2', ...own } })));
  const signed = (signature: string, publicKey: string) =>
    run(async () => {
      const challengeId = asked!.challengeId;
      setAsked(null);
      finish(await call<Enrolled>('POST', '/me/factors/sm2', { body: { challengeId, label: t('factor.kind.sm2'), publicKey, signature } }));
    });

  if (enrolled !== null && enrolled.recoveryCodes !== null)
    return (
      <RecoveryCodes
        codes={enrolled.recoveryCodes}
        kept={() => {
          if (limited && enrolled.login !== null) beginSession(enrolled.login);
          setEnrolled(null);
          done?.();
        }}
      />
    );
  if (seed !== null)
    return (
      <form
        className="column"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <span>{t('factor.scan')}</span>
        <QrSymbol text={seed.uri} label={t('factor.qr')} />
        <span className="faint">
          {t('factor.secret')} <code className="value">{seed.secret}</code>
        </span>
        <SecretField code label={t('factor.firstCode')} value={code} change={setCode} />
        <StepProblem error={error} />
        <Button type="primary" htmlType="submit" loading={busy} disabled={!/^\d{6}$/.test(code.trim())}>
          {t('factor.confirm')}
        </Button>
      </form>
    );
  if (asked !== null)
    return <SignOutside enrolling text={asked.text} busy={busy} act={t('factor.confirm')} signed={(...given) => void signed(...given)} />;
  const asks = !limited && password === '';
  return (
    <div className="column">
      {!limited && <SecretField label={t('password.current')} value={password} change={setPassword} />}
      <Button type={limited ? 'primary' : 'default'} loading={busy} disabled={asks} onClick={() => void begin()}>
        {t('factor.addTotp')}
      </Button>
      {passkeysHere() ? (
        <Button loading={busy} disabled={asks} onClick={() => void passkey()}>
          {t('factor.addPasskey')}
        </Button>
      ) : (
        <Alert type="info" showIcon title={t('factor.noPasskeyHere')} />
      )}
      <Button loading={busy} disabled={asks} onClick={() => void clientKey()}>
        {t('sm2.add')}
      </Button>
      <StepProblem error={error} />
    </div>
  );
}
