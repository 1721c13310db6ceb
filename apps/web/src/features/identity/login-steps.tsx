import { Button } from 'antd';
import { useEffect } from 'react';
import { call } from '../../api/client.ts';
import { endSession, type LoginStage, type Session } from '../../api/session.ts';
import { useWords } from '../../words/language.tsx';
import { EnrolFactor } from './enrol-factor.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';

const WORDS = {
  'second-factor': ['step.secondFactor', 'step.secondFactorWhy'],
  'change-password': ['step.changePassword', 'step.changePasswordWhy'],
  'enrol-factor': ['step.enrolFactor', 'step.enrolFactorWhy'],
} as const;

/** What stands between a password and a session; the server says which step comes, and its token serves for that step alone. */
export default function LoginSteps({ session, must }: { readonly session: Session; readonly must: LoginStage }) {
  const { t } = useWords();
  const [title, why] = WORDS[must];
  useEffect(() => {
    document.title = `${t(title)} · ${t('app.name')}`;
  }, [t, title]);
  const leave = async () => {
    await call('POST', '/sessions/end').catch(() => null);
    endSession(false);
  };
  return (
    <main className="login">
      <div className="login-card">
        <div>
          <h1>{t(title)}</h1>
          <span className="faint">{`${session.person.name} · ${t(why)}`}</span>
        </div>
        {must === 'second-factor' && <SecondFactorForm session={session} />}
        {must === 'change-password' && <PasswordForm />}
        {must === 'enrol-factor' && <EnrolFactor limited />}
        <Button type="link" onClick={() => void leave()}>
          {t('app.logout')}
        </Button>
      </div>
    </main>
  );
}
