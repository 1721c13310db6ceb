import { Alert, Button, Input } from 'antd';
import { type FormEvent, Suspense, useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import { beginSession, endedByServer, type Session } from '../../api/session.ts';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useWords } from '../../words/language.tsx';
import { withWords } from '../../words/with-words.ts';

const OneTimeCodeForm = withWords(() => import('./one-time-code-form.tsx'), 'inside');

const DEMONSTRATION = [
  'xingqing.caseworker',
  'xingqing.approver',
  'yinchuan.caseworker',
  'yinchuan.approver',
  'nx.caseworker',
  'nx.approver',
  'nx.auditor',
  'jincheng.approver',
  'tangshan.caseworker',
  'his-vendor.operator',
];

/** Logging in. A demonstration installation offers its accounts; their password is told at start, not here. */
export function LoginPage() {
  const { t, language, change } = useWords();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [byCode, setByCode] = useState(false);
  useEffect(() => {
    document.title = `${t('login.title')} · ${t('app.name')}`;
  }, [t]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      beginSession(await call<Session>('POST', '/sessions', { body: { login: login.trim(), password } }));
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <main className="login">
      <div className="login-card">
        <div className="login-top">
          <div>
            <h1>{t('app.name')}</h1>
            <span className="faint">{t('app.subtitle')}</span>
          </div>
          <Button
            type="text"
            size="small"
            lang={language === 'zh' ? 'en' : 'zh-CN'}
            onClick={() => change(language === 'zh' ? 'en' : 'zh')}
          >
            {t('app.language')}
          </Button>
        </div>
        {endedByServer() && error === null && <Alert type="warning" showIcon title={t('login.ended')} />}
        {error !== null && <ProblemNotice error={error} />}
        {byCode ? (
          <Suspense fallback={null}>
            <OneTimeCodeForm back={() => setByCode(false)} />
          </Suspense>
        ) : (
          <form onSubmit={submit} className="column">
            <label htmlFor="login">
              {t('login.account')}
              <Input
                id="login"
                value={login}
                autoComplete="username"
                autoFocus
                required
                maxLength={64}
                onChange={(event) => setLogin(event.target.value)}
              />
            </label>
            <label htmlFor="password">
              {t('login.password')}
              <Input.Password
                id="password"
                value={password}
                autoComplete="current-password"
                required
                maxLength={200}
                onChange={(event) => setPassword(event.target.value)}
              />
            </label>
            <Button type="primary" htmlType="submit" loading={busy} block>
              {t('login.submit')}
            </Button>
            <Button type="link" onClick={() => setByCode(true)}>
              {t('login.byCode')}
            </Button>
          </form>
        )}
        {document.documentElement.dataset.mode === 'demonstration' && (
          <section aria-label={t('login.demonstration')}>
            <b>{t('login.demonstration')}</b> <span className="faint">{t('login.demonstrationHint')}</span>
            <div className="demo-accounts">
              {DEMONSTRATION.map((account) => (
                <Button key={account} size="small" onClick={() => setLogin(account)}>
                  {account}
                </Button>
              ))}
            </div>
          </section>
        )}
      </div>
    </main>
  );
}
