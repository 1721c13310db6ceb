import type { Server as SecureServer } from 'node:https';
import { isIP } from 'node:net';
import { type CertificateFiles, keepSecure, secureOptions } from '@anjie/transport';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Actor, roleAtLevel } from './actor.ts';
import { guardAnswer, refuseUnread } from './answer-headers.ts';
import { clearedFor } from './clearance.ts';
import { asRefusal, translate } from './fault.ts';
import { earlierResponse, idempotencyKey, rememberResponse } from './idempotency.ts';
import type { Log } from './log.ts';
import { problem, Refusal, refuse, type Signal } from './refusal.ts';
import { readInput } from './request-input.ts';
import type { Charge, RequestLimits } from './request-limits.ts';
import type { Route } from './route.ts';
import { newRequestId, type Transactor, type Tx } from './transaction.ts';

export interface HttpDependencies {
  readonly transactor: Transactor;
  readonly log: Log;
  /** finds the actor of a bearer token; or null, or that there never was such a token */
  readonly authenticate: (token: string, address: string) => Promise<Actor | null | 'never-issued'>;
  /** proves a program by the signature of its request, or refuses; the token proves it to the database too */
  readonly authenticateSigned: (header: string, request: SignedRequest) => Promise<{ actor: Actor; proof: string }>;
  /** proves a gateway by the MAC of its request, or refuses */
  readonly authenticateGateway: (request: FastifyRequest) => Promise<string>;
  /** every refusal is recorded, in groups */
  readonly recordRefusal: (fact: {
    actor: Actor | null;
    requestId: string;
    event: string;
    code: string;
    path: string | null;
    address: string;
    /** the address that was asked for, as it was sent */
    target: string;
    signal: Signal | null;
  }) => void;
  /** how many requests are taken of whom */
  readonly limits: RequestLimits;
  /** null: plain HTTP */
  readonly tls: CertificateFiles | null;
  /** every read of personal data is recorded, in groups */
  readonly recordRead: (
    actor: Actor,
    requestId: string,
    event: string,
    object: { kind: string; id: string } | null,
    detail: Record<string, unknown>,
  ) => void;
  /** addresses or networks of proxies that are believed where a request comes from */
  readonly trustedProxies: readonly string[];
  /** the installation's clock: every answer carries its time, by which deadlines are read */
  readonly now: () => Date;
  /** what /api/health says */
  readonly health: () => Promise<Record<string, unknown>>;
}

/** What a program's signature speaks for. */
export interface SignedRequest {
  readonly method: string;
  /** the route as the contract names it */
  readonly route: string;
  /** path and query as they were sent */
  readonly url: string;
  readonly body: Buffer;
  readonly address: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null;
    gatewayId: string | null;
    bodyBytes: Buffer;
    charge: Charge | null;
  }
}

const PREFIX = '/api/v1';

export function createHttp(routes: readonly Route[], dependencies: HttpDependencies): FastifyInstance {
  const { tls } = dependencies;
  const app = Fastify({
    https: tls === null ? null : secureOptions(tls),
    logger: false,
    trustProxy: dependencies.trustedProxies.length === 0 ? false : [...dependencies.trustedProxies],
    genReqId: newRequestId,
    bodyLimit: 64 * 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
    // What fails before any route is found has no hooks yet: the same words, and the same headers.
    frameworkErrors: (error, request, reply) => {
      request.actor = null;
      guardAnswer(reply.raw);
      stamp(request, reply, dependencies.now());
      answerError(overLimit(request, dependencies) ?? error, request, reply, dependencies);
    },
    clientErrorHandler: refuseUnread,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance;
  if (tls !== null) {
    const stop = keepSecure(app.server as unknown as SecureServer, tls, (event, facts) => dependencies.log.warn(event, facts));
    app.addHook('onClose', async () => stop());
  }
  app.decorateRequest('actor', null);
  app.decorateRequest('gatewayId', null);
  app.decorateRequest('charge', null);
  const fromGateways = new Set(routes.filter((one) => one.access.kind === 'gateway').map((one) => PREFIX + one.path));
  app.addHook('onRequest', async (request, reply) => {
    guardAnswer(reply.raw);
    const gateway = fromGateways.has(request.routeOptions.url ?? '');
    request.charge = dependencies.limits.arrive({ address: addressOf(request), authorization: request.headers.authorization, gateway });
    if (isIP(request.ip) === 0) refuse('input-invalid', { path: 'x-forwarded-for', rule: 'address' });
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.addHook('onSend', async (request, reply) => stamp(request, reply, dependencies.now()));
  app.setErrorHandler(async (error, request, reply) => {
    if (isOverLimit(error) && !(Number(request.headers['content-length'] ?? 0) <= DRAINED_BYTES)) reply.header('connection', 'close');
    else await letItArrive(request);
    if (error instanceof Refusal) await error.detail.settle?.();
    return answerError(error, request, reply, dependencies);
  });
  app.setNotFoundHandler((request, reply) => answerError(asRefusal('method-not-allowed'), request, reply, dependencies));
  app.get('/api/health', async (_, reply) => {
    const health = await dependencies.health();
    return reply.code(health.ok === true ? 200 : 503).send(health);
  });
  const serve = (server: FastifyInstance, route: Route) =>
    server.route({
      method: route.method,
      url: PREFIX + route.path,
      bodyLimit: route.maxBytes,
      handler: async (request, reply) => {
        await authorise(route, request, dependencies);
        if (route.raw !== null) return route.raw(request, reply);
        return answer(route, request, reply, dependencies);
      },
    });
  for (const route of routes) if (!route.streamed) serve(app, route);
  // What is streamed stays on the wire until its handler, after the access check, takes it.
  app.register(async (streams) => {
    streams.removeAllContentTypeParsers();
    streams.addContentTypeParser('*', (_, __, done) => done(null));
    for (const route of routes) if (route.streamed) serve(streams, route);
  });
  return app;
}

/** Where the request comes from. What a trusted proxy passes on and is no address is nobody's: then the proxy itself. */
const addressOf = (request: FastifyRequest): string => (isIP(request.ip) === 0 ? (request.socket.remoteAddress ?? '') : request.ip);

/** What is refused before it is read is read away up to this size: its sender would see a broken pipe instead of the reason. */
const DRAINED_BYTES = 64 * 1024;
const isOverLimit = (error: unknown): boolean => error instanceof Refusal && error.code === 'too-many-requests';

/** Whoever sends what no route is found for is counted as well. */
function overLimit(request: FastifyRequest, { limits }: HttpDependencies): unknown {
  try {
    limits.arrive({ address: addressOf(request), authorization: undefined, gateway: false });
    return null;
  } catch (error) {
    return error;
  }
}

/** RFC 6797, 7.2: said over TLS alone. A year, for this host and not for others below its name. */
const HSTS = 'max-age=31536000';

function stamp(request: FastifyRequest, reply: FastifyReply, now: Date): void {
  if (request.protocol === 'https') reply.header('strict-transport-security', HSTS);
  reply.header('x-request-id', request.id).header('date', now.toUTCString());
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
}

/** Lets a body that was refused for its size arrive, for a while: a client that still writes would see a broken pipe and no reason. */
async function letItArrive(request: FastifyRequest): Promise<void> {
  if (request.raw.complete || request.raw.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  request.raw.once('end', resolve).once('close', resolve).resume();
  const timer = setTimeout(resolve, 5000);
  await promise;
  clearTimeout(timer);
}

async function authorise(route: Route, request: FastifyRequest, dependencies: HttpDependencies): Promise<void> {
  const { access } = route;
  request.bodyBytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (access.kind === 'public') return;
  if (access.kind === 'gateway') {
    request.gatewayId = await dependencies.authenticateGateway(request);
    dependencies.limits.recogniseGateway(request.charge!);
    return;
  }
  const header = request.headers.authorization ?? '';
  if (header.startsWith('Anjie-Signature ')) return authoriseSigned(route, header, request, dependencies);
  const token = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(header)?.[1];
  const known = token === undefined ? (header === '' ? null : 'never-issued') : await dependencies.authenticate(token, request.ip);
  if (known === null || known === 'never-issued') {
    dependencies.limits.mistake(request.charge!);
    return refuse(
      'not-logged-in',
      known === null ? {} : { signal: { kind: 'token', subject: null, fault: 'never-issued', tried: header } },
    );
  }
  request.actor = known;
  dependencies.limits.recognise(request.charge!, known.id);
  if (request.method !== 'GET') request.actor = { ...request.actor, proof: token!, host: request.headers.host ?? '' };
  const stage = request.actor.stage ?? 'full';
  if (!route.stages.includes(stage)) refuse('session-limited', { value: stage });
  requireRole(access.roles, request.actor);
}

/** A program's request, signed under a key of its own: it may call what both its role and its key name (NX-附3.2-2f). */
async function authoriseSigned(route: Route, header: string, request: FastifyRequest, dependencies: HttpDependencies): Promise<void> {
  // What is streamed has not been read: its body could not be part of what is signed.
  if (route.access.kind !== 'roles' || route.streamed || !route.stages.includes('full')) return refuse('not-logged-in');
  const { method, path } = route;
  const signed = { method, route: path, url: request.url, body: request.bodyBytes, address: request.ip };
  const { actor, proof } = await dependencies.authenticateSigned(header, signed);
  request.actor = method === 'GET' ? actor : { ...actor, proof };
  dependencies.limits.recognise(request.charge!, actor.id);
  requireRole(route.access.roles, actor);
}

function requireRole(roles: readonly string[], actor: Actor): void {
  const role = roleAtLevel(actor);
  if (!roles.includes(role)) refuse('role-not-allowed', { value: role, rule: roles.join(', ') });
}

async function answer(route: Route, request: FastifyRequest, reply: FastifyReply, dependencies: HttpDependencies): Promise<unknown> {
  const input = readInput(route, request);
  const key = route.method === 'POST' ? idempotencyKey(request) : null;
  let audited = false;
  const run = async (tx: Tx) => {
    if (key !== null) {
      const earlier = await earlierResponse(tx, key, request);
      if (earlier !== null) return earlier;
    }
    const output = route.output!.parse(await route.handler!(tx, input)) as Record<string, unknown>;
    if (key !== null) await rememberResponse(tx, key, route, request, output);
    audited = tx.audits.length > 0;
    return { status: route.status, output };
  };
  const actor = request.actor;
  const { status, output } =
    actor === null ? await dependencies.transactor.asSystem(request.id, run) : await dependencies.transactor.run(actor, request.id, run);
  if (typeof output.version === 'number') reply.header('etag', `"${output.version}"`);
  reply.code(status);
  if (actor === null) return reply.send(output);
  const cleared = clearedFor(roleAtLevel(actor), route, output);
  if (cleared.disclosed.length > 0 && !audited) recordDisclosure(route, request, actor, cleared.disclosed, dependencies);
  return reply.send(cleared.answer);
}

/** Every read of personal data is audited (NX-附3.2 §3): who saw which fields of what, unless the use case has told more of it itself. */
function recordDisclosure(
  route: Route,
  request: FastifyRequest,
  actor: Actor,
  fields: readonly string[],
  dependencies: HttpDependencies,
): void {
  const [at, name] = /\/([a-z-]+)\/:([a-z]+)/i.exec(route.path)?.slice(1) ?? [];
  const id = name === undefined ? undefined : (request.params as Record<string, string>)[name];
  dependencies.recordRead(actor, request.id, 'personal-data-read', id === undefined ? null : { kind: singular(at!), id }, {
    route: `${route.method} ${route.path}`,
    fields,
  });
}

const singular = (path: string): string => path.replace(/ies$/, 'y').replace(/s$/, '');

/** Every fault is answered in words and recorded; what is unknown is logged. */
function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, dependencies: HttpDependencies): FastifyReply {
  const refusal = translate(error);
  if (refusal.code === 'internal-error')
    dependencies.log.warn('internal-error', { request: request.id, error: String((error as Error).stack ?? error) });
  // What is over a limit is counted by it, and audited in numbers.
  const record = isOverLimit(error) ? () => {} : dependencies.recordRefusal;
  record({
    actor: request.actor,
    requestId: request.id,
    event: `${request.method} ${request.routeOptions.url ?? 'unknown route'}`,
    code: refusal.code,
    path: refusal.detail.path ?? null,
    address: addressOf(request),
    target: request.url,
    signal: refusal.detail.signal ?? null,
  });
  if (refusal.detail.retryAfter !== undefined) reply.header('retry-after', String(refusal.detail.retryAfter));
  return reply.code(refusal.kind.status).type('application/problem+json').send(problem(refusal, request.id));
}
