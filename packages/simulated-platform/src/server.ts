import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CertificateFiles, keepSecure, secureOptions } from '@anjie/transport';
import { answer, MAX_BODY } from './engine.ts';
import { loadPolicy } from './policy.ts';
import { PlatformState } from './state.ts';

const JSON_TYPE = 'application/json;charset=UTF-8';

export interface PlatformOptions {
  /** 0 takes any free port */
  readonly port: number;
  readonly host: string;
  /** absent: plain HTTP, as the real platform is reached on its dedicated lines */
  readonly tls?: CertificateFiles | null;
  readonly environment: 'production' | 'test';
  /** epoch ms; default: the system's clock */
  readonly clock?: () => number;
  readonly state?: PlatformState;
}

export interface RunningPlatform {
  readonly port: number;
  readonly environment: 'production' | 'test';
  readonly state: PlatformState;
  /** Takes no new connection, lets requests under way finish, then closes. */
  close(): Promise<void>;
}

/**
 * Starts one environment of the simulated platform. Two environments are two calls and share nothing.
 *
 * POST to any path is a transaction (infno in the body decides); GET /health says who answers. Replies carry x-anjie-simulated: 1, so that
 * nobody takes one for the real platform's. Rejects where the port is taken.
 */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const state = options.state ?? new PlatformState();
  const policy = loadPolicy();
  const clock = options.clock ?? Date.now;
  const server = listener(options.tls ?? null, (request, response) => {
    response.setHeader('x-anjie-simulated', '1');
    response.setHeader('x-anjie-environment', options.environment);
    if (request.method === 'GET' && request.url?.split('?')[0] === '/health') {
      send(response, 200, JSON.stringify({ ok: true, environment: options.environment }));
    } else if (request.method === 'POST') {
      readBody(request, (body) => {
        if (body === null)
          send(
            response,
            413,
            JSON.stringify({ ok: false, message: `报文超过 ${MAX_BODY} 字节 / the body is larger than ${MAX_BODY} bytes` }),
          );
        else {
          const reply = answer(body, state, policy, clock());
          send(response, 200, reply.bytes, reply.file ? 'application/octet-stream' : JSON_TYPE);
        }
      });
    } else send(response, 405, JSON.stringify({ ok: false, message: '请用 POST 发送交易 / send transactions by POST' }));
  });
  // Longer than any pool in front keeps a connection, so that none is closed in the moment it is used again.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    environment: options.environment,
    state,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeIdleConnections();
        // A request that never ends must not hold the close for ever.
        setTimeout(() => server.closeAllConnections(), 5_000).unref();
      }),
  };
}

function listener(tls: CertificateFiles | null, answer: RequestListener): Server {
  if (tls === null) return createServer(answer);
  const server = createSecureServer(secureOptions(tls), answer);
  const log = (event: string, facts: object) => process.stderr.write(`${JSON.stringify({ event, ...facts })}\n`);
  server.once('close', keepSecure(server, tls, log));
  return server;
}

function readBody(request: IncomingMessage, done: (body: Uint8Array | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  });
  request.on('end', () => done(size > MAX_BODY ? null : Buffer.concat(chunks)));
}

function send(response: ServerResponse, status: number, body: string | Uint8Array, type = JSON_TYPE): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
