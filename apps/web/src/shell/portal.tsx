import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { Suspense } from 'react';
import { BrowserRouter, Navigate, useLocation } from 'react-router';
import { Refused } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { LoginPage } from '../features/identity/login-page.tsx';
import { theme } from '../theme.ts';
import { LanguageProvider, useWords } from '../words/language.tsx';
import { withWords } from '../words/with-words.ts';

const Frame = withWords(() => import('./frame.tsx'), 'inside');
const LoginSteps = withWords(() => import('../features/identity/login-steps.tsx'), 'inside');

/** Refusals are answers: only what was not answered is asked again. */
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => !(error instanceof Refused) && count < 2,
    },
  },
});

const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';

/** The whole portal: languages, theme, session, addresses. */
export function Portal() {
  return (
    <LanguageProvider>
      <Themed />
    </LanguageProvider>
  );
}

function Themed() {
  const { language } = useWords();
  return (
    <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : undefined} csp={{ nonce }} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={client}>
        <BrowserRouter basename="/portal">
          <Inside />
        </BrowserRouter>
      </QueryClientProvider>
    </ConfigProvider>
  );
}

function Inside() {
  const session = useSession();
  const location = useLocation();
  const from = (location.state as { from?: string } | null)?.from ?? '/';
  if (session === null) {
    client.clear();
    if (location.pathname !== '/login') return <Navigate to="/login" replace state={{ from: location.pathname + location.search }} />;
    return <LoginPage />;
  }
  if (session.must != null) {
    client.clear();
    return (
      <Suspense fallback={null}>
        <LoginSteps session={session} must={session.must} />
      </Suspense>
    );
  }
  if (location.pathname === '/login') return <Navigate to={from} replace />;
  return (
    <Suspense fallback={null}>
      <Frame person={session.person} />
    </Suspense>
  );
}
