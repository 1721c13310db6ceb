import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Database } from '../../ground/schema.generated.ts';
import { codeDigest, newCode } from './one-time-code.ts';

type Db = Kysely<Database>;
export type FactorKind = 'totp' | 'passkey' | 'sm2';
export type ChallengePurpose = 'passkey-enrolment' | 'sm2-enrolment' | 'passkey' | 'sm2';

const CHALLENGE_MS = 5 * 60_000;
const RECOVERY_CODES = 10;

export const tokenDigest = (token: string): Buffer => createHash('sha256').update(token).digest();

const COLUMNS = [
  'id',
  'kind',
  'label',
  'secret',
  'public_key',
  'credential_id',
  'counter',
  'created_at',
  'confirmed_at',
  'last_used_at',
] as const;

/** Factors that are enrolled and confirmed, oldest first. */
export function listFactors(db: Db, accountId: string) {
  return db
    .selectFrom('factor')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('confirmed_at', 'is not', null)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .execute();
}

export async function insertFactor(
  db: Db,
  row: {
    accountId: string;
    kind: FactorKind;
    label: string;
    secret: string | null;
    publicKey: string | null;
    credentialId: string | null;
    counter: number;
    at: Date;
    confirmed: boolean;
  },
): Promise<string> {
  const id = uuidv7();
  await db
    .insertInto('factor')
    .values({
      id,
      account_id: row.accountId,
      kind: row.kind,
      label: row.label,
      secret: row.secret,
      public_key: row.publicKey,
      credential_id: row.credentialId,
      counter: row.counter,
      created_at: row.at,
      confirmed_at: row.confirmed ? row.at : null,
      last_used_at: null,
      removed_at: null,
    })
    .execute();
  return id;
}

/** Takes a use down; the counter never goes back, so that two requests with one code cannot both pass. */
export async function useFactor(db: Db, id: string, counter: number, at: Date, mustGrow: boolean): Promise<boolean> {
  let update = db.updateTable('factor').set({ counter, last_used_at: at }).where('id', '=', id).where('removed_at', 'is', null);
  if (mustGrow) update = update.where('counter', '<', counter);
  return (await update.executeTakeFirst()).numUpdatedRows === 1n;
}

/** Ends every factor and recovery code: somebody got in by two officers' leave. */
export async function removeFactors(db: Db, accountId: string, at: Date): Promise<void> {
  await db.updateTable('factor').set({ removed_at: at }).where('account_id', '=', accountId).where('removed_at', 'is', null).execute();
  await db
    .updateTable('recovery_code')
    .set({ replaced_at: at })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .execute();
}

/** Ten codes of 75 bits; those made before are void. Shown once, kept as digests. */
export async function makeRecoveryCodes(db: Db, accountId: string, at: Date): Promise<string[]> {
  await db
    .updateTable('recovery_code')
    .set({ replaced_at: at })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .execute();
  const codes = Array.from({ length: RECOVERY_CODES }, () => newCode(3));
  await db
    .insertInto('recovery_code')
    .values(
      codes.map((code) => ({
        id: uuidv7(),
        account_id: accountId,
        digest: codeDigest(code),
        made_at: at,
        used_at: null,
        replaced_at: null,
      })),
    )
    .execute();
  return codes;
}

export async function recoveryCodesLeft(db: Db, accountId: string): Promise<number> {
  const row = await db
    .selectFrom('recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

export async function useRecoveryCode(db: Db, accountId: string, code: string, at: Date): Promise<boolean> {
  const done = await db
    .updateTable('recovery_code')
    .set({ used_at: at })
    .where('account_id', '=', accountId)
    .where('digest', '=', codeDigest(code))
    .where('used_at', 'is', null)
    .where('replaced_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

export async function insertChallenge(db: Db, token: string, purpose: ChallengePurpose, challenge: string, at: Date): Promise<string> {
  const id = uuidv7();
  await db
    .insertInto('factor_challenge')
    .values({ id, token_digest: tokenDigest(token), purpose, challenge, made_at: at, used_at: null })
    .execute();
  return id;
}

/** The challenge of this session, once: whatever comes of the answer. Null when there is none, or it is too old. */
export async function takeChallenge(db: Db, token: string, id: string, purpose: ChallengePurpose, at: Date): Promise<string | null> {
  const row = await db
    .updateTable('factor_challenge')
    .set({ used_at: at })
    .where('id', '=', id)
    .where('token_digest', '=', tokenDigest(token))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('made_at', '>', new Date(at.getTime() - CHALLENGE_MS))
    .returning('challenge')
    .executeTakeFirst();
  return row?.challenge ?? null;
}
