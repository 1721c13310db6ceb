import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Frame } from '@anjie/admission';
import type { Clock } from '../../ground/clock.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { FEED_CHANNEL } from '../admission/index.ts';
import { countEntries, type FeedDb, readEntries, readFrame, readHead, readOrders, readPolicies, readSettings } from './feed.store.ts';
import { type KnownGateway, mac } from './gateway-secret.ts';

const HEARTBEAT_MS = 1000;
const CHUNK = 1000;
/** A gateway that takes nothing for so long is cut: a snapshot for it would hold back the database's clean-up. */
const STALLED_MS = 30_000;

export interface Feed {
  /** streams until the gateway leaves or the server stops */
  serve(gateway: KnownGateway, from: { epoch: string | null; after: number | null }, response: ServerResponse): Promise<void>;
  /** streams that are open in this process */
  streams(): number;
  close(): Promise<void>;
}

/**
 * The feed: state, not history. One listener per process wakes every stream; a stream that stands at the same revision as another shares
 * its frame. A poll each second does what a lost notification would have done.
 */
export function openFeed(dependencies: { transactor: Transactor; clock: Clock; log: Log; listener: Listener }): Feed {
  const { transactor, clock, log } = dependencies;
  let closed = false;
  let streams = 0;
  let wake = Promise.withResolvers<void>();
  let shared = new Map<string, Promise<Frame>>();
  const ring = () => {
    shared = new Map();
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  dependencies.listener.on(FEED_CHANNEL, ring);
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
      // A gateway that leaves must not keep a snapshot's transaction open: waiting for room ends with the connection.
      const left = new AbortController();
      response.once('close', () => left.abort());
      const send = async (message: object) => {
        left.signal.throwIfAborted();
        const body = JSON.stringify(message);
        if (!response.write(`${JSON.stringify({ body, mac: mac(gateway.secret, body) })}\n`)) await drained(response);
      };
      const open = () => !closed && !left.signal.aborted;
      streams += 1;
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
        streams -= 1;
        response.end();
      }
    },
    streams: () => streams,
    async close() {
      closed = true;
      clearInterval(poll);
      ring();
    },
  };

  /** The whole state in one snapshot of the database, in chunks; the digest is SM3 over the bodies of the chunks. */
  async function sendSnapshot(gateway: KnownGateway, send: (message: object) => Promise<void>) {
    return transactor.snapshot(async (db: FeedDb) => {
      const head = await readHead(db);
      const orders = await readOrders(db, -1, head.revision);
      const policies = await readPolicies(db, clock.now());
      const digest = createHash('sm3');
      await send({
        type: 'snapshot-begin',
        epoch: head.epoch,
        revision: head.revision,
        serverTime: clock.now().getTime(),
        entries: await countEntries(db, gateway.prov),
        orders: orders.length,
      });
      let after: string | null = null;
      for (;;) {
        const entries = await readEntries(db, gateway.prov, -1, head.revision, after, CHUNK);
        if (entries.length === 0) break;
        const message = { type: 'entries', entries };
        digest.update(JSON.stringify(message));
        await send(message);
        after = entries.at(-1)!.institution;
      }
      await send({
        type: 'snapshot-end',
        epoch: head.epoch,
        revision: head.revision,
        serverTime: clock.now().getTime(),
        orders,
        policies: policies.policies,
        settings: await readSettings(db, gateway.id),
        digest: digest.digest('hex'),
      });
      return { ...head, generation: policies.generation };
    });
  }
}

/** @throws Error when the gateway has gone or takes nothing */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      response.off('drain', onDrain).off('close', onClose);
      outcome();
    };
    const onDrain = () => settle(resolve);
    const onClose = () => settle(() => reject(new Error('the gateway has gone')));
    const timer = setTimeout(() => {
      settle(() => reject(new Error('the gateway takes nothing')));
      response.destroy();
    }, STALLED_MS);
    response.once('drain', onDrain).once('close', onClose);
  });
}
