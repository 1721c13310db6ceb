import { sql } from 'kysely';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './notifications.errors.ts';
import type { Quiet } from './quiet.ts';
import type { TemplateData, Told } from './words-of.ts';

/** Wakes the loop that sends mails, in every server. */
export const MAILS_CHANNEL = 'anjie_mails';

/** A mail that is due, with whom it goes to. */
export interface DueMail extends Quiet {
  readonly id: string;
  readonly accountId: string;
  readonly attempts: number;
  /** null: a digest */
  readonly notificationId: string | null;
  readonly digestOn: string | null;
  /** null: not wanted any more, or the account is shut */
  readonly email: string | null;
  readonly prov: string | null;
  readonly city: string | null;
  readonly div: string | null;
}

/** The mail that is due longest; null: none. There is one sender, so nothing is locked. */
export async function nextDue(tx: Pick<Tx, 'db' | 'now'>): Promise<DueMail | null> {
  const row = await tx.db
    .selectFrom('outgoing_mail')
    .innerJoin('account', 'account.id', 'outgoing_mail.account_id')
    .leftJoin('mail_preference', 'mail_preference.id', 'outgoing_mail.account_id')
    .select(['outgoing_mail.id', 'account_id as accountId', 'attempts', 'notification_id as notificationId', 'digest_on as digestOn'])
    .select(['email', 'wanted', 'active', 'quiet_from as quietFrom', 'quiet_until as quietUntil', 'prov', 'city', 'div'])
    .select(['quiet_on_rest_days as quietOnRestDays'])
    .where('state', '=', 'waiting')
    .where('next_at', '<=', tx.now)
    .orderBy('next_at')
    .orderBy('outgoing_mail.id')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { wanted, active, email, quietOnRestDays, ...mail } = row;
  return { ...mail, email: wanted === true && active ? email : null, quietOnRestDays: quietOnRestDays ?? true };
}

/** When the next one is due, epoch ms; null: none waits. */
export async function earliestMail(tx: Pick<Tx, 'db'>): Promise<number | null> {
  const row = await tx.db
    .selectFrom('outgoing_mail')
    .select((eb) => eb.fn.min('next_at').as('at'))
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return (row?.at as Date | null | undefined)?.getTime() ?? null;
}

/** What a mail tells: its notification, or for a digest everything unread that is not settled since the day before its date. At most 100. */
export async function toldBy(tx: Pick<Tx, 'db' | 'now'>, mail: DueMail): Promise<readonly Told[]> {
  const rows = await tx.db
    .selectFrom('notification')
    .select(['event', 'importance', 'data'])
    .where('account_id', '=', mail.accountId)
    .where('settled_at', 'is', null)
    .where('read_at', 'is', null)
    .$if(mail.notificationId !== null, (query) => query.where('id', '=', mail.notificationId!))
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => ({ ...row, data: row.data as unknown as TemplateData }));
}

interface Change {
  readonly state: 'waiting' | 'handing-over' | 'sent' | 'dead' | 'unclear' | 'dropped';
  readonly nextAt?: Date;
  readonly attempts?: number;
  readonly error?: string | null;
}

const OVER = ['sent', 'dead', 'unclear', 'dropped'];

/** @returns whether the mail was still in the state expected */
export async function changeMail(tx: Pick<Tx, 'db' | 'now'>, id: string, from: string, change: Change): Promise<boolean> {
  const result = await tx.db
    .updateTable('outgoing_mail')
    .set((eb) => ({
      state: change.state,
      ended_at: OVER.includes(change.state) ? tx.now : null,
      version: eb('version', '+', 1),
      ...(change.nextAt === undefined ? {} : { next_at: change.nextAt }),
      ...(change.attempts === undefined ? {} : { attempts: change.attempts }),
      ...(change.error === undefined ? {} : { last_error: change.error?.slice(0, 500) ?? null }),
    }))
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The sender before this one ended while it handed mails over: nobody knows whether they arrived. @returns how many */
export async function giveUpUnclear(tx: Pick<Tx, 'db' | 'now'>): Promise<number> {
  const result = await tx.db
    .updateTable('outgoing_mail')
    .set((eb) => ({
      state: 'unclear',
      ended_at: tx.now,
      version: eb('version', '+', 1),
      last_error: '移交途中进程中断，不知是否已收下 / the process ended while handing it over; nobody knows whether it was taken',
    }))
    .where('state', '=', 'handing-over')
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export interface MailFilter {
  readonly state: 'waiting' | 'sent' | 'dead' | 'unclear' | null;
  readonly after: string | null;
  readonly limit: number;
}

const listed = (tx: Pick<Tx, 'db'>) =>
  tx.db
    .selectFrom('outgoing_mail')
    .innerJoin('account', 'account.id', 'outgoing_mail.account_id')
    .leftJoin('notification', 'notification.id', 'notification_id')
    .select(['outgoing_mail.id', 'account.login', 'event', 'outgoing_mail.state', 'attempts', 'next_at as nextAt'])
    .select(['last_error as lastError', 'outgoing_mail.created_at as createdAt', 'ended_at as endedAt', 'outgoing_mail.version']);

/** Mails of the accounts within sight, the latest first; never what they say, nor where they go. */
export function listMails(tx: Pick<Tx, 'db'>, filter: MailFilter) {
  return listed(tx)
    .$if(filter.state !== null, (query) => query.where('outgoing_mail.state', '=', filter.state!))
    .$if(filter.after !== null, (query) => query.where('outgoing_mail.id', '<', filter.after!))
    .orderBy('outgoing_mail.id', 'desc')
    .limit(filter.limit)
    .execute();
}

/** How many mails wait, are dead, or unclear, within sight; and since when the oldest due one waits. */
export async function countMails(tx: Pick<Tx, 'db' | 'now'>) {
  const row = await tx.db
    .selectFrom('outgoing_mail')
    .select([
      sql<number>`count(*) filter (where state = 'waiting')`.as('waiting'),
      sql<number>`count(*) filter (where state = 'dead')`.as('dead'),
      sql<number>`count(*) filter (where state = 'unclear')`.as('unclear'),
      sql<Date | null>`min(created_at) filter (where state = 'waiting' and next_at <= ${tx.now})`.as('oldestDue'),
    ])
    .where('state', 'in', ['waiting', 'dead', 'unclear'])
    .executeTakeFirstOrThrow();
  return row;
}

/** A person has a mail that stopped sent again: an unclear one may then arrive twice, which is that person's decision. */
export async function sendAgain(tx: Tx, id: string, version: number) {
  const found = await listed(tx).where('outgoing_mail.id', '=', id).executeTakeFirst();
  if (found === undefined) return refuseInput('not-found', { path: 'params.id', value: id });
  if (found.version !== version) refuseInput('version-stale', { path: 'If-Match', value: version, current: { version: found.version } });
  if (found.state !== 'dead' && found.state !== 'unclear') refuse('mail-not-stuck', { path: 'params.id', value: found.state });
  await tx.db
    .updateTable('outgoing_mail')
    .set({ state: 'waiting', ended_at: null, attempts: 0, next_at: tx.now, version: version + 1 })
    .where('id', '=', id)
    .execute();
  await tx.announce(MAILS_CHANNEL, '');
  tx.audit({
    event: 'mail-sent-again',
    object: { kind: 'mail', id },
    territory: tx.actor,
    detail: { was: found.state, account: found.login },
  });
  return (await listed(tx).where('outgoing_mail.id', '=', id).executeTakeFirst())!;
}
