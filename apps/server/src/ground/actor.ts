export type Level = 'nation' | 'province' | 'city' | 'county' | 'party';

/** How far a login has come; only `full` may do what a role may do, the others what a route's `stages` say. */
export type SessionStage = 'full' | 'second-factor' | 'change-password' | 'enrol-factor';

/** Who acts. The scope becomes a database role and one setting; row security does the rest. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly level: Level;
  readonly bureauId: string | null;
  readonly bureauName: string | null;
  readonly partyKind: 'institution' | 'firm' | null;
  readonly partyId: string | null;
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
  readonly address: string | null;
  /** how the caller named this server, of requests that may write: a passkey is bound to it */
  readonly host?: string;
  /** absent: full */
  readonly stage?: SessionStage;
  /** whom this person stands in for, under a granted delegation; role and scope are then the other's */
  readonly delegatedFrom?: string;
  /** the token by which the database knows who writes (docs/decisions/0013); of requests that may write alone, never logged */
  readonly proof?: string;
}

/** Due work, before-commit hooks, the feed. Never given to a request. */
export const SYSTEM: Actor = {
  id: '00000000-0000-0000-0000-000000000000',
  name: '系统',
  role: 'system',
  level: 'nation',
  bureauId: null,
  bureauName: null,
  partyKind: null,
  partyId: null,
  prov: null,
  city: null,
  div: null,
  address: null,
};

/** "caseworker:county", "institution", "auditor:province" */
export function roleAtLevel(actor: Actor): string {
  return actor.level === 'party' ? actor.role : `${actor.role}:${actor.level}`;
}
