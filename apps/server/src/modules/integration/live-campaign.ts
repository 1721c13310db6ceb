/** A run as it happens: the bed's events passed on to whoever may follow the application. */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Actor } from '../../ground/actor.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { mustBeOf } from './read-run.ts';
import type { TestBed } from './test-bed.ts';

/** A session that has ended is told nothing more: after so long the reader asks again, with its token. */
const LIFETIME_MS = 60_000;
/** A HIS may send hundreds of messages a second; nobody reads faster than this. */
const GATHER_MS = 250;

const told = z.looseObject({
  run: z.number(),
  messages: z.number(),
  cases: z.array(z.looseObject({ id: z.string(), state: z.string(), reason: z.string(), next: z.string(), progress: z.array(z.number()) })),
});

export interface Follower {
  readonly actor: Actor;
  readonly requestId: string;
  readonly number: string;
  readonly campaign: string;
}

export interface LiveCampaigns {
  /** @throws Refusal, also for what lies in another territory, and where the bed does not answer */
  open(follower: Follower, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** the state once, for who asked for no stream */
  once(follower: Follower): Promise<string>;
  /** server-sent events (WHATWG HTML §9.2): the whole state whenever it changed; a comment each time the bed says that it is alive */
  serve(source: ReadableStream<Uint8Array>, left: AbortController, response: ServerResponse): Promise<void>;
}

export function liveCampaigns(transactor: Transactor, bed: TestBed): LiveCampaigns {
  const open: LiveCampaigns['open'] = async ({ actor, requestId, number, campaign }, signal) => {
    await transactor.run(actor, requestId, (tx) => mustBeOf(tx, number, campaign));
    return bed.follow(`/campaigns/${campaign}/live`, signal);
  };
  return {
    open,
    async once(follower) {
      const left = new AbortController();
      const state = gatherer();
      try {
        for await (const data of eventsOf(await open(follower, left.signal))) if (data !== null) return state(data);
        return state(null);
      } finally {
        left.abort();
      }
    },
    async serve(source, left, response) {
      const end = setTimeout(() => left.abort(), LIFETIME_MS);
      response.once('close', () => left.abort());
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const state = gatherer();
      let timer: NodeJS.Timeout | null = null;
      const tell = () => {
        timer = null;
        // A reader that takes nothing is not written to: what it missed comes whole with the next state.
        if (!response.writableNeedDrain) response.write(`data: ${state(null)}\n\n`);
      };
      try {
        for await (const data of eventsOf(source)) {
          if (data === null) {
            response.write(': \n\n');
            continue;
          }
          state(data);
          timer ??= setTimeout(tell, GATHER_MS);
        }
      } catch {
        // The line to the bed broke, or the reader left: the page says that it is stale, and asks again.
      } finally {
        clearTimeout(end);
        if (timer !== null) clearTimeout(timer);
        left.abort();
        response.end();
      }
    },
  };
}

/** Takes what changed and gives the whole; a new run begins with nothing. */
function gatherer(): (data: string | null) => string {
  let run = 0;
  let messages = 0;
  const cases = new Map<string, { id: string; state: string; reason: string; next: string; progress: number[] }>();
  return (data) => {
    if (data !== null) {
      const news = told.parse(JSON.parse(data));
      if (news.run !== run) cases.clear();
      [run, messages] = [news.run, news.messages];
      for (const { id, state, reason, next, progress } of news.cases) cases.set(id, { id, state, reason, next, progress });
    }
    return JSON.stringify({ run, messages, cases: [...cases.values()] });
  };
}

/** The data of each event; null for a comment. */
async function* eventsOf(source: ReadableStream<Uint8Array>): AsyncGenerator<string | null> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of source) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop()!;
    for (const event of events) {
      const data = event.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
      yield data.length === 0 ? null : data.join('\n');
    }
  }
}
