import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

const COLUMNS = ['id', 'reason', 'state', 'requested_by', 'requested_at', 'approved_at', 'sequence', 'signature', 'ended_at'] as const;

/** The newest state that was signed, or undefined before the first. */
export function newestSigned(db: Kysely<Database>) {
  return db
    .selectFrom('settings_signing')
    .select(COLUMNS)
    .where('sequence', 'is not', null)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** What one officer has asked for and another has yet to approve. */
export function openSigning(db: Kysely<Database>) {
  return db
    .selectFrom('settings_signing')
    .select(COLUMNS)
    .where('approved_at', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

export function lockSigning(db: Kysely<Database>, id: string) {
  return db.selectFrom('settings_signing').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Whether somebody of the nation is there to sign: then a province's officers do not. */
export async function nationHasOfficers(db: Kysely<Database>): Promise<boolean> {
  const row = await db
    .selectFrom('account')
    .select('id')
    .where('prov', 'is', null)
    .where('active', '=', true)
    .where('role', 'in', ['security-officer', 'system-administrator'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
