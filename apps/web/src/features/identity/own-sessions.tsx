import { Card } from 'antd';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { Loaded } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';

interface OwnSession {
  readonly handle: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly address: string | null;
}

/** Where one is logged in, and a way to end what one does not know. */
export function OwnSessions() {
  const { t } = useWords();
  const reading = useRead<{ sessions: readonly OwnSession[] }>('/sessions');
  return (
    <Card title={t('security.sessions')}>
      <Loaded of={reading}>
        {({ sessions }) => (
          <ul className="lines">
            {sessions.map((one) => (
              <li key={one.handle}>
                <span>
                  {t('security.session', { from: shortTime(one.createdAt), seen: shortTime(one.lastSeenAt) })}{' '}
                  <span className="faint">{one.address ?? ''}</span>
                </span>
                <Ask
                  danger
                  label={t('security.endSession')}
                  consequence={<span>{t('security.endSessionWhat')}</span>}
                  act={() => ({ path: `/sessions/${one.handle}/end`, body: undefined })}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
