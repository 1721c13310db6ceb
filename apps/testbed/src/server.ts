/** The bed over HTTP: HIS endpoints, its own API, the live page. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { equalMac, type Sm2PrivateKey, sm3Hex } from '@anjie/guomi';
import { type CertificateFiles, keepSecure, secureOptions } from '@anjie/transport';
import pg from 'pg';
import { Bed } from './campaign/bed.ts';
import { hasKey } from './campaign/campaign-store.ts';
import { answerHis, giveToken } from './campaign/his-endpoint.ts';
import { ApiRefusal, notFound } from './ground/refusal.ts';
import { matchRoute, type Route, readObject } from './ground/router.ts';
import type { Configuration } from './ground/setting.ts';
import { campaignRoutes } from './routes/campaign.routes.ts';
import { downloadRoutes } from './routes/download.routes.ts';
import { evidenceRoutes } from './routes/evidence.routes.ts';
import { liveRoutes } from './routes/live.routes.ts';
import { livePage } from './routes/live-page.ts';
import { openApi } from './routes/open-api.ts';
import { runRoutes } from './routes/run.routes.ts';
import { loadSuites, SUITE_FOLDER } from './suite/suite-folder.ts';

export interface RunningBed {
  readonly url: string;
  readonly bed: Bed;
  close(): Promise<void>;
}

/** Starts the bed. @throws where suites, database or port are not as they must be */
export async function startTestbed(
  configuration: Configuration,
  signer: Sm2PrivateKey,
  suites: string = SUITE_FOLDER,
): Promise<RunningBed> {
  const pool = new pg.Pool({ connectionString: configuration.databaseUrl, max: 10, application_name: 'anjie-testbed' });
  pool.on('error', (error) => process.stderr.write(`${JSON.stringify({ level: 'error', event: 'database', message: error.message })}\n`));
  await pool.query('select 1 from campaign limit 1');
  const bed = new Bed(pool, loadSuites(suites));
  let url = '';
  const routes: Route[] = [
    {
      method: 'GET',
      path: '/health',
      access: 'anybody',
      zh: '是否就绪',
      en: 'whether it is ready',
      handle: async () => {
        await pool.query('select 1');
        return { ok: true, service: 'testbed', environment: 'test' };
      },
    },
    {
      method: 'GET',
      path: '/api/v1/plans',
      access: 'anybody',
      zh: '测试计划',
      en: 'the plans',
      handle: async () => ({ plans: bed.folder.plans }),
    },
    {
      method: 'GET',
      path: '/api/v1/persons',
      access: 'anybody',
      zh: '测试人员',
      en: 'the test persons',
      handle: async () => ({ persons: bed.folder.persons }),
    },
    ...campaignRoutes(bed, () => configuration.publicUrl || url, signer.publicKey.point.toString('base64')),
    ...runRoutes(bed, signer),
    ...liveRoutes(bed),
    ...downloadRoutes(bed),
    ...evidenceRoutes(bed),
  ];
  routes.push({
    method: 'GET',
    path: '/api/v1/openapi.json',
    access: 'anybody',
    zh: '接口说明',
    en: 'this description',
    handle: async () => openApi(routes),
  });
  routes.push(livePage());
  const server = listener(configuration.tls, (request, response) => {
    response.setHeader('x-anjie-simulated', '1');
    response.setHeader('x-anjie-environment', 'test');
    serve(bed, configuration, signer, routes, request, response).catch((error: unknown) => refuse(response, error));
  });
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(configuration.port, configuration.host, () => resolve());
  });
  url = `${configuration.tls === null ? 'http' : 'https'}://${configuration.host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    bed,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Held and live connections never end by themselves.
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
      server.closeIdleConnections();
      await closed;
      await pool.end();
    },
  };
}

function listener(tls: CertificateFiles | null, answer: RequestListener): Server {
  if (tls === null) return createServer(answer);
  const server = createSecureServer(secureOptions(tls), answer);
  const log = (event: string, facts: object) => process.stderr.write(`${JSON.stringify({ level: 'warn', event, ...facts })}\n`);
  server.once('close', keepSecure(server, tls, log));
  return server;
}

async function serve(
  bed: Bed,
  configuration: Configuration,
  signer: Sm2PrivateKey,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = new URL(request.url ?? '/', 'http://testbed');
  const [, first, path] = address.pathname.split('/');
  if (first === 'c' && request.method === 'POST' && address.pathname.endsWith('/auth/oauth/token'))
    return giveToken(bed, path ?? '', request, response);
  if (first === 'c' && request.method === 'POST') return answerHis(bed, { ...configuration, signer }, path ?? '', request, response);
  const { route, parameters } = matchRoute(routes, request.method ?? '', address.pathname);
  const campaignId = parameters.campaign ?? '';
  await authorise(bed, configuration.operatorToken, route, campaignId, request.headers.authorization ?? '');
  const asked = { request, response, parameters, query: address.searchParams, campaignId, json: () => readObject(request) };
  const answer = await route.handle(asked);
  if (answer === null) return;
  const bytes = Buffer.from(JSON.stringify(answer));
  response.writeHead(route.method === 'POST' ? 201 : 200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
  });
  response.end(bytes);
}

/** A campaign that is not yours is not there: the answer does not tell which ids exist. */
async function authorise(bed: Bed, operatorToken: string, route: Route, campaignId: string, authorization: string): Promise<void> {
  if (route.access === 'anybody') return;
  const shown = /^Bearer (.+)$/.exec(authorization)?.[1] ?? '';
  if (shown === '')
    throw new ApiRefusal(401, 'not-authenticated', '请带上 Authorization: Bearer 密钥', 'show the key as Authorization: Bearer');
  if (equalMac(sm3Hex(operatorToken), sm3Hex(shown))) return;
  const own = campaignId !== '' && /^[0-9a-f-]{36}$/.test(campaignId) && (await hasKey(bed.pool, campaignId, sm3Hex(shown)));
  if (!own && campaignId !== '') throw notFound(`campaign ${campaignId}`);
  if (!own || route.access === 'operator')
    throw new ApiRefusal(403, 'not-allowed', '这项操作需要管理令牌', 'this needs the operator’s token');
}

function refuse(response: ServerResponse, error: unknown): void {
  const known = error instanceof ApiRefusal ? error : fromDatabase(error);
  if (known === null)
    process.stderr.write(
      `${JSON.stringify({ level: 'error', event: 'request', message: error instanceof Error ? error.stack : String(error) })}\n`,
    );
  const { status, code, zh, en } = known ?? new ApiRefusal(500, 'internal', '测试台内部错误，请重试', 'the bed broke down; try again');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(
    JSON.stringify({ type: `urn:anjie:testbed:${code}`, status, code, title: { zh, en }, detail: `${zh} / ${en}` }),
  );
  response.writeHead(status, { 'content-type': 'application/problem+json; charset=utf-8', 'content-length': bytes.length });
  response.end(bytes);
}

/** What the database refuses for reasons of its own, in words. */
function fromDatabase(error: unknown): ApiRefusal | null {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  if (code === 'AT001') return new ApiRefusal(409, 'frozen', '本轮已封存，不可更改', 'the run is frozen and cannot change');
  if (code === '23514' && constraint === 'four_eyes')
    return new ApiRefusal(409, 'same-person', '批准人不能是提出人', 'who approves must not be who asked');
  if (code === '23514')
    return new ApiRefusal(400, 'value-refused', `内容不合规则（${constraint}）`, `a value breaks the rule ${constraint}`);
  return null;
}
