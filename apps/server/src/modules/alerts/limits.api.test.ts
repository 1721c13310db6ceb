import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
let officer: Person;
before(async () => {
  system = await startTestSystem();
  officer = await system.as('nation.security-officer');
});
after(() => system.stop());

interface Got {
  readonly status: number;
  readonly retryAfter: number | null;
  readonly body: Record<string, unknown>;
}

function ask(localAddress: string, path: string, headers: Record<string, string> = {}, body: string | null = null): Promise<Got> {
  const { hostname, port } = new URL(system.url);
  const options = { hostname, port, localAddress, method: body === null ? 'GET' : 'POST', path, headers, agent: false };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.once('end', () => {
        const after = answer.headers['retry-after'];
        const json = answer.headers['content-type']?.includes('json') === true;
        resolve({ status: answer.statusCode!, retryAfter: after === undefined ? null : Number(after), body: json ? JSON.parse(text) : {} });
      });
    });
    outgoing.once('error', reject).end(body ?? '');
  });
}
const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });

/** Settings reach every server within two seconds. */
async function set(name: string, value: number): Promise<void> {
  const { status, body } = await officer.post(`/identity-settings/${name}`, { value });
  assert.equal(status, 200, JSON.stringify(body));
  await delay(3500);
}

async function statuses(count: number, one: () => Promise<Got>): Promise<Record<number, number>> {
  const seen: Record<number, number> = {};
  for (let i = 0; i < count; i++) {
    const { status } = await one();
    seen[status] = (seen[status] ?? 0) + 1;
  }
  return seen;
}

test('NX-附3.2-4f: a stranger’s address is held to its number, in both languages; who is known there, and everybody elsewhere, is not', async () => {
  const clerk = await system.as('xingqing.caseworker');
  assert.equal((await clerk.get('/me')).status, 200);
  await set('requestsOfAddress', 60);
  const seen = await statuses(90, () => ask('127.0.3.1', '/api/v1/me'));
  assert.deepEqual(Object.keys(seen).sort(), ['401', '429']);
  assert.ok(seen[401]! >= 60 && seen[401]! <= 65, JSON.stringify(seen));
  const { status, retryAfter, body } = await ask('127.0.3.1', '/api/v1/me');
  assert.equal(status, 429);
  assert.ok(retryAfter! >= 1 && retryAfter! <= 60);
  assert.deepEqual([body.code, body.rule, body.path], ['too-many-requests', '60/min', 'address']);
  assert.deepEqual(body.title, { zh: '请求过于频繁', en: 'Too many requests' });
  for (const path of ['/', '/api/health', '/api/v1/nowhere', '/api/v1/%zz', '/api/v1/divisions'])
    assert.equal((await ask('127.0.3.1', path)).status, 429, path);
  const login = JSON.stringify({ login: 'nx.leader', password: 'Wrong#2026-guess' });
  assert.equal((await ask('127.0.3.1', '/api/v1/sessions', { 'content-type': 'application/json' }, login)).status, 429);
  assert.equal((await ask('127.0.3.1', '/api/v1/imports', {}, 'x'.repeat(3_000_000)).catch(() => ({ status: 429 }))).status, 429, 'unread');
  assert.deepEqual(await statuses(20, () => ask('127.0.3.1', '/api/v1/me', bearer(clerk))), { 200: 20 }, 'who is known goes on');
  assert.equal((await ask('127.0.3.2', '/api/v1/me')).status, 401, 'another address');
});

test('an account is held to its number over all its addresses, and nobody else with it', async () => {
  await set('requestsOfAccount', 60);
  const leader = await system.as('nx.leader');
  const seen = await statuses(80, () => ask('127.0.3.3', '/api/v1/me', bearer(leader)));
  assert.ok(seen[200]! >= 60 && seen[200]! <= 65 && seen[429]! >= 15, JSON.stringify(seen));
  const { status, body } = await ask('127.0.3.4', '/api/v1/me', bearer(leader));
  assert.deepEqual([status, body.path], [429, 'account']);
  assert.equal((await ask('127.0.3.3', '/api/v1/me', bearer(await system.as('sx.leader')))).status, 200);
  await set('requestsOfAccount', 600_000);
});

test('what a gateway’s secret proves is never held up, what claims to be a gateway is', async () => {
  const enrolment = { code: 'gw-limits', name: '网关', environments: ['production'] };
  const administrator = await system.as('nation.system-administrator');
  const secret = String((await administrator.post('/enforcement/gateways', enrolment)).body.secret);
  await set('requestsOfGateway', 60);
  const acknowledge = (localAddress: string, key: string) => {
    const path = '/api/v1/enforcement/acknowledgements';
    const text = JSON.stringify({ epoch: '018f0000-0000-7000-8000-000000000001', revision: 1, instance: 'i', appliedAt: 1 });
    const time = Date.now();
    const digest = createHash('sm3').update(text).digest('hex');
    const mac = createHmac('sm3', key).update(`POST\n${path}\n${time}\n${digest}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-anjie-gateway': 'gw-limits',
      'x-anjie-time': String(time),
      'x-anjie-mac': mac,
    };
    return ask(localAddress, path, headers, text);
  };
  assert.deepEqual(await statuses(150, () => acknowledge('127.0.3.5', secret)), { 200: 150 });
  const seen = await statuses(80, () => acknowledge('127.0.3.6', 'forged'));
  assert.ok(seen[401]! >= 60 && seen[429]! >= 15, JSON.stringify(seen));
  assert.deepEqual(await statuses(5, () => acknowledge('127.0.3.5', secret)), { 200: 5 });
});

test('what was over a limit is audited in numbers, not one by one, and raises an alert when it goes on', async () => {
  await set('alertLimited', 10);
  const sent = await statuses(100, () => ask('127.0.3.7', '/api/v1/me'));
  assert.ok(sent[429]! >= 30);
  for (let tries = 0; ; tries += 1) {
    const rows = await system.query<{ count: number }>(
      `select (detail->>'count')::int as count from audit_event where event = 'requests-limited' and object_id = '127.0.3.7'`,
    );
    const total = rows.reduce((sum, row) => sum + row.count, 0);
    if (total === sent[429]) {
      assert.ok(rows.length <= 3, `${rows.length} rows`);
      break;
    }
    assert.ok(tries < 150, `${total} of ${sent[429]} audited`);
    await delay(100);
  }
  assert.deepEqual(await system.query(`select 1 from audit_event where refusal = 'too-many-requests'`), []);
  const { body } = await officer.get('/alerts?kind=limited-for-long');
  const subjects = (body.alerts as unknown as { subject: { name: string }; severity: string }[]).map((one) => one.subject.name);
  assert.ok(subjects.includes('127.0.3.7'), JSON.stringify(subjects));
});

test('behind a trusted proxy each stranger is counted by the own address, which nobody can choose', async () => {
  const proxied = await startTestSystem({ environment: { ANJIE_TRUSTED_PROXIES: '127.0.4.1,10.0.0.0/8' } });
  const direct = system;
  system = proxied;
  try {
    const [own] = [officer];
    officer = await proxied.as('nation.security-officer');
    await set('requestsOfAddress', 60);
    officer = own;
    const seen = await statuses(90, () => ask('127.0.4.1', '/api/v1/me', { 'x-forwarded-for': '198.51.100.7' }));
    assert.ok(seen[429]! >= 20, JSON.stringify(seen));
    assert.equal((await ask('127.0.4.1', '/api/v1/me', { 'x-forwarded-for': '198.51.100.8' })).status, 401);
    const forged = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
    assert.equal((await ask('127.0.4.1', '/api/v1/me', forged)).status, 429, 'what the client wrote in front is not believed');
    assert.equal((await ask('127.0.4.1', '/api/v1/me', { 'x-forwarded-for': "';--" })).status, 400);
    const liar = await statuses(90, () =>
      ask('127.0.4.2', '/api/v1/me', { 'x-forwarded-for': `198.51.100.${Math.ceil(Math.random() * 200)}` }),
    );
    assert.ok(liar[429]! >= 20, 'who is no trusted proxy is the peer itself');
  } finally {
    system = direct;
    await proxied.stop();
  }
});

test('the numbers are the security officer’s, within bounds, and named with who set them', async () => {
  assert.equal((await officer.post('/identity-settings/requestsOfAccount', { value: 1 })).body.code, 'setting-out-of-bounds');
  assert.equal((await (await system.as('nation.system-administrator')).post('/identity-settings/alertProbes', { value: 99 })).status, 403);
  const [row] = await system.query(
    `select a.login from identity_setting s join account a on a.id = s.set_by where s.name = 'alertLimited'`,
  );
  assert.equal(row!.login, 'nation.security-officer');
});
