import type { Kysely } from 'kysely';
import { addressKey } from '../../ground/address-key.ts';
import type { Database } from '../../ground/schema.generated.ts';
import type { IdentitySettings } from './identity-settings.ts';

type Db = Kysely<Database>;

/** The row of an account, locked, with what a failure changes. */
export const lockAccount = (db: Db, id: string) =>
  db
    .selectFrom('account')
    .select(['id', 'active', 'locked_until', 'failed_logins', 'valid_until'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();

export const isLocked = (row: { locked_until: Date | null }, now: Date): boolean => row.locked_until !== null && row.locked_until > now;

/** How long an account is locked after so many failures in a row; null: not yet. Each further failure doubles it, up to the ceiling. */
export function lockMs(
  failures: number,
  settings: Pick<IdentitySettings, 'lockAfter' | 'lockSeconds' | 'lockCeilingSeconds'>,
): number | null {
  if (failures < settings.lockAfter) return null;
  const doubled = settings.lockSeconds * 2 ** Math.min(failures - settings.lockAfter, 20);
  return Math.min(doubled, settings.lockCeilingSeconds) * 1000;
}

/** Takes a failure of an account down and locks it when there were too many. The row must be locked by the caller. */
export async function countFailure(
  db: Db,
  account: { id: string; failed_logins: number },
  settings: IdentitySettings,
  now: Date,
): Promise<boolean> {
  const failures = account.failed_logins + 1;
  const ms = lockMs(failures, settings);
  await db
    .updateTable('account')
    .set({ failed_logins: failures, locked_until: ms === null ? null : new Date(now.getTime() + ms) })
    .where('id', '=', account.id)
    .execute();
  return ms !== null;
}

/** Seconds until the address may try again; 0: now. */
export async function addressWait(db: Db, address: string, now: Date): Promise<number> {
  const row = await db.selectFrom('login_address').select('locked_until').where('address', '=', addressKey(address)).executeTakeFirst();
  if (row?.locked_until == null || row.locked_until <= now) return 0;
  return Math.ceil((row.locked_until.getTime() - now.getTime()) / 1000);
}

/** Takes a failure of an address down, whatever account it named. What is older than the window goes with it. */
export async function countAddressFailure(db: Db, address: string, settings: IdentitySettings, now: Date): Promise<void> {
  const windowMs = settings.addressLockMinutes * 60_000;
  const since = new Date(now.getTime() - windowMs);
  await db
    .deleteFrom('login_address')
    .where('window_from', '<', since)
    .where((eb) => eb.or([eb('locked_until', 'is', null), eb('locked_until', '<', now)]))
    .execute();
  await db
    .insertInto('login_address')
    .values({ address: addressKey(address), failures: 1, window_from: now, locked_until: null })
    .onConflict((conflict) =>
      conflict.column('address').doUpdateSet((eb) => ({
        failures: eb('login_address.failures', '+', 1),
        locked_until: eb
          .case()
          .when(eb('login_address.failures', '>=', settings.addressLockAfter - 1))
          .then(new Date(now.getTime() + windowMs))
          .else(eb.ref('login_address.locked_until'))
          .end(),
      })),
    )
    .execute();
}
