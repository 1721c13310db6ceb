import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { call } from '../../api/client.ts';
import { type Session, standDown, standIn } from '../../api/session.ts';

/** Opens a second session that acts in a colleague's duty; the own one is kept and comes back when the first ends. */
export function useStandIn(): (delegation: string, from: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (delegation, from) => {
    const next = await call<Session>('POST', '/sessions/delegated', { body: { delegation } });
    // What the own duty read is not what the colleague's would.
    client.clear();
    standIn(next, from);
    navigate('/');
  };
}

/** Ends acting for the colleague and goes on in the own session. */
export function useStandDown(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await call('POST', '/sessions/end').catch(() => null);
    client.clear();
    standDown();
    navigate('/');
  };
}
