import { uuidv7 } from 'uuidv7';
import { businessDate, type Clock } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import { disableAccount } from './account.routes.ts';
import { isOfficer } from './account.store.ts';
import { discardFactors } from './discard-factors.ts';
import { type Mode, settingsFor } from './identity-settings.ts';

const EVERY_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const BATCH = 200;

export interface AccountCare {
  /** the clock was moved */
  wake(): void;
  close(): Promise<void>;
}

/**
 * Disables accounts whose time is over or that nobody uses, opens the quarter's access review of each province (NX-附3.2-2c), and destroys
 * what was begun as a second factor and never confirmed. Any
 * number of servers may run it: accounts are locked as they are taken, and a quarter is opened once.
 */
export function startAccountCare(parts: { transactor: Transactor; clock: Clock; log: Log; mode: Mode }): AccountCare {
  const { transactor, log, mode } = parts;
  let closed = false;
  let wake = Promise.withResolvers<void>();
  const ring = () => {
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  const run = async () => {
    while (!closed) {
      const awake = wake.promise;
      try {
        const done = await transactor.asSystem(newRequestId(), (tx) => careOnce(tx, mode));
        if (done > 0) log.info('accounts-cared-for', { done });
        if (done >= BATCH) continue;
      } catch (error) {
        if (!closed) log.warn('account-care-waits', { error: String(error) });
      }
      if (closed) return;
      const timer = Promise.withResolvers<void>();
      const handle = setTimeout(timer.resolve, EVERY_MS);
      await Promise.race([timer.promise, awake]).finally(() => clearTimeout(handle));
    }
  };
  const running = run();
  return {
    wake: ring,
    async close() {
      closed = true;
      ring();
      await running;
    },
  };
}

/** @returns how many accounts were disabled, reviews opened and unconfirmed factors destroyed */
export async function careOnce(tx: Tx, mode: Mode): Promise<number> {
  const provinces = await tx.db.selectFrom('account').select('prov').distinct().execute();
  let done = await discardFactors(tx);
  for (const { prov } of provinces) {
    const settings = await settingsFor(tx.db, mode, prov);
    done += await disableDue(tx, prov, settings.unusedDays);
    if (settings.accessReviews === 'on') done += await openReview(tx, prov, settings.reviewDays);
  }
  return done;
}

async function disableDue(tx: Tx, prov: string | null, unusedDays: number): Promise<number> {
  const today = businessDate(tx.now);
  const since = new Date(tx.now.getTime() - unusedDays * DAY_MS);
  const rows = await tx.db
    .selectFrom('account')
    .select(['id', 'login', 'role', 'prov', 'city', 'div', 'valid_until'])
    .where('active', '=', true)
    .where('prov', prov === null ? 'is' : '=', prov)
    .where((eb) =>
      eb.or([
        eb('valid_until', '<', today),
        ...(unusedDays === 0
          ? []
          : [
              eb.and([
                eb('kind', '=', 'person'),
                eb('role', '<>', 'reader'),
                eb('created_at', '<', since),
                eb.or([eb('last_login_at', 'is', null), eb('last_login_at', '<', since)]),
              ]),
            ]),
      ]),
    )
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute();
  let disabled = 0;
  for (const row of rows) {
    const expired = row.valid_until !== null && row.valid_until < today;
    // Nobody could bring the last officer of a duty back: an account that nobody uses and everybody needs stays.
    if (!expired && isOfficer(row.role) && (await isLastOfficer(tx, row))) continue;
    await disableAccount(tx, row, expired ? 'expired' : 'unused', null);
    disabled += 1;
  }
  return disabled;
}

async function isLastOfficer(tx: Tx, row: { id: string; role: string; prov: string | null }): Promise<boolean> {
  const another = await tx.db
    .selectFrom('account')
    .select('id')
    .where('active', '=', true)
    .where('role', '=', row.role)
    .where('prov', row.prov === null ? 'is' : '=', row.prov)
    .where('id', '<>', row.id)
    .limit(1)
    .executeTakeFirst();
  return another === undefined;
}

/** Of each quarter one review, with every account that is active when it opens. */
async function openReview(tx: Tx, prov: string | null, days: number): Promise<number> {
  const today = businessDate(tx.now);
  const period = `${today.slice(0, 4)}Q${Math.ceil(Number(today.slice(5, 7)) / 3)}`;
  const id = uuidv7();
  const opened = await tx.db
    .insertInto('access_review')
    .values({ id, prov, period, opened_at: tx.now, due_at: new Date(tx.now.getTime() + days * DAY_MS) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (opened.numInsertedOrUpdatedRows !== 1n) return 0;
  const accounts = await tx.db
    .selectFrom('account')
    .select('id')
    .where('active', '=', true)
    .where('prov', prov === null ? 'is' : '=', prov)
    .execute();
  for (let at = 0; at < accounts.length; at += 1000)
    await tx.db
      .insertInto('access_review_item')
      .values(accounts.slice(at, at + 1000).map((account) => ({ id: uuidv7(), review_id: id, prov, account_id: account.id })))
      .execute();
  tx.audit({
    event: 'access-review-opened',
    object: { kind: 'access-review', id: period },
    territory: { prov, city: null, div: null },
    detail: { accounts: accounts.length },
  });
  return 1;
}
