import { useSyncExternalStore } from 'react';
import { serverNow } from './server-time.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly level: string;
  readonly bureau: string | null;
  readonly party: string | null;
  readonly territory: string;
}

export type LoginStage = 'second-factor' | 'change-password' | 'enrol-factor';
export type FactorKind = 'totp' | 'passkey' | 'sm2' | 'recovery-code';

export interface Session {
  readonly token: string;
  readonly expiresAt: string;
  /** after so long without a hand on it the session ends */
  readonly idleMinutes?: number;
  readonly person: Person;
  /** what the person must do before the token serves for anything else */
  readonly must?: LoginStage | null;
  /** what this account can answer 'second-factor' with */
  readonly factors?: readonly FactorKind[];
  /** while standing in for a colleague: whom, and the own session, which comes back afterwards */
  readonly actingFor?: { readonly name: string; readonly own: Session };
  /** a demonstration that obliges nobody to a second factor */
  readonly relaxed?: boolean;
}

/**
 * Where the token lives: in memory, and in this tab's sessionStorage so that a reload does not end the session. No cookie: a request from
 * elsewhere carries nothing (docs/decisions). The tab's end is the token's end here.
 */
const KEPT = 'anjie.session';
let session: Session | null = read();
let ended = false;
const listeners = new Set<() => void>();

function read(): Session | null {
  const kept = sessionStorage.getItem(KEPT);
  if (kept === null) return null;
  const found = JSON.parse(kept) as Session;
  return Date.parse(found.expiresAt) > serverNow() ? found : null;
}

function set(next: Session | null): void {
  session = next;
  if (next === null) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, JSON.stringify(next));
  for (const tell of listeners) tell();
}

export function beginSession(next: Session): void {
  ended = false;
  set(next);
}

/** Acts in a colleague's duty from now on. */
export function standIn(next: Session, name: string): void {
  if (session !== null) beginSession({ ...next, actingFor: { name, own: session } });
}

/** Back to the own session. */
export function standDown(): void {
  if (session?.actingFor !== undefined) beginSession(session.actingFor.own);
}

/** @param byServer the server no longer knows the token: the login page says so */
export function endSession(byServer: boolean): void {
  if (session === null) return;
  // A delegation that ends takes its own session with it, not the one that its holder logged in with.
  if (byServer && session.actingFor !== undefined) {
    standDown();
    return;
  }
  ended = byServer;
  set(null);
}

export const currentToken = (): string | null => session?.token ?? null;
export const endedByServer = (): boolean => ended;

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, () => session);
}
