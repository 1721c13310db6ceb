import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { tlsFault } from '@anjie/transport';
import { Agent, request } from 'undici';
import { type FeedMessage, readFeedLine } from './feed-message.ts';
import { type ServerIdentity, signedHeaders } from './server-client.ts';

/** Silence is not knowledge: without a byte for this long the connection is given up. The server sends a heartbeat each second. */
const SILENCE_MS = 5_000;
const LONGEST_LINE = 64 * 1024 * 1024;
const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** What the gateway has, or null to ask for a snapshot. */
export interface Position {
  readonly epoch: string;
  readonly revision: number;
}

export interface FeedReceiver {
  /** asked before each connection */
  position(): Position | null;
  /** Takes one message; throwing ends the connection. */
  take(message: FeedMessage, body: string): Promise<void> | void;
  /** The connection ended, for whatever reason; a half received snapshot is void. */
  ended(error: unknown): Promise<void> | void;
}

/** Holds the connection to the server's feed, and holds it again whenever it ends. */
export class FeedClient {
  readonly #identity: ServerIdentity;
  readonly #instance: string;
  readonly #receiver: FeedReceiver;
  readonly #log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
  /** why the feed ended last, as it was logged; the same reason again is not */
  #reason = '';
  readonly #agent = new Agent({ connections: 1 });
  readonly #stop = new AbortController();
  #pauseMs = SHORTEST_PAUSE_MS;
  /** a message is being taken in */
  #taking = false;
  #running: Promise<void> = Promise.resolve();

  constructor(
    identity: ServerIdentity,
    instance: string,
    receiver: FeedReceiver,
    log: (event: string, facts: Readonly<Record<string, unknown>>) => void = () => undefined,
  ) {
    this.#log = log;
    this.#identity = identity;
    this.#instance = instance;
    this.#receiver = receiver;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#agent.destroy();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const error = await this.#connect().then(
        () => new Error('the server ended the feed'),
        (reason: unknown) => reason,
      );
      if (this.#stop.signal.aborted) break;
      this.#tell(error);
      await this.#receiver.ended(error);
      // Spread out, so that a thousand gateways do not return in the same instant.
      await pause(this.#pauseMs + randomInt(this.#pauseMs), undefined, { signal: this.#stop.signal }).catch(() => undefined);
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    }
    await this.#receiver.ended(null);
  }

  #tell(error: unknown): void {
    const reason = tlsFault(error) ?? (error instanceof Error ? error.message : String(error));
    if (reason !== this.#reason) this.#log('feed-ended', { reason });
    this.#reason = reason;
  }

  async #connect(): Promise<void> {
    const position = this.#receiver.position();
    const query = new URLSearchParams(position === null ? {} : { epoch: position.epoch, after: String(position.revision) });
    query.set('instance', this.#instance);
    const url = new URL(`${this.#identity.serverUrl}/api/v1/enforcement/feed?${query}`);
    const headers = signedHeaders(this.#identity, 'GET', url.pathname + url.search, Date.now(), '');
    const silence = new AbortController();
    const watchdog = setTimeout(() => {
      // Taking in a snapshot may take longer than the server may be silent.
      if (this.#taking) watchdog.refresh();
      else silence.abort(new Error(`the feed was silent for ${SILENCE_MS} ms`));
    }, SILENCE_MS).unref();
    try {
      const reply = await request(url, {
        headers,
        dispatcher: this.#agent,
        signal: AbortSignal.any([silence.signal, this.#stop.signal]),
        bodyTimeout: 0,
      });
      if (reply.statusCode !== 200) throw new Error(`the server answered ${reply.statusCode}: ${(await reply.body.text()).slice(0, 200)}`);
      await this.#read(reply.body, () => watchdog.refresh());
    } finally {
      this.#taking = false;
      clearTimeout(watchdog);
    }
  }

  async #read(chunks: AsyncIterable<Buffer>, heard: () => void): Promise<void> {
    let parts: Buffer[] = [];
    let held = 0;
    for await (const chunk of chunks) {
      heard();
      let from = 0;
      for (let to = chunk.indexOf(0x0a); to >= 0; to = chunk.indexOf(0x0a, from)) {
        parts.push(chunk.subarray(from, to));
        const { message, body } = readFeedLine(Buffer.concat(parts).toString('utf8'), this.#identity.secret);
        this.#taking = true;
        await this.#receiver.take(message, body);
        this.#taking = false;
        heard();
        this.#pauseMs = SHORTEST_PAUSE_MS;
        this.#reason = '';
        parts = [];
        held = 0;
        from = to + 1;
      }
      if (from < chunk.length) parts.push(chunk.subarray(from));
      held += chunk.length - from;
      if (held > LONGEST_LINE) throw new Error('a line of the feed is longer than 64 MiB');
    }
  }
}
