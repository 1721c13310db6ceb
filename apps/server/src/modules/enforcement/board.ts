import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '../../ground/actor.ts';
import type { Listener } from '../../ground/listener.ts';
import type { Log } from '../../ground/log.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { FEED_CHANNEL } from '../admission/index.ts';
import { cutOffProgress, readCutOffProgress } from './cut-off-progress.ts';

const HEARTBEAT_MS = 2000;
/** A session that has ended is told nothing more: after so long the reader asks again, with its token. */
const LIFETIME_MS = 60_000;

/** Who watches, and what. */
export interface Watch {
  readonly actor: Actor;
  readonly requestId: string;
  readonly code: string;
}

export interface Board {
  /** the state as it stands now. @throws Refusal, also for an institution of another territory */
  read(watch: Watch): Promise<string>;
  /** server-sent events (WHATWG HTML §9.2): the state now and whenever it changed; a comment in between says that the line is alive */
  serve(watch: Watch, first: string, response: ServerResponse): Promise<void>;
  /** something arrived from a gateway */
  ring(): void;
  close(): void;
}

/** The board of a cut-off: pushed when the feed moves, when a gateway reports, and looked at again with every heartbeat. */
export function openBoard({ transactor, log, listener }: { transactor: Transactor; log: Log; listener: Listener }): Board {
  const closing = new AbortController();
  let wake = Promise.withResolvers<void>();
  const ring = () => {
    const ringing = wake;
    wake = Promise.withResolvers<void>();
    ringing.resolve();
  };
  listener.on(FEED_CHANNEL, ring);
  const read = ({ actor, requestId, code }: Watch) =>
    transactor.run(actor, requestId, async (tx) => JSON.stringify(cutOffProgress.parse(await readCutOffProgress(tx, code))));

  return {
    read,
    async serve(watch, first, response) {
      const left = new AbortController();
      response.once('close', () => left.abort());
      const ended = AbortSignal.any([left.signal, closing.signal, AbortSignal.timeout(LIFETIME_MS)]);
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      try {
        let sent = first;
        response.write(`data: ${sent}\n\n`);
        while (!ended.aborted) {
          await Promise.race([wake.promise, delay(HEARTBEAT_MS, undefined, { signal: ended })]);
          const now = await read(watch);
          // A reader that takes nothing is not written to: what it missed comes whole with the next state.
          if (response.writableNeedDrain) continue;
          response.write(now === sent ? ': \n\n' : `data: ${now}\n\n`);
          sent = now;
        }
      } catch (error) {
        if (!ended.aborted) log.warn('board-ended', { institution: watch.code, error: String(error) });
      } finally {
        response.end();
      }
    },
    ring,
    close() {
      closing.abort();
      ring();
    },
  };
}
