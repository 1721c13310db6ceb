import type pg from 'pg';
import type { Clock } from '../../ground/clock.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import { mailOf } from './mail-text.ts';
import { changeMail, type DueMail, earliestMail, giveUpUnclear, MAILS_CHANNEL, nextDue, toldBy } from './outgoing.store.ts';
import { notBefore } from './quiet.ts';
import { type MailServer, type OpenMailServer, openMailServer, withoutAddresses } from './smtp.ts';

/** One server of the installation sends at a time: whoever holds this advisory lock, on a connection of its own that dies with the process. */
const SENDER_LOCK = 7045;
const LONGEST_SLEEP_MS = 30_000;
const SHORTEST_SLEEP_MS = 100;
const LONGEST_DELAY_MS = 6 * 3_600_000;
/** With a first delay of a minute the last attempt comes after about two days. */
const MOST_ATTEMPTS = 16;

export interface MailSettings {
  readonly server: MailServer;
  /** address of the portal, for the foot of a mail */
  readonly portal: string | null;
  /** delay before the second attempt; each later one doubles it */
  readonly retryMs: number;
}

/** Whether a date is worked in a place; null where its year's holidays are not held. Told from above, where the calendar lives. */
export type WorkedDays = (
  tx: Pick<Tx, 'db'>,
  place: { readonly prov: string | null; readonly city: string | null; readonly div: string | null },
) => Promise<(date: string) => boolean | null>;

export interface MailSender {
  /** the clock was moved */
  wake(): void;
  close(): Promise<void>;
}

interface Parts {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: Listener;
  readonly pool: pg.Pool;
  /** null: no mail server is configured, and mails wait */
  readonly mail: MailSettings | null;
  readonly worked: WorkedDays;
}

/**
 * Sends what waits. A mail is handed to the mail server at most once: it is marked before it goes out, and where the process or the connection
 * ends in between it is listed as unclear and not sent again by itself. What has not begun to go out is tried again, with growing delay.
 */
export function startSendingMails(parts: Parts): MailSender {
  const { log, listener, clock, transactor, mail } = parts;
  if (mail === null) return { wake() {}, async close() {} };
  let closed = false;
  let wake = Promise.withResolvers<void>();
  const ring = () => {
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  listener.on(MAILS_CHANNEL, ring);
  const sleep = (ms: number, awake: Promise<void>) => {
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, ms);
    return Promise.race([timer.promise, awake]).finally(() => clearTimeout(handle));
  };
  let holder: Holder | null = null;
  const run = async () => {
    while (!closed) {
      const awake = wake.promise;
      let ms = LONGEST_SLEEP_MS;
      try {
        if (holder === null || holder.lost()) {
          holder?.release();
          holder = await becomeSender(parts.pool);
          if (holder !== null) await transactor.asSystem(newRequestId(), giveUpUnclear);
        }
        if (holder !== null) {
          await sendDue({ ...parts, mail }, () => closed || holder!.lost());
          const next = await transactor.asSystem(newRequestId(), earliestMail);
          if (next !== null) ms = Math.min(ms, Math.max(next - clock.now().getTime(), SHORTEST_SLEEP_MS));
        }
      } catch (error) {
        if (!closed) log.warn('mails-wait', { error: withoutAddresses(String(error)) });
        ms = Math.min(ms, mail.retryMs);
      }
      if (!closed) await sleep(ms, awake);
    }
    holder?.release();
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

interface Holder {
  lost(): boolean;
  release(): void;
}

/** Null: another server sends. */
async function becomeSender(pool: pg.Pool): Promise<Holder | null> {
  const client = await pool.connect();
  let lost = false;
  client.once('error', () => {
    lost = true;
  });
  client.once('end', () => {
    lost = true;
  });
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [SENDER_LOCK]);
  if (rows[0]?.held !== true) {
    client.release();
    return null;
  }
  return { lost: () => lost, release: () => client.release(true) };
}

async function sendDue(parts: Parts & { readonly mail: MailSettings }, ended: () => boolean): Promise<void> {
  const { transactor } = parts;
  let server: OpenMailServer | null = null;
  try {
    while (!ended()) {
      const due = await transactor.asSystem(newRequestId(), (tx) => chooseMail(tx, parts.worked));
      if (due === null) return;
      if (due === 'passed') continue;
      const { mail, told } = due;
      try {
        server ??= await openMailServer(parts.mail.server);
      } catch (error) {
        await transactor.asSystem(newRequestId(), (tx) => later(tx, mail, 'waiting', String((error as Error).message), parts.mail.retryMs));
        return;
      }
      const marked = await transactor.asSystem(newRequestId(), (tx) => changeMail(tx, mail.id, 'waiting', { state: 'handing-over' }));
      if (!marked) continue;
      const ended = await server.handOver(mailOf(mail, told, parts.clock.now(), parts.mail.portal));
      await transactor.asSystem(newRequestId(), async (tx) => {
        if (ended.outcome === 'sent')
          await changeMail(tx, mail.id, 'handing-over', { state: 'sent', error: null, attempts: mail.attempts + 1 });
        else if (ended.outcome === 'later') await later(tx, mail, 'handing-over', ended.error, parts.mail.retryMs);
        else {
          const state = ended.outcome === 'refused' ? 'dead' : 'unclear';
          await changeMail(tx, mail.id, 'handing-over', { state, error: ended.error, attempts: mail.attempts + 1 });
        }
      });
      if (ended.outcome !== 'sent') {
        server.close();
        server = null;
      }
    }
  } finally {
    server?.close();
  }
}

type Chosen = { readonly mail: DueMail & { readonly email: string }; readonly told: Awaited<ReturnType<typeof toldBy>> };

/** The next mail to send, with what it tells; 'passed': one was put off or dropped; null: none is due. */
async function chooseMail(tx: Tx, worked: WorkedDays): Promise<Chosen | 'passed' | null> {
  const mail = await nextDue(tx);
  if (mail === null) return null;
  const told = await toldBy(tx, mail);
  const { email } = mail;
  if (email === null || told.length === 0) {
    await changeMail(tx, mail.id, 'waiting', { state: 'dropped' });
    return 'passed';
  }
  const at = notBefore(tx.now, mail, await worked(tx, mail));
  if (at > tx.now) {
    await changeMail(tx, mail.id, 'waiting', { state: 'waiting', nextAt: at });
    return 'passed';
  }
  return { mail: { ...mail, email }, told };
}

/** Not sent, and known not to be: tried again later, or dead once it was tried long enough. */
async function later(tx: Tx, mail: DueMail, from: 'waiting' | 'handing-over', error: string, retryMs: number): Promise<void> {
  const attempts = mail.attempts + 1;
  const delay = Math.min(retryMs * 2 ** (attempts - 1), LONGEST_DELAY_MS);
  const dead = attempts >= MOST_ATTEMPTS;
  await changeMail(tx, mail.id, from, {
    state: dead ? 'dead' : 'waiting',
    attempts,
    error: withoutAddresses(error),
    ...(dead ? {} : { nextAt: new Date(tx.now.getTime() + delay) }),
  });
}
