import { Modal } from 'antd';
import { useCallback } from 'react';
import { call } from '../api/client.ts';
import { useLeft } from '../api/idle.ts';
import { endSession, type Session } from '../api/session.ts';
import { useWords } from '../words/language.tsx';

/** Before a session ends by itself its person is asked; what stands half written stays in the tab. */
export function IdleWarning({ session }: { readonly session: Session }) {
  const { t } = useWords();
  const ended = useCallback(() => {
    void call('POST', '/sessions/end').catch(() => null);
    endSession(true);
  }, []);
  const { left, stay } = useLeft(session, ended);
  if (left === null) return null;
  const seconds = Math.ceil(left / 1000);
  return (
    <Modal
      open
      title={t('idle.title')}
      okText={t('idle.stay')}
      cancelText={t('app.logout')}
      onOk={() => {
        stay();
        void call('GET', '/me').catch(() => null);
      }}
      onCancel={ended}
      closable={false}
      mask={{ closable: false }}
    >
      <p role="alert">{t('idle.left', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}</p>
    </Modal>
  );
}
