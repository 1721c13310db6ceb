import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';
import type { Tx } from '../../ground/transaction.ts';
import type { Wanted } from './recipients.ts';

export interface Recipient {
  readonly id: string;
  readonly login: string;
  readonly role: string;
  readonly level: string;
  readonly bureauId: string | null;
  readonly partyId: string | null;
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
  /** its wish for mails; null: never said */
  readonly wanted: boolean | null;
  readonly digest: boolean | null;
  readonly digestAt: number | null;
}

/** Active accounts that are any of those sought, with their wish for mails: one query. Runs as system: a county's fact is told to its province. */
export async function findRecipients(db: Tx['db'], wanted: readonly Wanted[]): Promise<readonly Recipient[]> {
  if (wanted.length === 0) return [];
  const rows = await db
    .selectFrom('account')
    .leftJoin('mail_preference', 'mail_preference.id', 'account.id')
    .select(['account.id', 'login', 'role', 'level', 'bureau_id as bureauId', 'party_id as partyId', 'prov', 'city', 'div'])
    .select(['wanted', 'digest', 'digest_at as digestAt'])
    .where('active', '=', true)
    .where((eb) =>
      eb.or([
        // An import may concern as many institutions as it has rows: one array, not one condition each.
        eb('party_id', '=', sql<string>`any(${wanted.flatMap((one) => ('partyId' in one ? one.partyId : []))}::uuid[])`),
        eb('login', '=', sql<string>`any(${wanted.flatMap((one) => ('login' in one ? one.login : []))}::text[])`),
        ...distinct(wanted).flatMap((one) => ('partyId' in one || 'login' in one ? [] : soughtBy(eb, one))),
      ]),
    )
    .orderBy('account.id')
    .execute();
  return rows;
}

const distinct = (wanted: readonly Wanted[]) => [...new Map(wanted.map((one) => [JSON.stringify(one), one])).values()];

type Accounts = ExpressionBuilder<Database & { mail_preference: Database['mail_preference'] }, 'account' | 'mail_preference'>;

function soughtBy(eb: Accounts, one: Exclude<Wanted, { readonly partyId: string } | { readonly login: string }>): Expression<SqlBool> {
  if ('bureauId' in one) return eb.and([eb('bureau_id', '=', one.bureauId), eb('role', '=', one.role)]);
  const place = { nation: null, province: 'prov', city: 'city', county: 'div' } as const;
  const column = place[one.level];
  const everywhere = column === null || one.code === null;
  return eb.and([eb('role', '=', one.role), eb('level', '=', one.level), everywhere ? sql<SqlBool>`true` : eb(column, '=', one.code)]);
}

/** The accounts found, asked by what was sought: each question is answered once, a party's without looking at the others. */
export function finder(accounts: readonly Recipient[]): (one: Wanted) => readonly Recipient[] {
  const parties = Map.groupBy(accounts, (account) => account.partyId);
  const answers = new Map<string, readonly Recipient[]>();
  return (one) => {
    if ('partyId' in one) return (parties.get(one.partyId) ?? []).filter((account) => isSought(account, one));
    const key = JSON.stringify(one);
    const answer = answers.get(key) ?? accounts.filter((account) => isSought(account, one));
    answers.set(key, answer);
    return answer;
  };
}

/** Whether this account is one of those sought: the same question, without the database. */
function isSought(account: Recipient, one: Wanted): boolean {
  if ('login' in one) return account.login === one.login;
  if ('partyId' in one) return account.partyId === one.partyId && (one.role === null || account.role === one.role);
  if (account.role !== one.role) return false;
  if ('bureauId' in one) return account.bureauId === one.bureauId;
  const code = { nation: null, province: account.prov, city: account.city, county: account.div }[one.level];
  return account.level === one.level && (one.code === null || code === one.code);
}
