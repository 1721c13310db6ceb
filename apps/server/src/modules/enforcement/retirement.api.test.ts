import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

interface Row {
  readonly code: string;
  readonly retirement: { readonly state: string; readonly removed: boolean; readonly stoppedAt: string | null } | null;
}

const CODE = 'P64010400001';
let system: TestSystem;
let administrator: Person;
let officer: Person;
before(async () => {
  system = await startTestSystem();
  administrator = await system.as('nx.system-administrator');
  officer = await system.as('nx.security-officer');
  await (await system.as('xingqing.caseworker')).post('/institutions', { code: CODE, kind: 'pharmacy', name: '仁济大药房' });
});
after(() => system.stop());

async function enrol(code: string): Promise<string> {
  const { status, body } = await administrator.post('/enforcement/gateways', { code, name: '网关', environments: ['production'] });
  assert.equal(status, 201, JSON.stringify(body));
  return String(body.secret);
}

function proof(code: string, secret: string, method: string, path: string, body: string): Record<string, string> {
  const time = String(Date.now());
  const mac = createHmac('sm3', secret)
    .update(`${method}\n${path}\n${time}\n${createHash('sm3').update(body).digest('hex')}`)
    .digest('hex');
  return { 'content-type': 'application/json', 'x-anjie-gateway': code, 'x-anjie-time': time, 'x-anjie-mac': mac };
}

/** The gateway says where it stands, and whether it refuses everything. */
async function acknowledge(code: string, secret: string, retired: boolean): Promise<number> {
  const [head] = await system.query<{ epoch: string; revision: string }>('select epoch, revision from feed_head');
  const path = '/api/v1/enforcement/acknowledgements';
  const body = JSON.stringify({ epoch: head!.epoch, revision: Number(head!.revision), instance: 'one', appliedAt: Date.now(), retired });
  const answer = await fetch(system.url + path, { method: 'POST', headers: proof(code, secret, 'POST', path, body), body });
  await answer.text();
  return answer.status;
}

/** The settings of the first heartbeat that it is sent. */
async function heartbeat(code: string, secret: string): Promise<{ retired?: boolean }> {
  const path = '/api/v1/enforcement/feed';
  const left = new AbortController();
  const answer = await fetch(system.url + path, { headers: proof(code, secret, 'GET', path, ''), signal: left.signal });
  let text = '';
  try {
    for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      for (const line of text.split('\n').slice(0, -1)) {
        const message = JSON.parse((JSON.parse(line) as { body: string }).body) as { type: string; settings: { retired?: boolean } };
        if (message.type === 'heartbeat') return message.settings;
      }
    }
  } finally {
    left.abort();
  }
  throw new Error(`no heartbeat: ${text}`);
}

const rowOf = async (code: string, who: Person = administrator, query = ''): Promise<Row | undefined> =>
  ((await who.get(`/enforcement/gateways${query}`)).body.gateways as unknown as Row[]).find((row) => row.code === code);
const path = (code: string, act = '') => `/enforcement/gateways/${code}/retirement${act}`;
const ask = (code: string, removed = false, who = administrator) => who.post(path(code), { removed, reason: '机房搬迁' });
const counts = async (code: string) => {
  const { body } = await (await system.as('nx.caseworker')).get(`/institutions/${CODE}/enforcement`);
  return (body.gateways as unknown as { code: string }[]).some((one) => one.code === code);
};

test('NX-18: a gateway leaves the service by two officers, and only when it has said that nothing passes', async () => {
  const secret = await enrol('gw-leaves');
  assert.equal(await acknowledge('gw-leaves', secret, false), 200);
  const asked = await ask('gw-leaves');
  assert.deepEqual([asked.status, asked.body.state], [201, 'requested']);
  assert.equal((await heartbeat('gw-leaves', secret)).retired, undefined, 'one person changes nothing');
  assert.equal(await acknowledge('gw-leaves', secret, true), 200);
  assert.equal((await rowOf('gw-leaves'))?.retirement?.stoppedAt, null, 'its word counts once that was confirmed');
  const confirmed = await officer.post(path('gw-leaves', '/confirmation'));
  assert.deepEqual([confirmed.status, confirmed.body.state], [200, 'stopping']);
  assert.equal((await heartbeat('gw-leaves', secret)).retired, true);
  assert.equal(await counts('gw-leaves'), true, 'a cut-off waits for it until it has stopped');
  assert.equal(await acknowledge('gw-leaves', secret, false), 200);
  assert.equal((await rowOf('gw-leaves'))?.retirement?.state, 'stopping');
  assert.equal(await acknowledge('gw-leaves', secret, true), 200);
  assert.equal(await counts('gw-leaves'), false);
  assert.equal(await rowOf('gw-leaves'), undefined);
  assert.equal((await rowOf('gw-leaves', officer, '?retired=true'))?.retirement?.state, 'retired');
});

test('a gateway out of service that runs again proves itself, and hears again that nothing passes', async () => {
  const [row] = await system.query<{ active: boolean }>(`select active from gateway where code = 'gw-leaves'`);
  assert.equal(row!.active, false);
  const { body } = await administrator.post('/enforcement/gateways/gw-leaves/secret');
  assert.equal((await heartbeat('gw-leaves', String(body.secret))).retired, true);
  assert.equal(await acknowledge('gw-leaves', String(body.secret), true), 200);
});

test('a machine that was taken away is waited for no longer; two say so', async () => {
  const secret = await enrol('gw-gone');
  assert.equal(await acknowledge('gw-gone', secret, false), 200);
  await ask('gw-gone', true);
  assert.equal(await counts('gw-gone'), true);
  assert.equal((await officer.post(path('gw-gone', '/confirmation'))).body.state, 'retired');
  assert.equal(await counts('gw-gone'), false);
});

test('a request is open once, is taken back by an administrator, and is confirmed while it is open', async () => {
  await enrol('gw-stays');
  assert.equal((await officer.post(path('gw-stays', '/confirmation'))).body.code, 'gateway-not-retiring');
  assert.equal((await ask('gw-stays')).status, 201);
  assert.equal((await ask('gw-stays')).body.code, 'gateway-retiring');
  assert.equal((await administrator.post(path('gw-stays', '/withdrawal'))).body.state, 'in-service');
  assert.equal((await officer.post(path('gw-stays', '/confirmation'))).body.code, 'gateway-not-retiring');
  assert.equal((await ask('gw-stays')).status, 201);
  assert.equal((await officer.post(path('gw-stays', '/confirmation'))).body.state, 'retired', 'it never said a word');
  assert.equal((await administrator.post(path('gw-stays', '/withdrawal'))).body.code, 'gateway-not-retiring');
  assert.equal((await ask('gw-stays')).body.code, 'gateway-retiring');
  assert.equal((await ask('gw-unknown')).status, 404);
});

test('whose office it is: the administrator asks, the security officer confirms, each in the own province', async () => {
  await enrol('gw-office');
  assert.equal((await ask('gw-office', false, officer)).status, 403);
  assert.equal((await ask('gw-office', false, await system.as('sx.system-administrator'))).status, 404);
  assert.equal((await ask('gw-office')).status, 201);
  assert.equal((await administrator.post(path('gw-office', '/confirmation'))).status, 403);
  assert.equal((await (await system.as('sx.security-officer')).post(path('gw-office', '/confirmation'))).status, 404);
  assert.equal((await (await system.as('sx.system-administrator')).post(path('gw-office', '/withdrawal'))).status, 404);
  assert.equal((await rowOf('gw-office'))?.retirement?.state, 'requested');
});

test('by plain SQL no gateway leaves the service without a confirmed retirement, and none comes back', async () => {
  await assert.rejects(system.query(`update gateway set active = false where code = 'gw-office'`), /leaves the service by a confirmed/);
  await assert.rejects(system.query(`update gateway set active = true where code = 'gw-leaves'`), /for good/);
});
