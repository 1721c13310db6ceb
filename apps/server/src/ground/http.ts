import { createHash } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { z } from 'zod';
import { type Actor, roleAtLevel } from './actor.ts';
import type { Log } from './log.ts';
import { problem, Refusal, type RefusalDetail, refuse } from './refusal.ts';
import type { Access, BytesBody, Route } from './route.ts';
import { isStorable, unstorableAt } from './storable-text.ts';
import { readJson } from './strict-json.ts';
import { newRequestId, type Transactor, type Tx } from './transaction.ts';

export interface HttpDependencies {
  readonly transactor: Transactor;
  readonly log: Log;
  /** finds the actor of a bearer token, or null */
  readonly authenticate: (token: string, address: string) => Promise<Actor | null>;
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
  }) => void;
  /** what /api/health says */
  readonly health: () => Promise<Record<string, unknown>>;
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null;
    gatewayId: string | null;
    bodyBytes: Buffer;
  }
}

const PREFIX = '/api/v1';
const DUPLICATE = '23505';
const SERIALIZATION = new Set(['40001', '40P01', '55P03']);
/** The database went away or is coming up: whether the commit was made is not known, and the idempotency key tells. */
const DATABASE_AWAY = /^(57P0[1-3]|08\w{3}|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$|Connection terminated|connection timeout/;

export function createHttp(routes: readonly Route[], dependencies: HttpDependencies): FastifyInstance {
  const app = Fastify({
    logger: false,
    genReqId: newRequestId,
    bodyLimit: 64 * 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
    // What fails before any route is found has no hooks yet: the same words, and the same headers.
    frameworkErrors: (error, request, reply) => {
      request.actor = null;
      stamp(request, reply);
      answerError(error, request, reply, dependencies);
    },
    forceCloseConnections: 'idle',
  });
  app.decorateRequest('actor', null);
  app.decorateRequest('gatewayId', null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.addHook('onSend', async (request, reply) => stamp(request, reply));
  app.setErrorHandler(async (error, request, reply) => {
    await letItArrive(request);
    return answerError(error, request, reply, dependencies);
  });
  app.setNotFoundHandler((request, reply) => answerError(asRefusal('method-not-allowed'), request, reply, dependencies));
  app.get('/api/health', async (_, reply) => {
    const health = await dependencies.health();
    return reply.code(health.ok === true ? 200 : 503).send(health);
  });
  for (const route of routes) {
    app.route({
      method: route.method,
      url: PREFIX + route.path,
      bodyLimit: route.maxBytes,
      handler: async (request, reply) => {
        await authorise(route.access, request, dependencies);
        if (route.raw !== null) return route.raw(request, reply);
        return answer(route, request, reply, dependencies);
      },
    });
  }
  return app;
}

function stamp(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
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

async function authorise(access: Access, request: FastifyRequest, dependencies: HttpDependencies): Promise<void> {
  request.bodyBytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (access.kind === 'public') return;
  if (access.kind === 'gateway') {
    request.gatewayId = await dependencies.authenticateGateway(request);
    return;
  }
  const token = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1];
  request.actor = token === undefined ? null : await dependencies.authenticate(token, request.ip);
  if (request.actor === null) return refuse('not-logged-in');
  const role = roleAtLevel(request.actor);
  if (!(access.roles as readonly string[]).includes(role)) refuse('role-not-allowed', { value: role, rule: access.roles.join(', ') });
}

async function answer(route: Route, request: FastifyRequest, reply: FastifyReply, dependencies: HttpDependencies): Promise<unknown> {
  const input = {
    params: parse(route.params, request.params, 'params'),
    query: parse(route.query, request.query, 'query'),
    body: bodyOf(route, request),
    version: route.versioned ? versionOf(request) : 0,
  };
  const key = route.method === 'POST' ? idempotencyKey(request) : null;
  const run = async (tx: Tx) => {
    if (key !== null) {
      const earlier = await earlierResponse(tx, key, route, request.bodyBytes);
      if (earlier !== null) return earlier;
    }
    const output = route.output!.parse(await route.handler!(tx, input)) as Record<string, unknown>;
    if (key !== null) await remember(tx, key, route, request.bodyBytes, output);
    return { status: route.status, output };
  };
  const actor = request.actor;
  const { status, output } =
    actor === null ? await dependencies.transactor.asSystem(request.id, run) : await dependencies.transactor.run(actor, request.id, run);
  if (typeof output.version === 'number') reply.header('etag', `"${output.version}"`);
  return reply.code(status).send(output);
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (schema === undefined) return {};
  const unstorable = unstorableAt(value);
  if (unstorable !== null) return refuseText([where, ...unstorable].join('.'));
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [where, ...issue.path.map(String), ...keys.slice(0, 1)].join('.');
  return refuse('input-invalid', {
    path,
    rule: issue.code,
    value: shown(value, issue.path),
    detail: {
      zh: `${path}：${inChinese(issue)}${result.error.issues.length > 1 ? `（另有 ${result.error.issues.length - 1} 处）` : ''}`,
      en: `${path}: ${issue.message}${result.error.issues.length > 1 ? ` (and ${result.error.issues.length - 1} more)` : ''}`,
    },
  });
}

function refuseText(path: string): never {
  return refuse('input-invalid', {
    path,
    rule: 'text',
    detail: {
      zh: `${path}：含有空字符或不成对的代理字符，无法保存`,
      en: `${path}: holds a null character or half of a surrogate pair, which cannot be stored`,
    },
  });
}

const WORDS: Record<string, string> = {
  invalid_type: '缺少或类型不对',
  unrecognized_keys: '未知的字段',
  too_small: '过短或过小',
  too_big: '过长或过大',
  invalid_format: '格式不对',
  invalid_value: '不在允许的取值之内',
  invalid_union: '不符合任何一种允许的形式',
};

function inChinese(issue: { code?: string; message: string }): string {
  return issue.code === 'custom' ? issue.message : (WORDS[issue.code ?? ''] ?? issue.message);
}

/** The offending value, if it is a short scalar: passwords and long texts are never echoed. */
function shown(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const step of path) at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined;
  if (path.some((step) => /password|secret|token|phone|name/i.test(String(step)))) return null;
  return typeof at === 'number' || typeof at === 'boolean' || (typeof at === 'string' && at.length <= 100) ? at : null;
}

function bodyOf(route: Route, request: FastifyRequest): unknown {
  if (route.bytes !== null) return bytesOf(route.bytes, request);
  return route.body === undefined ? noBody(request) : parse(route.body, jsonBody(request), 'body');
}

function bytesOf(mediaTypes: readonly string[], request: FastifyRequest): BytesBody {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (!mediaTypes.includes(mediaType))
    refuse('media-type-unknown', { path: 'content-type', value: mediaType.slice(0, 100), rule: mediaTypes.join(', ') });
  return { bytes: request.bodyBytes, mediaType, fileName: fileNameOf(request) };
}

function fileNameOf(request: FastifyRequest): string | null {
  const given = request.headers['x-file-name'];
  if (given === undefined) return null;
  let name: string;
  try {
    name = decodeURIComponent(String(given));
  } catch {
    return refuse('input-invalid', { path: 'X-File-Name', rule: 'percent-encoded UTF-8' });
  }
  return isStorable(name) ? name : refuseText('X-File-Name');
}

function noBody(request: FastifyRequest): Record<string, never> {
  const empty = request.bodyBytes.length === 0 || request.bodyBytes.toString() === '{}';
  return empty ? {} : refuse('input-invalid', { path: 'body', rule: 'no-body' });
}

function jsonBody(request: FastifyRequest): unknown {
  if (request.bodyBytes.length === 0) return {};
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type))
    refuse('media-type-unknown', { path: 'content-type', value: type.slice(0, 100), rule: 'application/json' });
  const read = readJson(request.bodyBytes);
  return read.ok ? read.value : refuse('input-not-json', { path: read.path, rule: read.rule });
}

function versionOf(request: FastifyRequest): number {
  const version = /^"?(\d{1,9})"?$/.exec(request.headers['if-match'] ?? '')?.[1];
  return version === undefined ? refuse('version-missing', { path: 'If-Match' }) : Number(version);
}

function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || key.length < 8 || key.length > 200)
    refuse('input-invalid', { path: 'Idempotency-Key', rule: '8–200 characters' });
  return key as string;
}

/** Keeps the idempotency rows under the system role: they belong to no territory, and no request may read another's. */
async function underSystem<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const before = await sql<{ role: string }>`select current_user as role`.execute(tx.db);
  await sql.raw('set local role app_system').execute(tx.db);
  const result = await work();
  await sql.raw(`set local role ${before.rows[0]!.role}`).execute(tx.db);
  return result;
}

const digestOf = (route: Route, body: Buffer) => createHash('sha256').update(`${route.method} ${route.path}\n`).update(body).digest();

async function earlierResponse(
  tx: Tx,
  key: string,
  route: Route,
  body: Buffer,
): Promise<{ status: number; output: Record<string, unknown> } | null> {
  return underSystem(tx, async () => {
    // Two requests with one key: the second waits here for the first to commit.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.actor.id} ${key}`}, 7))`.execute(tx.db);
    const row = await tx.db
      .selectFrom('idempotency')
      .selectAll()
      .where('actor_id', '=', tx.actor.id)
      .where('key', '=', key)
      .executeTakeFirst();
    if (row === undefined) return null;
    if (tx.now.getTime() - row.at.getTime() > 24 * 3_600_000) {
      await tx.db.deleteFrom('idempotency').where('actor_id', '=', tx.actor.id).where('key', '=', key).execute();
      return null;
    }
    if (!row.body_digest.equals(digestOf(route, body))) refuse('idempotency-key-reused', { path: 'Idempotency-Key' });
    return { status: row.status, output: row.response as Record<string, unknown> };
  });
}

async function remember(tx: Tx, key: string, route: Route, body: Buffer, output: Record<string, unknown>): Promise<void> {
  await underSystem(tx, () =>
    tx.db
      .insertInto('idempotency')
      .values({
        actor_id: tx.actor.id,
        key,
        route: route.path,
        body_digest: digestOf(route, body),
        status: route.status,
        response: JSON.stringify(output),
        at: tx.now,
      })
      .execute(),
  );
}

function asRefusal(code: Parameters<typeof refuse>[0], detail: RefusalDetail = {}): Refusal {
  try {
    return refuse(code, detail);
  } catch (error) {
    return error as Refusal;
  }
}

/** Turns whatever was thrown into a refusal with words; what is unknown is logged and answered as an internal error. */
function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, dependencies: HttpDependencies): FastifyReply {
  const refusal = translate(error);
  if (refusal.code === 'internal-error')
    dependencies.log.warn('internal-error', { request: request.id, error: String((error as Error).stack ?? error) });
  dependencies.recordRefusal({
    actor: request.actor,
    requestId: request.id,
    event: `${request.method} ${request.routeOptions.url ?? 'unknown route'}`,
    code: refusal.code,
    path: refusal.detail.path ?? null,
    address: request.ip,
  });
  return reply.code(refusal.kind.status).type('application/problem+json').send(problem(refusal, request.id));
}

function translate(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const fault = error as { code?: string; statusCode?: number; constraint?: string };
  if (fault.code === DUPLICATE) return asRefusal('in-force-elsewhere', { rule: fault.constraint });
  if (fault.code === '23514')
    return asRefusal(fault.constraint?.endsWith('by_four_eyes') ? 'four-eyes' : 'input-invalid', { rule: fault.constraint });
  if (fault.code === '23503') return asRefusal('not-found', { rule: fault.constraint });
  if (fault.code === '42501') return asRefusal('role-not-allowed', { rule: 'row-security' });
  if (fault.code !== undefined && SERIALIZATION.has(fault.code)) return asRefusal('busy');
  if (DATABASE_AWAY.test(fault.code ?? '') || DATABASE_AWAY.test((error as Error).message ?? '')) return asRefusal('busy');
  if (fault.code === 'FST_ERR_MAX_PARAM_LENGTH') return asRefusal('address-too-long');
  // Text or a number that no column can hold (22P05, 22021, 22003, 22008): the schema of the route let it through.
  if (/^22(P05|021|003|008)$/.test(fault.code ?? '')) return asRefusal('input-invalid', { rule: fault.code });
  if (fault.statusCode === 413) return asRefusal('input-too-large');
  if (fault.statusCode === 415) return asRefusal('media-type-unknown');
  if (fault.statusCode !== undefined && fault.statusCode < 500) return asRefusal('input-invalid', { rule: fault.code });
  return asRefusal('internal-error');
}
