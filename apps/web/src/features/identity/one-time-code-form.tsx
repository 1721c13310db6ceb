import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/client.ts';
import { beginSession, type Session } from '../../api/session.ts';
import { useWords } from '../../words/language.tsx';
import { SecretField } from './secret-field.tsx';
import { StepProblem, useStep } from './use-step.tsx';

/** A new officer, or who was given access back by two officers: the one-time code sets a password of one's own. */
export default function OneTimeCodeForm({ back }: { readonly back: () => void }) {
  const { t } = useWords();
  const id = useId();
  const [login, setLogin] = useState('');
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const { busy, error, run } = useStep();
  const redeem = () =>
    run(async () =>
      beginSession(await call<Session>('POST', '/sessions/code', { body: { login: login.trim(), code: code.trim(), password } })),
    );
  return (
    <form
      className="column"
      onSubmit={(event) => {
        event.preventDefault();
        void redeem();
      }}
    >
      <label className="field" htmlFor={id}>
        <span className="label">{t('login.account')}</span>
        <Input id={id} value={login} autoComplete="username" maxLength={64} onChange={(event) => setLogin(event.target.value)} />
      </label>
      <SecretField code label={t('login.oneTimeCode')} value={code} change={setCode} />
      <SecretField label={t('password.next')} hint={t('password.rule')} value={password} change={setPassword} fresh />
      <StepProblem error={error} />
      <Button type="primary" htmlType="submit" loading={busy} disabled={login === '' || code === '' || password === ''}>
        {t('login.submit')}
      </Button>
      <Button type="link" onClick={back}>
        {t('login.byPassword')}
      </Button>
    </form>
  );
}
