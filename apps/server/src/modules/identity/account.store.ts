import { type Kysely, sql } from 'kysely';
import type { Actor, Level } from '../../ground/actor.ts';
import { plainAddress } from '../../ground/address-key.ts';
import type { Database } from '../../ground/schema.generated.ts';

type Db = Kysely<Database>;

export const OFFICERS = ['system-administrator', 'security-officer', 'auditor'] as const;
export const isOfficer = (role: string): boolean => (OFFICERS as readonly string[]).includes(role);

/** Whoever may log in or act, with what a login asks about. */
export function accountQuery(db: Db) {
  return db
    .selectFrom('account')
    .leftJoin('bureau', 'bureau.id', 'account.bureau_id')
    .select([
      'account.id',
      'account.login',
      'account.name',
      'account.kind',
      'account.role',
      'account.level',
      'account.bureau_id',
      'bureau.name as bureau_name',
      'account.party_kind',
      'account.party_id',
      'account.prov',
      'account.city',
      'account.div',
      'account.password_hash',
      'account.active',
      'account.failed_logins',
      'account.locked_until',
      'account.must_change_password',
      'account.password_changed_at',
      'account.valid_until',
      'account.created_at',
    ]);
}

export type Account = Awaited<ReturnType<ReturnType<typeof accountQuery>['executeTakeFirstOrThrow']>>;

type Acting = Pick<
  Account,
  'id' | 'name' | 'role' | 'level' | 'bureau_id' | 'bureau_name' | 'party_kind' | 'party_id' | 'prov' | 'city' | 'div'
>;

export function actorOf(row: Acting, address: string | null): Actor {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    level: row.level as Level,
    bureauId: row.bureau_id,
    bureauName: row.bureau_name,
    partyKind: row.party_kind as Actor['partyKind'],
    partyId: row.party_id,
    prov: row.prov,
    city: row.city,
    div: row.div,
    address,
  };
}

/** The address as PostgreSQL compares it: IPv4 stays IPv4 on a socket that takes both. */
/** Whether the account's role may come from the address: no range for the role, or one that holds it. */
export function addressAllowed(address: string) {
  const ranges = sql`select 1 from management_range r where r.ended_at is null and r.role = account.role
    and (r.prov is null or r.prov = account.prov)`;
  return sql<boolean>`(not exists (${ranges}) or exists (${ranges} and ${plainAddress(address)}::inet <<= r.range::cidr))`;
}
