import { BellOutlined } from '@ant-design/icons';
import { Badge, Button } from 'antd';
import { useNavigate } from 'react-router';
import { may } from '../api/permission.ts';
import type { Person } from '../api/session.ts';
import { useRead } from '../api/use-api.ts';
import { useWords } from '../words/language.tsx';

const EVERY = 45_000;

/** How many notices I have not read; the way to them. */
export function Bell({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const told = may(person, 'getNotificationsCount');
  const counts = useRead<{ unread: number; waiting: number }>(told ? '/notifications/count' : null, { every: EVERY });
  if (!told) return null;
  const { unread = 0, waiting = 0 } = counts.data ?? {};
  return (
    <Badge count={unread} size="small" overflowCount={99} offset={[-4, 6]}>
      <Button
        type="text"
        icon={<BellOutlined />}
        aria-label={t('inbox.bell', { unread, waiting })}
        onClick={() => navigate('/notifications')}
      />
    </Badge>
  );
}
