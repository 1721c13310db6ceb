import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { SessionStage } from '../../ground/actor.ts';
import type { Database } from '../../ground/schema.generated.ts';
import { tokenDigest } from './factor.store.ts';

type Db = Kysely<Database>;

export interface NewSession {
  readonly accountId: string;
  readonly stage: SessionStage;
  readonly factor: string | null;
  readonly delegationId: string | null;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly address: string | null;
}

/** @returns the token, which is kept nowhere */
export async function insertSession(db: Db, session: NewSession): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db
    .insertInto('session')
    .values({
      token_digest: tokenDigest(token),
      account_id: session.accountId,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
      ended_at: null,
      address: session.address,
      stage: session.stage,
      factor: session.factor,
      delegation_id: session.delegationId,
    })
    .execute();
  return token;
}

export async function endSession(db: Db, token: string, at: Date): Promise<void> {
  await db
    .updateTable('session')
    .set({ ended_at: at })
    .where('token_digest', '=', tokenDigest(token))
    .where('ended_at', 'is', null)
    .execute();
}

/** Ends every session of an account. @returns how many there were */
export async function endAllSessions(db: Db, accountId: string, at: Date): Promise<number> {
  const done = await db
    .updateTable('session')
    .set({ ended_at: at })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

export function sessionOf(db: Db, token: string) {
  return db
    .selectFrom('session')
    .select(['factor', 'stage', 'expires_at', 'delegation_id'])
    .where('token_digest', '=', tokenDigest(token))
    .executeTakeFirstOrThrow();
}

/** Ends every session of the person whom an account belongs to, also those of the person's other accounts. @returns how many there were */
export async function endSessionsOfPerson(db: Db, accountId: string, at: Date): Promise<number> {
  const accounts = await db
    .selectFrom('account')
    .innerJoin('account as own', (join) =>
      join.on((eb) => eb.or([eb('own.id', '=', eb.ref('account.id')), eb('own.person_digest', '=', eb.ref('account.person_digest'))])),
    )
    .select('account.id')
    .where('own.id', '=', accountId)
    .execute();
  let ended = 0;
  for (const { id } of accounts) ended += await endAllSessions(db, id, at);
  return ended;
}
