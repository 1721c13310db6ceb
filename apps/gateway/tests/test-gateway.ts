/** A gateway in this process between a feed server and a platform that keeps what it was sent; everything over real sockets and files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type Agent, createServer, type IncomingHttpHeaders, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@anjie/admission';
import type { GatewayConfiguration } from '../src/configuration.ts';
import { type RunningGateway, startGateway } from '../src/gateway.ts';
import { FeedServer, SECRET } from './feed-server.ts';

export interface Arrival {
  readonly environment: Environment;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Both environments of a platform: keeps every request, answers with `reply` or as `answer` says. */
export class Platform {
  readonly arrivals: Arrival[] = [];
  reply: Buffer = Buffer.from('{ "infcode": 0,\n "output" : {"a":1e2} }');
  answer: ((response: ServerResponse, arrival: Arrival) => void) | null = null;
  readonly ports: Record<Environment, number> = { production: 0, test: 0 };
  readonly #servers: Server[] = [];

  async start(): Promise<void> {
    for (const environment of ['production', 'test'] as const) {
      const server = createServer(async (incoming, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        const arrival = { environment, url: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks) };
        this.arrivals.push(arrival);
        if (this.answer !== null) this.answer(response, arrival);
        else response.writeHead(200, { 'content-type': 'application/json', 'x-platform': environment }).end(this.reply);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.ports[environment] = (server.address() as AddressInfo).port;
      this.#servers.push(server);
    }
  }

  stop(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** x-anjie-refusal, null where the platform answered */
  readonly refusal: string | null;
  readonly clause: string | null;
  readonly message: string;
}

export class TestGateway implements AsyncDisposable {
  readonly server = new FeedServer();
  readonly platform = new Platform();
  folder = '';
  gateway: RunningGateway | null = null;
  change: Partial<GatewayConfiguration> = {};

  static async prepare(change: Partial<GatewayConfiguration> = {}): Promise<TestGateway> {
    const system = new TestGateway();
    system.folder = await mkdtemp(join(tmpdir(), 'gateway-test-'));
    system.change = change;
    await system.platform.start();
    await system.server.start();
    return system;
  }

  configuration(): GatewayConfiguration {
    return {
      mode: 'demonstration',
      id: 'gw-test',
      host: '127.0.0.1',
      port: 0,
      tls: null,
      caFile: null,
      upstreams: (['production', 'test'] as const).map((environment) => ({
        environment,
        origin: `http://127.0.0.1:${this.platform.ports[environment]}`,
        base: '',
      })),
      upstreamTimeoutMs: 5_000,
      serverUrl: this.server.url,
      secret: SECRET,
      data: join(this.folder, 'data'),
      ...this.change,
    };
  }

  /** Starts, or starts again after `stop`. */
  async start(): Promise<void> {
    this.gateway = await startGateway(this.configuration());
  }

  /** Starts and waits until the gateway is where the server is. */
  async startCurrent(): Promise<void> {
    await this.start();
    await until('the gateway is current', async () => {
      const health = await this.health();
      return health.state === 'ready' && health.epoch === this.server.epoch && health.revision === this.server.revision;
    });
  }

  async stop(): Promise<void> {
    await this.gateway?.close();
    this.gateway = null;
  }

  async health(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.send(null, 'GET', '/health', '')).body.toString()) as Record<string, unknown>;
  }

  /** Posts a message from an address. */
  post(
    ip: string,
    body: string | Buffer,
    options: { path?: string; agent?: Agent; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    return this.send(ip, 'POST', options.path ?? '/production/fsi/api/rsfComIfsService/callService', body, options);
  }

  send(
    ip: string | null,
    method: string,
    path: string,
    body: string | Buffer,
    options: { agent?: Agent; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.gateway?.port,
          ...(ip === null ? {} : { localAddress: ip }),
          method,
          path,
          agent: options.agent ?? false,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...options.headers },
        },
        async (response) => {
          const chunks: Buffer[] = [];
          try {
            for await (const chunk of response) chunks.push(chunk as Buffer);
          } catch (error) {
            return reject(error);
          }
          const whole = Buffer.concat(chunks);
          const refusal = (response.headers['x-anjie-refusal'] as string | undefined) ?? null;
          const clause = response.headers['x-anjie-clause'] as string | undefined;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: whole,
            refusal,
            clause: clause === undefined ? null : decodeURIComponent(clause),
            message: refusal === null || whole.length === 0 ? '' : String((JSON.parse(whole.toString()) as { err_msg: string }).err_msg),
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.server.stop();
    this.platform.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Waits until something is so; fails, naming it, after ten seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`still not so after ten seconds: ${what}`);
}
