import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { canonicalAddress } from '@anjie/admission';
import { type CertificateFiles, keepSecure, secureOptions } from '@anjie/transport';
import { type Connection, type ConnectionRegister, closeWhenIdle } from './connection-register.ts';
import type { Knowledge } from './knowledge.ts';

/** A request whose body has been read, up to the limit. */
export interface Received {
  readonly id: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  /** one byte above the limit where the body is longer */
  readonly body: Buffer;
  /** monotonic ms, for durations */
  readonly startedAt: number;
}

export interface ListenerOptions {
  readonly knowledge: Knowledge;
  readonly connections: ConnectionRegister;
  /** null: plain HTTP */
  readonly tls: CertificateFiles | null;
  log(event: string, facts: Readonly<Record<string, unknown>>): void;
  /** largest body in bytes from this source */
  maxBody(ip: string): number;
  /** Answers what is not for the platform (status pages); false where it is. */
  page(request: IncomingMessage, response: ServerResponse): boolean;
  handle(received: Received): void;
  /** Bytes came that are no HTTP request, or one that two readers could read differently (RFC 9112 section 11.2). */
  malformed(ip: string, id: string): void;
}

const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 75_000;

/** The HTTP side towards the institutions: strict framing, one register of connections, bodies read up to a limit. */
export function createListener(options: ListenerOptions): Server {
  const open = new WeakMap<Socket, Connection>();
  const server = listen(options, (request, response) => {
    const connection = open.get(request.socket);
    if (connection === undefined || options.page(request, response)) return;
    receive(request, response, connection, options);
  });
  server.on(options.tls === null ? 'connection' : 'secureConnection', (socket: Socket) => {
    const ip = addressOf(socket);
    const { knowledge, connections } = options;
    open.set(socket, connections.open(socket, ip, knowledge.ownerOf(ip), knowledge.step));
  });
  server.on('clientError', (_error, stream) => {
    const socket = stream as Socket;
    if (!socket.writable) return void socket.destroy();
    const id = randomUUID();
    options.malformed(addressOf(socket), id);
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nx-anjie-refusal: body-unreadable\r\nx-anjie-request: ${id}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    );
  });
  for (const event of ['upgrade', 'connect'] as const) server.on(event, (_request: IncomingMessage, socket: Socket) => socket.destroy());
  return server;
}

const FRAMING = {
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  maxHeaderSize: 16 * 1024,
  insecureHTTPParser: false,
  noDelay: true,
};

function listen({ tls, log }: ListenerOptions, answer: RequestListener): Server {
  if (tls === null) return createServer(FRAMING, answer);
  const server = createSecureServer({ ...FRAMING, ...secureOptions(tls) }, answer);
  server.once('close', keepSecure(server, tls, log));
  return server;
}

function receive(request: IncomingMessage, response: ServerResponse, connection: Connection, options: ListenerOptions): void {
  const startedAt = performance.now();
  const limit = options.maxBody(connection.ip);
  const chunks: Buffer[] = [];
  let length = 0;
  let handled = false;
  connection.active += 1;
  response.once('close', () => options.connections.answered(connection));
  const complete = () => {
    if (handled) return;
    handled = true;
    if (length > limit) closeWhenIdle(connection);
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    options.handle({ id: randomUUID(), request, response, connection, body: body.subarray(0, limit + 1), startedAt });
  };
  request.on('data', (chunk: Buffer) => {
    if (handled) return;
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) complete();
  });
  request.once('end', complete);
}

function addressOf(socket: Socket): string {
  const seen = (socket.remoteAddress ?? '').replace(/%.*$/, '');
  return canonicalAddress(seen) ?? seen;
}
