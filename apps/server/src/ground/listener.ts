import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from './log.ts';

/** What other processes of the installation announce through the database. An announcement only wakes; it never carries state. */
export interface Listener {
  /** `wake` is also called after every reconnection: what was announced meanwhile is lost */
  on(channel: string, wake: (payload: string) => void): void;
  close(): Promise<void>;
}

const RETRY_MS = 500;

/** LISTEN on one connection of its own per process, opened again whenever it breaks. */
export function openListener(pool: pg.Pool, log: Log): Listener {
  const wakers = new Map<string, ((payload: string) => void)[]>();
  const closing = new AbortController();
  let client: pg.PoolClient | null = null;

  const keep = async () => {
    while (!closing.signal.aborted) {
      try {
        client = await pool.connect();
        const held = client;
        held.on('notification', ({ channel, payload }) => {
          for (const wake of wakers.get(channel) ?? []) wake(payload ?? '');
        });
        const ended = new Promise<void>((resolve) => {
          held.once('error', () => resolve()).once('end', () => resolve());
          closing.signal.addEventListener('abort', () => resolve(), { once: true });
          if (closing.signal.aborted) resolve();
        });
        for (const channel of wakers.keys()) await held.query(`listen ${channel}`);
        if (!closing.signal.aborted) for (const wake of [...wakers.values()].flat()) wake('');
        await ended;
      } catch (error) {
        if (!closing.signal.aborted) log.warn('listener-lost', { error: String(error) });
      }
      client?.release(true);
      client = null;
      if (closing.signal.aborted) return;
      await delay(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  let keeping: Promise<void> | null = null;
  return {
    on(channel, wake) {
      wakers.set(channel, [...(wakers.get(channel) ?? []), wake]);
      keeping ??= Promise.resolve().then(keep);
      client?.query(`listen ${channel}`).catch(() => {});
    },
    async close() {
      closing.abort();
      await keeping;
    },
  };
}
