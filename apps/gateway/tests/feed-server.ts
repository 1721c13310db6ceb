/** The server's side of the feed, as a protocol peer for the gateway's tests: state in, lines out, acknowledgements and records kept. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Entry, Frame, GatewayPolicy, ScopeOrder } from '@anjie/admission';
import { hmacSm3Hex, sm3Hex } from '@anjie/guomi/sm3';
import type { GatewaySettings } from '../src/feed-message.ts';
import type { TrafficRecord } from '../src/traffic-record.ts';
import { policy } from './world.ts';

export const SECRET = 'a-secret-of-at-least-32-characters-for-tests';

interface Acknowledgement {
  readonly epoch: string;
  readonly revision: number;
  readonly instance: string;
  readonly skewMs: number;
  readonly retired: boolean;
  readonly verified: readonly {
    readonly code: string;
    readonly revision: number;
    readonly openConnections: number;
    readonly inFlight: number;
    readonly forwardedAfter: number;
  }[];
}

export class FeedServer {
  epoch = 'epoch-1';
  revision = 0;
  settings: GatewaySettings = { defaultPolicy: '640000', releasedEpochs: [] };
  readonly entries = new Map<string, { revision: number; entry: Entry }>();
  readonly orders = new Map<string, { revision: number; order: ScopeOrder }>();
  policies: GatewayPolicy[] = [policy()];
  readonly acknowledgements: Acknowledgement[] = [];
  readonly epochReports: { epoch: string; previousEpoch: string | null; withheld: string[] }[] = [];
  readonly records = new Map<number, TrafficRecord>();
  readonly requests: string[] = [];
  snapshots = 0;
  /** what the answer to an acknowledgement waits for */
  slowly: Promise<void> = Promise.resolve();
  port = 0;
  #server: Server | null = null;
  readonly #feeds = new Set<ServerResponse>();
  #heart: NodeJS.Timeout | undefined;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.port = await listen(server, this.port);
    this.#server = server;
    this.#heart = setInterval(() => this.heartbeat(), 200);
  }

  async stop(): Promise<void> {
    clearInterval(this.#heart);
    const server = this.#server;
    this.#server = null;
    for (const feed of this.#feeds) feed.destroy();
    server?.closeAllConnections();
    await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  }

  /** Records a change and sends its frame; returns the revision. */
  change(change: {
    entries?: readonly Entry[];
    removed?: readonly string[];
    orders?: readonly ScopeOrder[];
    lifted?: readonly string[];
  }): number {
    const previous = this.revision;
    this.revision += 1;
    const revision = this.revision;
    const frame: Frame = {
      epoch: this.epoch,
      previous,
      revision,
      serverTime: Date.now(),
      entries: [
        ...(change.entries ?? []).map((entry) => ({ institution: entry.institution, revision, entry })),
        ...(change.removed ?? []).map((institution) => ({ institution, revision, entry: null })),
      ],
      orders: [
        ...(change.orders ?? []).map((order) => ({ id: order.id, revision, order })),
        ...(change.lifted ?? []).map((id) => ({ id, revision, order: null })),
      ],
      policies: [],
    };
    for (const { institution, entry } of frame.entries) {
      if (entry === null) this.entries.delete(institution);
      else this.entries.set(institution, { revision, entry });
    }
    for (const { id, order } of frame.orders) {
      if (order === null) this.orders.delete(id);
      else this.orders.set(id, { revision, order });
    }
    this.say({ type: 'frame', frame });
    return revision;
  }

  heartbeat(): void {
    this.say({ type: 'heartbeat', epoch: this.epoch, revision: this.revision, serverTime: this.now(), settings: this.settings });
  }

  now(): number {
    return Date.now() + (this.settings.clockOffsetMs ?? 0);
  }

  say(message: object): void {
    for (const feed of this.#feeds) this.#line(feed, message);
  }

  /** Anything at all, to every gateway connected. */
  raw(line: string): void {
    for (const feed of this.#feeds) feed.write(`${line}\n`);
  }

  #line(feed: ServerResponse, message: object): string {
    const body = JSON.stringify(message);
    feed.write(`${JSON.stringify({ body, mac: hmacSm3Hex(SECRET, body) })}\n`);
    return body;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const { url = '', method = '' } = request;
    this.requests.push(`${method} ${url}`);
    const expected = hmacSm3Hex(SECRET, `${method}\n${url}\n${request.headers['x-anjie-time']}\n${sm3Hex(body)}`);
    if (request.headers['x-anjie-mac'] !== expected || request.headers['x-anjie-gateway'] !== 'gw-test') {
      response.writeHead(401).end('{"code":"gateway-unknown"}');
      return;
    }
    if (url.startsWith('/api/v1/enforcement/feed')) return this.#feed(new URL(url, this.url), response);
    const payload = JSON.parse(body);
    let answer: object = {};
    if (url.endsWith('/acknowledgements')) {
      this.acknowledgements.push(payload);
      await this.slowly;
    } else if (url.endsWith('/epoch-reports')) this.epochReports.push(payload);
    else if (url.endsWith('/records')) {
      for (const record of payload.records as TrafficRecord[]) this.records.set(record.seq, record);
      answer = { acknowledged: Math.max(...payload.records.map(({ seq }: TrafficRecord) => seq)) };
    } else {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  #feed(url: URL, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.on('close', () => this.#feeds.delete(response));
    if (url.searchParams.get('epoch') !== this.epoch || Number(url.searchParams.get('after')) !== this.revision) this.#snapshot(response);
    this.#feeds.add(response);
    this.heartbeat();
  }

  #snapshot(feed: ServerResponse): void {
    this.snapshots += 1;
    const at = { epoch: this.epoch, revision: this.revision, serverTime: this.now() };
    this.#line(feed, { type: 'snapshot-begin', ...at, entries: this.entries.size, orders: this.orders.size });
    const entries = [...this.entries].map(([institution, { revision, entry }]) => ({ institution, revision, entry }));
    let bodies = '';
    for (let i = 0; i < entries.length; i += 3) bodies += this.#line(feed, { type: 'entries', entries: entries.slice(i, i + 3) });
    const orders = [...this.orders].map(([id, { revision, order }]) => ({ id, revision, order }));
    const { policies, settings } = this;
    this.#line(feed, { type: 'snapshot-end', ...at, orders, policies, settings, digest: sm3Hex(bodies) });
  }
}

/**
 * Listens on `port`, or on one that is free where it is 0: below the range from which the kernel gives ports to others, so that nobody
 * takes it while the server is away.
 */
async function listen(server: Server, port: number): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const chosen = port === 0 ? randomInt(20_000, 32_000) : port;
    try {
      server.listen(chosen, '127.0.0.1');
      await once(server, 'listening');
      return chosen;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === 50) throw error;
      if (port !== 0) await setTimeout(100);
    }
  }
}
