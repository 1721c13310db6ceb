import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { hmacSm3Hex, sm3Hex } from '@anjie/guomi';
import { type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly severity: string;
  readonly subject: { readonly kind: string; readonly name: string | null };
  readonly prov: string | null;
  readonly count: number;
  readonly evidence: { readonly threshold: number | null; readonly detail: Record<string, unknown> };
  readonly may: readonly string[];
  readonly verdict: string | null;
}

let system: TestSystem;
let nation: Person;
before(async () => {
  // A second place that nobody listens at: what is signed is never delivered.
  system = await startTestSystem({ environment: { ANJIE_AUDIT_WEBHOOK: 'http://127.0.0.1:9/', ANJIE_AUDIT_CHECKPOINT_SECONDS: '1' } });
  nation = await system.as('nation.security-officer');
});
after(() => system.stop());

async function alertsOf(who: Person, query: string): Promise<Alert[]> {
  const { status, body } = await who.get(`/alerts?${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.alerts as unknown as Alert[];
}

/** Waits until an alert of the kind stands as wanted: alerts are written in groups, a second apart. */
async function raised(kind: string, wanted: (alert: Alert) => boolean = () => true, who = nation, waitMs = 20_000): Promise<Alert> {
  for (let tries = 0; tries < waitMs / 100; tries += 1) {
    const found = (await alertsOf(who, `kind=${kind}&state=standing`)).find(wanted);
    if (found !== undefined) return found;
    await delay(100);
  }
  throw new Error(`no alert ${kind}: ${JSON.stringify(await alertsOf(nation, `kind=${kind}`))}`);
}

/** A request from an address of this machine's own network of loopback addresses. */
function from(localAddress: string, method: string, path: string, headers: Record<string, string>, body = ''): Promise<number> {
  const { hostname, port } = new URL(system.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, localAddress, method, path: `/api/v1${path}`, headers, agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode!));
    });
    outgoing.once('error', reject).end(body);
  });
}
const tryLogin = (address: string, login: string) =>
  from(address, 'POST', '/sessions', { 'content-type': 'application/json' }, JSON.stringify({ login, password: 'Wrong#2026-guess' }));

test('NX-附3.2-4f: five accounts tried from one address raise one alert, which counts what follows and is told', async () => {
  for (let i = 0; i < 4; i++) assert.equal(await tryLogin('127.0.0.11', `nobody.${i}`), 401);
  await delay(1500);
  assert.deepEqual(await alertsOf(nation, 'kind=credential-stuffing'), []);
  assert.equal(await tryLogin('127.0.0.11', 'nobody.4'), 401);
  const alert = await raised('credential-stuffing');
  assert.deepEqual(
    [alert.subject, alert.prov, alert.state, alert.severity, alert.count, alert.evidence.threshold],
    [{ kind: 'address', name: '127.0.0.11' }, null, 'open', 'critical', 5, 5],
  );
  assert.ok(!JSON.stringify(alert).includes('nobody.4'), 'what was typed is not kept');
  assert.equal(await tryLogin('127.0.0.11', 'nobody.5'), 401);
  await raised('credential-stuffing', (one) => one.count === 6);
  assert.equal((await alertsOf(nation, 'kind=credential-stuffing')).length, 1);
  const told = JSON.stringify((await nation.get('/notifications')).body);
  assert.match(told, /同一地址尝试多个账号/);
  assert.match(JSON.stringify((await (await system.as('nation.auditor')).get('/notifications')).body), /同一地址尝试多个账号/);
});

test('NX-附3.2-4f: an alert is acknowledged and closed with a finding, once each, by the nation’s officer where it is the installation’s', async () => {
  const { id } = await raised('credential-stuffing');
  for (const login of ['xingqing.caseworker', 'nx.system-administrator', 'nation.leader']) {
    const person = await system.as(login);
    assert.equal((await person.get('/alerts')).status, 403, login);
    assert.equal((await person.get(`/alerts/${id}`)).status, 403, login);
    assert.equal((await person.post(`/alerts/${id}/acknowledgement`)).status, 403, login);
  }
  const auditor = await system.as('nation.auditor');
  assert.deepEqual((await raised('credential-stuffing', () => true, auditor)).may, []);
  assert.equal((await auditor.post(`/alerts/${id}/closing`, { verdict: 'attack', finding: '核实确有其事' })).status, 403);
  const province = await system.as('nx.security-officer');
  assert.deepEqual((await raised('credential-stuffing', () => true, province)).may, []);
  assert.equal((await province.post(`/alerts/${id}/acknowledgement`)).body.code, 'alert-of-installation');

  const acknowledged = await nation.post(`/alerts/${id}/acknowledgement`);
  assert.deepEqual(
    [acknowledged.status, acknowledged.body.state, acknowledged.body.acknowledgedBy],
    [200, 'acknowledged', 'nation.security-officer'],
  );
  assert.deepEqual(acknowledged.body.may, ['close']);
  assert.equal((await nation.post(`/alerts/${id}/acknowledgement`)).body.code, 'alert-not-open');
  assert.equal((await nation.post(`/alerts/${id}/closing`, { verdict: 'attack', finding: '' })).status, 400);
  const closed = await nation.post(`/alerts/${id}/closing`, { verdict: 'attack', finding: '已由网络管理员封禁该地址' });
  assert.deepEqual([closed.status, closed.body.state, closed.body.verdict, closed.body.may], [200, 'closed', 'attack', []]);
  assert.equal((await nation.post(`/alerts/${id}/closing`, { verdict: 'fault', finding: '办结之后改口' })).body.code, 'alert-closed');
  assert.deepEqual(
    (await system.query(`select event from audit_event where object_id = $1 order by seq`, [id])).map((row) => row.event),
    ['alert-raised', 'alert-acknowledged', 'alert-closed'],
  );
  await assert.rejects(system.query(`update alert set finding = '另有说法' where id = $1`, [id]), /a closed alert is not changed/);
  assert.equal(await tryLogin('127.0.0.11', 'nobody.6'), 401);
  const again = await raised('credential-stuffing');
  assert.notEqual(again.id, id, 'the same signal raises another one');
});

test('NX-附3.2-4f: one account tried from five addresses', async () => {
  for (let i = 0; i < 5; i++) assert.equal(await tryLogin(`127.0.1.${i + 1}`, 'jinfeng.leader'), 401);
  const alert = await raised('account-from-many-addresses');
  assert.deepEqual([alert.subject, alert.prov, alert.count], [{ kind: 'account', name: 'jinfeng.leader' }, '640000', 5]);
});

test('NX-附3.2-4f: who probes thirty places beyond its reach is told of; its own province handles it, another never sees it', async () => {
  const prober = await system.as('yinchuan.caseworker');
  for (let i = 0; i < 40; i++) assert.equal((await prober.get('/institutions/P64999900001')).status, 404);
  for (let i = 0; i < 29; i++) assert.equal((await prober.get(`/institutions/P6499990${1000 + i}`)).status, 404);
  const province = await system.as('nx.security-officer');
  const alert = await raised('scope-probing', ({ subject }) => subject.name === 'yinchuan.caseworker', province);
  assert.deepEqual([alert.prov, alert.may, alert.evidence.detail.reached], ['640000', ['acknowledge', 'close'], 30]);
  const elsewhere = await system.as('sx.security-officer');
  assert.deepEqual(await alertsOf(elsewhere, 'kind=scope-probing'), []);
  for (const act of [() => elsewhere.get(`/alerts/${alert.id}`), () => elsewhere.post(`/alerts/${alert.id}/acknowledgement`)])
    assert.equal((await act()).status, 404);
  assert.equal((await elsewhere.post(`/alerts/${alert.id}/closing`, { verdict: 'misuse', finding: '与本省无关' })).status, 404);
  assert.equal((await province.post(`/alerts/${alert.id}/closing`, { verdict: 'misuse', finding: '已约谈本人并批评' })).status, 200);
});

test('GJ-3.5: nobody handles an alert of the own account, by plain SQL neither', async () => {
  const officer = await system.as('nx.security-officer');
  for (let i = 0; i < 30; i++) assert.equal((await officer.get(`/institutions/P6499980${1000 + i}`)).status, 403);
  const { id, may } = await raised('scope-probing', ({ subject }) => subject.name === 'nx.security-officer', officer);
  assert.deepEqual(may, []);
  assert.equal((await officer.post(`/alerts/${id}/acknowledgement`)).body.code, 'alert-of-oneself');
  assert.equal(
    (await officer.post(`/alerts/${id}/closing`, { verdict: 'false-alarm', finding: '是我本人所为' })).body.code,
    'alert-of-oneself',
  );
  await assert.rejects(
    system.query(`update alert set acknowledged_by = subject_account, acknowledged_at = now() where id = $1`, [id]),
    /nobody_judges_oneself/,
  );
  assert.equal((await nation.post(`/alerts/${id}/closing`, { verdict: 'misuse', finding: '已查明并处理' })).status, 200);
});

test('NX-附3.2-4f: tokens that were never issued raise an alert; one and the same, however often, does not', async () => {
  for (let i = 0; i < 50; i++) assert.equal(await from('127.0.2.1', 'GET', '/me', { authorization: `Bearer ${'a'.repeat(40)}` }), 401);
  for (let i = 0; i < 10; i++) {
    const authorization = `Bearer ${randomBytes(32).toString('base64url')}`;
    assert.equal(await from('127.0.2.2', 'GET', '/me', { authorization }), 401);
  }
  const alert = await raised('forged-tokens');
  assert.equal(alert.subject.name, '127.0.2.2');
  assert.equal((await alertsOf(nation, 'kind=forged-tokens')).length, 1);
});

test('NX-附3.2-4f: a program’s request sent again, and signatures that do not hold', async () => {
  const administrator = await system.as('nx.system-administrator');
  const officer = await system.as('nx.security-officer');
  const code = 'P64010400001';
  assert.equal(
    (await (await system.as('xingqing.caseworker')).post('/institutions', { code, kind: 'pharmacy', name: '药店' })).status,
    201,
  );
  const account = {
    login: 'his.program',
    name: '药店程序',
    role: 'institution',
    kind: 'service',
    partyKind: 'institution',
    partyCode: code,
  };
  assert.equal((await administrator.post('/accounts', account)).status, 201);
  assert.equal((await officer.post('/accounts/his.program/activation')).status, 200);
  const { id } = (await administrator.post('/accounts/his.program/keys', { algorithm: 'HMAC-SM3', scopes: ['GET /me'] })).body;
  const secret = Buffer.from(String((await officer.post(`/service-keys/${id}/approval`)).body.secret), 'base64url');
  const send = (nonce: string, forged = false) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const text = ['ANJIE1', 'GET', '/api/v1/me', '', sm3Hex(''), timestamp, nonce].join('\n');
    const signature = forged ? 'ab'.repeat(32) : hmacSm3Hex(secret, text);
    const authorization = `Anjie-Signature key="${id}", time="${timestamp}", nonce="${nonce}", signature="${signature}"`;
    return from('127.0.0.1', 'GET', '/me', { authorization });
  };
  const nonce = randomBytes(16).toString('hex');
  assert.equal(await send(nonce), 200);
  for (let i = 0; i < 3; i++) assert.equal(await send(nonce), 401);
  const replayed = await raised('replayed-requests');
  assert.deepEqual([replayed.subject, replayed.prov], [{ kind: 'key', name: String(id) }, '640000']);
  for (let i = 0; i < 10; i++) assert.equal(await send(randomBytes(16).toString('hex'), true), 401);
  const forged = await raised('forged-signatures');
  assert.deepEqual([forged.subject.name, forged.evidence.detail.faults], [String(id), { wrong: 10 }]);
});

test('NX-附3.2-4f: messages in a gateway’s name that it did not sign, and a gateway that goes back or claims what does not exist', async () => {
  const enrolled = await nation.get('/me');
  assert.equal(enrolled.status, 200);
  const administrator = await system.as('nation.system-administrator');
  const { body } = await administrator.post('/enforcement/gateways', { code: 'gw-watched', name: '网关', environments: ['production'] });
  const secret = String(body.secret);
  const epoch = randomUUID();
  const acknowledge = async (revision: number, more: { key?: string; epoch?: string } = {}) => {
    const path = '/enforcement/acknowledgements';
    const text = JSON.stringify({ epoch: more.epoch ?? epoch, revision, instance: 'i', appliedAt: Date.now() });
    const time = Date.now();
    const digest = createHash('sm3').update(text).digest('hex');
    const mac = createHmac('sm3', more.key ?? secret)
      .update(`POST\n/api/v1${path}\n${time}\n${digest}`)
      .digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-anjie-gateway': 'gw-watched',
      'x-anjie-time': String(time),
      'x-anjie-mac': mac,
    };
    return from('127.0.0.1', 'POST', path, headers, text);
  };
  for (let i = 0; i < 10; i++) assert.equal(await acknowledge(1, { key: 'another secret' }), 401);
  const forged = await raised('forged-gateway');
  assert.deepEqual([forged.subject, forged.evidence.detail.faults], [{ kind: 'gateway', name: 'gw-watched' }, { 'wrong-mac': 10 }]);
  assert.equal(await acknowledge(7), 200);
  assert.equal(await acknowledge(7), 200);
  assert.deepEqual(await alertsOf(nation, 'kind=gateway-went-back'), []);
  assert.equal(await acknowledge(3), 200);
  const back = await raised('gateway-went-back');
  assert.deepEqual([back.subject.name, back.evidence.detail.before, back.evidence.detail.revision], ['gw-watched', 7, 3]);
  const [head] = await system.query<{ epoch: string; revision: string }>('select epoch, revision from feed_head');
  assert.equal(await acknowledge(Number(head!.revision) + 1000, { epoch: head!.epoch }), 200);
  await raised('gateway-went-back', (one) => one.count === 2);
});

test('NX-18: a gateway that was heard and is silent raises an alert of its province, once, and one that never spoke raises none', async () => {
  const administrator = await system.as('nation.system-administrator');
  await administrator.post('/enforcement/gateways', { code: 'gw-never', name: '网关', environments: ['production'] });
  assert.deepEqual(await alertsOf(nation, 'kind=gateway-lost'), []);
  assert.equal((await administrator.post('/demonstration/clock', { offsetMs: 5 * 60_000 })).status, 200);
  const lost = await raised('gateway-lost', (one) => one.count >= 2, nation, 60_000);
  assert.deepEqual([lost.subject, lost.severity, lost.evidence.threshold], [{ kind: 'gateway', name: 'gw-watched' }, 'critical', 120]);
  assert.ok(Number(lost.evidence.detail.seconds) >= 300);
  assert.equal((await alertsOf(nation, 'kind=gateway-lost')).length, 1);
});

test('NX-附3.2-3c: an audit that is not delivered in time, and one that does not hold, raise alerts', async () => {
  const administrator = await system.as('nation.system-administrator');
  assert.deepEqual(await alertsOf(nation, 'kind=audit-late'), []);
  assert.equal((await administrator.post('/demonstration/clock', { offsetMs: 20 * 60_000 })).status, 200);
  const late = await raised('audit-late');
  assert.ok(Number(late.evidence.detail.undelivered) >= 15);
  const auditor = await system.as('nation.auditor');
  assert.equal((await auditor.get('/audit/verification')).body.ok, true);
  await system.query(`set session_replication_role = replica; update audit_event set event = 'nothing-happened' where seq = 3`);
  assert.equal((await auditor.get('/audit/verification')).body.ok, false);
  const broken = await raised('audit-broken');
  assert.deepEqual([broken.severity, broken.evidence.detail.from], ['critical', 3]);
});

test('alerts are counted for programs that watch, without whom they concern', async () => {
  const reader = await system.as('nation.auditor');
  const { body } = await reader.get('/alerts/standing');
  const all = await alertsOf(reader, 'state=standing&limit=200');
  assert.deepEqual([body.standing, body.critical], [all.length, all.filter((one) => one.severity === 'critical').length]);
  const pages: Alert[] = [];
  for (let next: unknown = null, first = true; first || next !== null; first = false) {
    const page = (await reader.get(`/alerts?limit=2${next === null ? '' : `&before=${next}`}`)).body;
    pages.push(...(page.alerts as unknown as Alert[]));
    next = page.next;
  }
  assert.deepEqual(
    pages.map((one) => one.id),
    (await alertsOf(reader, 'limit=200')).map((one) => one.id),
  );
});
