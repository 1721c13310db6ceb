import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame } from '@anjie/admission';
import type pg from 'pg';
import type { Clock } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { FEED_CHANNEL } from '../admission/index.ts';
import { type FeedDb, readEntries, readFrame, readHead, readOrders, readPolicies, readSettings } from './feed.store.ts';
import { type KnownGateway, mac } from './gateway-secret.ts';

const HEARTBEAT_MS = 1000;
const CHUNK = 1000;

export interface Feed {
  /** streams until the gateway leaves or the server stops */
  serve(gateway: KnownGateway, from: { epoch: string | null; after: number | null }, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

/**
 * The feed: state, not history. One listener per process wakes every stream; a stream that stands at the same revision as another shares
 * its frame. A poll each second does what a lost notification would have done.
 */
export async function openFeed(dependencies: { transactor: Transactor; clock: Clock; log: Log; pool: pg.Pool }): Promise<Feed> {
  const { transactor, clock, log } = dependencies;
  let closed = false;
  let wake = Promise.withResolvers<void>();
  let shared = new Map<string, Promise<Frame>>();
  const ring = () => {
    shared = new Map();
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  const listener = listen(dependencies.pool, ring, log, () => closed);
  const poll = setInterval(ring, HEARTBEAT_MS);

  const frameAfter = (gateway: KnownGateway, after: number): Promise<Frame> => {
    const key = `${gateway.prov} ${after}`;
    const reading = shared.get(key) ?? transactor.snapshot((db) => readFrame(db, gateway.prov, after, clock.now().getTime()));
    shared.set(key, reading);
    return reading;
  };

  return {
    async serve(gateway, from, response) {
      response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
      response.flushHeaders();
      const send = async (message: object) => {
        const body = JSON.stringify(message);
        if (!response.write(`${JSON.stringify({ body, mac: mac(gateway.secret, body) })}\n`)) await once(response, 'drain');
      };
      const open = () => !closed && !response.destroyed && !response.writableEnded;
      try {
        const head = await transactor.snapshot(readHead);
        const continues = from.epoch === head.epoch && from.after !== null && from.after <= head.revision;
        let at = continues ? { epoch: head.epoch, revision: from.after!, generation: -1 } : await sendSnapshot(gateway, send);
        while (open()) {
          const awake = wake.promise;
          const frame = await frameAfter(gateway, at.revision);
          if (frame.epoch !== at.epoch) break;
          if (frame.revision > at.revision) {
            const policies = await transactor.snapshot((db) => readPolicies(db, clock.now()));
            await send({ type: 'frame', frame: { ...frame, policies: policies.generation === at.generation ? [] : policies.policies } });
            at = { epoch: frame.epoch, revision: frame.revision, generation: policies.generation };
          }
          const settings = await transactor.snapshot((db) => readSettings(db, gateway.id));
          await send({ type: 'heartbeat', epoch: at.epoch, revision: at.revision, serverTime: clock.now().getTime(), settings });
          await awake;
        }
      } catch (error) {
        if (open()) log.warn('feed-ended', { gateway: gateway.code, error: String(error) });
      } finally {
        response.end();
      }
    },
    async close() {
      closed = true;
      clearInterval(poll);
      ring();
      await listener.close();
    },
  };

  /** The whole state in one snapshot of the database, in chunks; the digest is SM3 over the bodies of the chunks. */
  async function sendSnapshot(gateway: KnownGateway, send: (message: object) => Promise<void>) {
    return transactor.snapshot(async (db: FeedDb) => {
      const head = await readHead(db);
      const orders = await readOrders(db, -1, head.revision);
      const policies = await readPolicies(db, clock.now());
      const digest = createHash('sm3');
      await send({ type: 'snapshot-begin', epoch: head.epoch, revision: head.revision, serverTime: clock.now().getTime() });
      let after: string | null = null;
      let count = 0;
      for (;;) {
        const entries = await readEntries(db, gateway.prov, -1, head.revision, after, CHUNK);
        if (entries.length === 0) break;
        const message = { type: 'entries', entries };
        digest.update(JSON.stringify(message));
        await send(message);
        count += entries.length;
        after = entries.at(-1)!.institution;
      }
      await send({
        type: 'snapshot-end',
        epoch: head.epoch,
        revision: head.revision,
        serverTime: clock.now().getTime(),
        entries: count,
        orders,
        policies: policies.policies,
        settings: await readSettings(db, gateway.id),
        digest: digest.digest('hex'),
      });
      return { ...head, generation: policies.generation };
    });
  }
}

/** LISTEN on a connection of its own, opened again whenever it breaks. */
function listen(pool: pg.Pool, ring: () => void, log: Log, closed: () => boolean): { close(): Promise<void> } {
  let client: pg.PoolClient | null = null;
  const keep = async () => {
    while (!closed()) {
      try {
        client = await pool.connect();
        client.on('notification', ring);
        const ended = new Promise<void>((resolve) => client!.once('error', () => resolve()).once('end', () => resolve()));
        await client.query(`listen ${FEED_CHANNEL}`);
        ring();
        await ended;
      } catch (error) {
        if (!closed()) log.warn('feed-listener-lost', { error: String(error) });
      }
      client?.release(true);
      client = null;
      if (!closed()) await delay(500);
    }
  };
  const keeping = keep();
  return {
    async close() {
      const held = client;
      client = null;
      held?.emit('end');
      await Promise.race([keeping, delay(1000)]);
    },
  };
}
