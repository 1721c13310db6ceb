import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const pharmacy = (code: string) => ({ code, kind: 'pharmacy', name: `药店 ${code}` });

test('a county caseworker registers an institution in its own territory', async () => {
  const clerk = await system.as('xingqing.caseworker');
  const answer = await clerk.post('/institutions', pharmacy('P64010410001'));
  assert.equal(answer.status, 201);
  assert.equal(answer.body.div, '640104');
  const audited = await system.query('select event from audit_event where object_id = $1', ['P64010410001']);
  assert.deepEqual(audited, [{ event: 'institution-registered' }]);
});

test('another territory sees no institution: 404, never 403', async () => {
  const clerk = await system.as('xingqing.caseworker');
  await clerk.post('/institutions', pharmacy('P64010410002'));
  for (const login of ['jinfeng.caseworker', 'jincheng.caseworker', 'heb.caseworker']) {
    const answer = await (await system.as(login)).get('/institutions/P64010410002');
    assert.equal(answer.status, 404, login);
  }
  for (const login of ['yinchuan.caseworker', 'nx.caseworker', 'xingqing.leader'])
    assert.equal((await (await system.as(login)).get('/institutions/P64010410002')).status, 200, login);
});

test('GJ-3.5: a role that may not register is refused and the refusal is audited', async () => {
  const auditor = await system.as('nx.auditor');
  const answer = await auditor.post('/institutions', pharmacy('P64010410003'));
  assert.equal(answer.status, 403);
  assert.equal(answer.body.code, 'role-not-allowed');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const rows = await system.query(`select refusal from audit_event where result = 'refused' and refusal = 'role-not-allowed'`);
  assert.ok(rows.length >= 1);
});

test('a code in force in another territory is refused and nobody is named', async () => {
  const clerk = await system.as('xingqing.caseworker');
  await clerk.post('/institutions', pharmacy('P64010410004'));
  const answer = await (await system.as('chengqu.caseworker')).post('/institutions', pharmacy('P64010410004'));
  assert.equal(answer.status, 409);
  assert.equal(answer.body.code, 'institution-code-taken');
  assert.ok(!JSON.stringify(answer.body).includes('兴庆'));
});

test('a request sent twice with one idempotency key is done once', async () => {
  const clerk = await system.as('xingqing.caseworker');
  const first = await clerk.post('/institutions', pharmacy('P64010410005'), { key: 'twice-0001' });
  const second = await clerk.post('/institutions', pharmacy('P64010410005'), { key: 'twice-0001' });
  assert.equal(second.status, 201);
  assert.deepEqual(second.body, first.body);
  const other = await clerk.post('/institutions', pharmacy('P64010410006'), { key: 'twice-0001' });
  assert.equal(other.body.code, 'idempotency-key-reused');
});

test('unknown, wrong-typed, duplicate and oversized input is refused by name and changes nothing', async () => {
  const clerk = await system.as('xingqing.caseworker');
  const bodies: [string, string][] = [
    ['{"code":"P64010410007","kind":"pharmacy","name":"甲","x":1}', 'input-invalid'],
    ['{"code":7,"kind":"pharmacy","name":"药店"}', 'input-invalid'],
    ['{"code":"P64010410007","code":"P64010410008","kind":"pharmacy","name":"药店"}', 'input-not-json'],
    ['{"code":', 'input-not-json'],
    [JSON.stringify({ ...pharmacy('P64010410007'), name: '长'.repeat(2_000_000) }), 'input-too-large'],
  ];
  for (const [body, code] of bodies) {
    const answer = await clerk.post('/institutions', body);
    assert.equal(answer.body.code, code, body.slice(0, 60));
    assert.ok((answer.body.title as unknown as { zh: string }).zh.length > 0);
  }
  assert.equal((await clerk.get('/institutions/P64010410007')).status, 404);
});

test('one idempotency key on two institutions is two requests, and the second is refused', async () => {
  const clerk = await system.as('xingqing.caseworker');
  for (const code of ['P64010410031', 'P64010410032']) await clerk.post('/institutions', pharmacy(code));
  const agreement = { number: 'A-1', year: 2026, validFrom: '2026-01-01' };
  assert.equal((await clerk.post('/institutions/P64010410031/service-agreements', agreement, { key: 'same-key-31' })).status, 201);
  const other = await clerk.post('/institutions/P64010410032/service-agreements', agreement, { key: 'same-key-31' });
  assert.equal(other.body.code, 'idempotency-key-reused');
});

test('names are told by code, of the own territory alone: another’s code is left out as if there were none', async () => {
  const [own, foreign] = ['P64010410021', 'P64010610021'];
  assert.equal((await (await system.as('xingqing.caseworker')).post('/institutions', pharmacy(own))).status, 201);
  assert.equal((await (await system.as('jinfeng.caseworker')).post('/institutions', pharmacy(foreign))).status, 201);
  const told = async (login: string, codes: string) => (await system.as(login)).get(`/institution-names?codes=${codes}`);
  const codesTold = async (login: string) => {
    const { institutions } = (await told(login, `${foreign},${own},P64010499999`)).body as unknown as {
      institutions: { code: string; name: string }[];
    };
    assert.ok(institutions.every((one) => one.name === `药店 ${one.code}`));
    return institutions.map((one) => one.code);
  };
  assert.deepEqual(await codesTold('xingqing.leader'), [own]);
  assert.deepEqual(await codesTold('nx.approver'), [own, foreign]);
  assert.deepEqual(await codesTold('jincheng.caseworker'), []);
  assert.deepEqual(await codesTold('his-vendor.operator'), [], 'a firm that has nothing to do with them');
  assert.equal((await told('agency-yc.operator', own)).status, 403);
  assert.equal((await told('xingqing.leader', 'P6401')).status, 400);
  assert.equal((await told('xingqing.leader', Array(101).fill(own).join(','))).status, 400);
});
