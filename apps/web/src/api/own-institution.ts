import type { Person } from './session.ts';
import { useRead } from './use-api.ts';

/** The code of the reader's own institution; null for everybody else, and until it is known. */
export function useOwnCode(person: Person): string | null {
  const me = useRead<{ partyCode: string | null }>(person.role === 'institution' ? '/me' : null);
  return me.data?.partyCode ?? null;
}
