import { randomBytes } from 'node:crypto';
import { type OwnServer, requestOwn } from '@anjie/transport';
import type { Probes } from './measured.ts';

const WAIT_MS = 10_000;
const KEPT = ['content-security-policy', 'x-content-type-options', 'strict-transport-security', 'referrer-policy', 'cache-control'];
const CLOSED = ['/institutions', '/accounts', '/audit/events', '/identity-settings', '/sealing/keys'];

/** Asks the running server as nobody, as a forger and as a careless program would. `login`: an account to fail at once; null: none is free. */
export async function probe(server: OwnServer, login: string | null): Promise<Probes> {
  const reach: typeof requestOwn = (to, path, init) => requestOwn(to, path, { ...init, signal: AbortSignal.timeout(WAIT_MS) });
  const ask = (path: string, init: Parameters<typeof requestOwn>[2] = {}) => reach(server, `/api/v1${path}`, init);
  const post = (body: string) => ask('/sessions', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const statusOf = async (asked: Promise<Response>) => {
    const answer = await asked;
    await answer.arrayBuffer();
    return answer.status;
  };
  const failed = async (name: string) => {
    const answer = await post(JSON.stringify({ login: name, password: `Wrong#${randomBytes(12).toString('hex')}` }));
    return { status: answer.status, code: String(((await answer.json()) as { code?: unknown }).code) };
  };
  const anonymous = [];
  for (const path of CLOSED) anonymous.push({ path, status: await statusOf(ask(path)) });
  const page = await reach(server, '/', { headers: { origin: 'https://elsewhere.example' } });
  await page.arrayBuffer();
  const foreign = await ask('/institutions', {
    method: 'OPTIONS',
    headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' },
  });
  await foreign.arrayBuffer();
  const unknownLogin = await failed(`nobody.${randomBytes(8).toString('hex')}`);
  return {
    anonymous,
    forgedToken: await statusOf(ask('/institutions', { headers: { authorization: `Bearer ${randomBytes(32).toString('base64url')}` } })),
    malformed: await statusOf(post('{')),
    unknownField: await statusOf(post('{"login":"a.b","password":"x","role":"auditor"}')),
    wrongLogin: login === null ? unknownLogin : await failed(login),
    unknownLogin,
    headers: Object.fromEntries(KEPT.flatMap((name) => (page.headers.has(name) ? [[name, page.headers.get(name)!]] : []))),
    crossOrigin: page.headers.has('access-control-allow-origin') || foreign.headers.has('access-control-allow-origin'),
  };
}
