import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const get = async (path: string) => {
  const response = await fetch(`${system.url}${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test('metrics count requests by the pattern of their route and never name an institution', async () => {
  const person = await system.as('xingqing.caseworker');
  await person.get('/institutions/P64010400011');
  const { status, headers, text } = await get('/metrics');
  assert.equal(status, 200);
  assert.match(headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
  assert.match(text, /^anjie_server_requests_total\{method="GET",route="\/api\/v1\/institutions\/:code",status="404"\} 1$/m);
  assert.match(text, /^anjie_server_request_duration_seconds_bucket\{method="GET",route="\/api\/v1\/institutions\/:code",le="\+Inf"\} 1$/m);
  assert.doesNotMatch(text, /P64010400011/);
});

test('metrics tell revision, connections, due work and streams', async () => {
  const { text } = await get('/metrics');
  const [head] = await system.query<{ revision: string }>('select revision from feed_head');
  assert.match(text, new RegExp(`^anjie_server_revision ${head!.revision}$`, 'm'));
  for (const name of ['database_up 1', 'due_work_lag_seconds 0', 'feed_streams 0', 'pool_waiting 0'])
    assert.match(text, new RegExp(`^anjie_server_${name}$`, 'm'), name);
  assert.match(text, /^anjie_server_pool_connections\{state="idle"\} \d+$/m);
  for (const line of text.trimEnd().split('\n')) assert.match(line, /^(# (HELP|TYPE) |\w+(\{.*\})? [0-9.e+-]+$)/);
});

test('the contract is served to everybody and holds every route with its access', async () => {
  const { status, text } = await get('/api/v1/openapi.json');
  assert.equal(status, 200);
  const document = JSON.parse(text) as { openapi: string; paths: Record<string, Record<string, { 'x-access': { roles: string[] } }>> };
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(document.paths['/institutions']!.post!['x-access'].roles, ['caseworker:city', 'caseworker:county']);
});

test('the front page says in Chinese what this is and lets nothing else be loaded', async () => {
  const { status, headers, text } = await get('/');
  assert.equal(status, 200);
  assert.match(headers.get('content-security-policy')!, /^default-src 'none'/);
  assert.match(text, /lang="zh-CN"/);
  assert.match(text, /演示安装/);
});
