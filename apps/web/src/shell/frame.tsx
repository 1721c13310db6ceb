import { MenuOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Grid, Layout, Skeleton } from 'antd';
import { Suspense, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { call } from '../api/client.ts';
import { endSession, type Person, useSession } from '../api/session.ts';
import { useWords } from '../words/language.tsx';
import { Acting } from './acting.tsx';
import { Bell } from './bell.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { IdleWarning } from './idle-warning.tsx';
import { MainMenu } from './main-menu.tsx';
import { PortalRoutes } from './routes.tsx';

/** Head, menu and page. Pages come when they are gone to. */
export default function Frame({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const { pathname } = useLocation();
  const wide = Grid.useBreakpoint().lg === true;
  const [open, setOpen] = useState(false);
  const session = useSession();
  const demonstration = document.documentElement.dataset.mode === 'demonstration';
  const menu = <MainMenu person={person} chosen={() => setOpen(false)} />;
  return (
    <Layout className="frame">
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      {session !== null && <IdleWarning session={session} />}
      {session?.actingFor !== undefined && <Acting name={session.actingFor.name} />}
      {demonstration && <div className="mode-banner">{t('app.demonstration')}</div>}
      <Layout.Header className="frame-head">
        <div className="brand">
          {!wide && <Button type="text" icon={<MenuOutlined />} aria-label={t('app.openMenu')} onClick={() => setOpen(true)} />}
          <b>{t('app.name')}</b>
          <span>{t('app.subtitle')}</span>
        </div>
        <div className="head-right">
          <Bell person={person} />
          <Account person={person} />
        </div>
      </Layout.Header>
      <Layout>
        {wide && (
          <Layout.Sider width={176} className="frame-side" theme="light">
            <nav aria-label={t('app.menu')}>{menu}</nav>
          </Layout.Sider>
        )}
        {!wide && (
          <Drawer open={open} placement="left" size={240} title={t('app.menu')} onClose={() => setOpen(false)}>
            <nav aria-label={t('app.menu')}>{menu}</nav>
          </Drawer>
        )}
        <Layout.Content id="main" role="main" tabIndex={-1}>
          <ErrorBoundary key={pathname}>
            <Suspense fallback={<Skeleton active style={{ padding: 24 }} />}>
              <PortalRoutes person={person} />
            </Suspense>
          </ErrorBoundary>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

function Account({ person }: { readonly person: Person }) {
  const { t, named, language, change } = useWords();
  const navigate = useNavigate();
  const leave = async () => {
    await call('POST', '/sessions/end').catch(() => null);
    endSession(false);
  };
  const items = [
    { key: 'role', label: `${person.bureau ?? ''} ${named('role', person.role)}`.trim(), disabled: true },
    { key: 'security', label: t('security.title') },
    { key: 'language', label: t('app.language') },
    { key: 'leave', label: t('app.logout') },
    { key: 'version', label: t('app.version', { version: document.documentElement.dataset.version ?? '' }), disabled: true },
  ];
  const act = ({ key }: { key: string }) => {
    if (key === 'language') change(language === 'zh' ? 'en' : 'zh');
    if (key === 'security') navigate('/security');
    if (key === 'leave') void leave();
  };
  return (
    <Dropdown menu={{ items, onClick: act }} trigger={['click']}>
      <Button type="text">
        {person.bureau !== null && !person.name.startsWith(person.bureau) && <span className="person-bureau faint">{person.bureau}</span>}{' '}
        <span className="account-name">{person.name}</span>
      </Button>
    </Dropdown>
  );
}
