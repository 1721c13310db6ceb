import { type Operation, ROUTES } from '@anjie/contract';
import type { Person } from './session.ts';

/**
 * Whether the person's role may call an operation, by the server's own table of routes. It spares people buttons that would be refused;
 * the server decides all the same.
 */
export function may(person: Person, operation: Operation): boolean {
  const { access } = ROUTES[operation];
  if (access === 'public') return true;
  return (access as readonly string[]).includes(roleOf(person));
}

/** "caseworker:county", "institution": as the server writes it. */
export function roleOf(person: Person): string {
  return person.level === 'party' ? person.role : `${person.role}:${person.level}`;
}
