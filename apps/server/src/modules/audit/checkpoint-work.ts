import type { Clock } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import { newRequestId, type Transactor, type Tx } from '../../ground/transaction.ts';
import type { AuditKeys } from './audit-keys.ts';
import { markDelivered, trySigningLock, undelivered, waitForSigningLock } from './checkpoint.store.ts';
import type { SecondPlace } from './second-place.ts';
import { BrokenAudit, type Signing, signOnce } from './sign-checkpoints.ts';

/** When a checkpoint is due: so many new rows, or so long after the last one, whichever is first, and only if there is a new row. */
export interface CheckpointPace {
  readonly rows: number;
  readonly seconds: number;
}

export interface CheckpointWork {
  /** Signs whatever is not signed yet, without waiting for the pace, and delivers it. @throws BrokenAudit */
  signNow(): Promise<void>;
  /** why nothing is signed at present, or null */
  readonly broken: string | null;
  close(): Promise<void>;
}

const LOOK_MS = 1000;
const BATCH = 100;

/** The one loop of the audit. Any number of servers may run it; the one that holds the lock signs and delivers. */
export function startCheckpointWork(parts: {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: AuditKeys;
  readonly installation: string;
  readonly places: readonly SecondPlace[];
  readonly pace: CheckpointPace;
}): CheckpointWork {
  const { transactor, clock, log, places, pace } = parts;
  const closing = Promise.withResolvers<void>();
  let closed = false;
  let broken: string | null = null;

  const { installation, keys } = parts;
  const signing = async (db: Tx['db'], due: Signing['due']): Promise<Signing> => ({
    key: await keys.current(db),
    ours: await keys.ours(db),
    installation,
    places,
    now: clock.now(),
    due,
  });
  // A demonstration's clock may have been set back: then the last checkpoint lies in the future, and is as far away.
  const paced: Signing['due'] = (rows, last) =>
    rows >= pace.rows || last === null || Math.abs(clock.now().getTime() - last.at.getTime()) >= pace.seconds * 1000;

  const sign = (due: Signing['due'], lock: 'try' | 'wait') =>
    transactor.asSystem(newRequestId(), async (tx) => {
      if (lock === 'wait') await waitForSigningLock(tx.db);
      else if (!(await trySigningLock(tx.db))) return false;
      return signOnce(tx.db, await signing(tx.db, due));
    });
  const deliver = (place: SecondPlace) =>
    transactor.asSystem(newRequestId(), async (tx) => {
      if (!(await trySigningLock(tx.db))) return 0;
      const waiting = await undelivered(tx.db, place.name, BATCH);
      for (const { size, checkpoint } of waiting) {
        await place.take(checkpoint);
        await markDelivered(tx.db, size, place.name, clock.now());
      }
      return waiting.length;
    });
  const deliverAll = async () => {
    for (const place of places)
      try {
        while ((await deliver(place)) === BATCH);
      } catch (error) {
        if (!closed) log.warn('audit-checkpoint-not-delivered', { place: place.name, error: String(error) });
      }
  };
  const tell = (error: unknown) => {
    const text = String((error as Error).message ?? error);
    if (error instanceof BrokenAudit) {
      if (broken !== text) log.warn('audit-broken', { error: text });
      broken = text;
    } else if (!closed) log.warn('audit-checkpoint-waits', { error: text });
  };

  const run = async () => {
    while (!closed) {
      try {
        // Each leaves the house before the next is signed: rows that come faster than they are signed do not keep the window open.
        while (!closed && (await sign(paced, 'try'))) await deliverAll();
        broken = null;
      } catch (error) {
        tell(error);
      }
      await deliverAll();
      const pause = Promise.withResolvers<void>();
      const timer = setTimeout(pause.resolve, LOOK_MS);
      await Promise.race([pause.promise, closing.promise]);
      clearTimeout(timer);
    }
  };
  const running = run();
  return {
    async signNow() {
      // Up to the rows that are there now: those that come meanwhile are the loop's.
      let target: number | null = null;
      const due: Signing['due'] = (rows, last) => {
        const size = last?.size ?? 0;
        target ??= size + rows;
        return size < target;
      };
      try {
        while (await sign(due, 'wait'));
      } catch (error) {
        tell(error);
        throw error;
      }
      await deliverAll();
    },
    get broken() {
      return broken;
    },
    async close() {
      closed = true;
      closing.resolve();
      await running;
    },
  };
}
