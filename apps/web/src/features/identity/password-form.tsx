import { Alert, Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { beginSession, type Session } from '../../api/session.ts';
import { useWords } from '../../words/language.tsx';
import { SecretField } from './secret-field.tsx';
import { StepProblem, useStep } from './use-step.tsx';

/** A new password for the old one. Every other session of the account ends with it (NX-附3.2-1a). */
export function PasswordForm({ done }: { readonly done?: () => void }) {
  const { t } = useWords();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const { busy, error, run } = useStep();
  const differ = again !== '' && next !== again;
  const change = () =>
    run(async () => {
      const login = await call<Session>('POST', '/me/password', { body: { current, next } });
      setCurrent('');
      setNext('');
      setAgain('');
      done?.();
      beginSession(login);
    });
  return (
    <form
      className="column"
      onSubmit={(event) => {
        event.preventDefault();
        if (!differ) void change();
      }}
    >
      <SecretField label={t('password.current')} value={current} change={setCurrent} />
      <SecretField label={t('password.next')} hint={t('password.rule')} value={next} change={setNext} fresh />
      <SecretField label={t('password.again')} value={again} change={setAgain} fresh />
      {differ && <Alert type="warning" showIcon role="alert" title={t('password.differ')} />}
      <StepProblem error={error} />
      <Button type="primary" htmlType="submit" loading={busy} disabled={current === '' || next === '' || next !== again}>
        {t('password.change')}
      </Button>
    </form>
  );
}
