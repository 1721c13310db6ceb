import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
let county: Person;
before(async () => {
  system = await startTestSystem();
  county = await system.as('xingqing.caseworker');
});
after(() => system.stop());

function made(answer: Answer): Answer['body'] {
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

async function pharmacy(code: string): Promise<string> {
  made(await county.post('/institutions', { code, kind: 'pharmacy', name: `药店 ${code}` }));
  return `/institutions/${code}/operators`;
}

test('NX-5: a security operator is named and ended, and the record stays', async () => {
  const path = await pharmacy('P64010420001');
  const named = made(await county.post(path, { role: 'operator', name: '马某', phone: '0951-1234567' }));
  assert.equal(named.until, null);
  const ended = await county.post(`${path}/${named.id}/end`);
  assert.equal(ended.status, 200);
  assert.equal((await county.post(`${path}/${named.id}/end`)).body.code, 'operator-ended');
  const kept = (await county.get(path)).body.operators as unknown as { name: string; until: string }[];
  assert.equal(kept.length, 1);
  assert.equal(kept[0]!.until, ended.body.until);
});

test('TS-3(3): officers and managers are named by their own roles, and no other role exists', async () => {
  const path = await pharmacy('P64010420002');
  for (const role of ['responsible', 'is_officer', 'manager']) made(await county.post(path, { role, name: '王某' }));
  assert.equal((await county.post(path, { role: 'king', name: '王某' })).body.code, 'input-invalid');
});

test('NX-附1.3, TS-1(4): who answers for security is on record with a telephone number; another person is another naming, and the former stays', async () => {
  const path = await pharmacy('P64010420005');
  for (const role of ['responsible', 'is_officer']) {
    const former = made(await county.post(path, { role, name: '马某', phone: '13912345678' }));
    assert.equal((await county.post(`${path}/${former.id}/end`)).status, 200);
    made(await county.post(path, { role, name: '李某', phone: '13987654321' }));
    const { body } = await county.get(path);
    const known = (body.operators as unknown as { role: string; name: string; phone: string; until: string | null }[]).filter(
      (one) => one.role === role,
    );
    assert.deepEqual(
      known.map((one) => [one.name, one.phone, one.until === null]),
      [
        ['李某', '13987654321', true],
        ['马某', '13912345678', false],
      ],
    );
  }
});

test('NX-5: only the institution and its local caseworkers name its operators', async () => {
  const path = await pharmacy('P64010420003');
  const operator = { role: 'operator', name: '马某' };
  assert.equal((await (await system.as('nx.caseworker')).post(path, operator)).body.code, 'role-not-allowed');
  assert.equal((await (await system.as('xingqing.approver')).post(path, operator)).body.code, 'role-not-allowed');
  const named = made(await county.post(path, operator));
  for (const login of ['jinfeng.caseworker', 'chengqu.caseworker']) {
    const other = await system.as(login);
    assert.equal((await other.post(path, operator)).status, 404, login);
    assert.equal((await other.get(path)).status, 404, login);
    assert.equal((await other.post(`${path}/${named.id}/end`)).status, 404, login);
  }
});

test('the audit keeps that an operator was named, not who', async () => {
  const path = await pharmacy('P64010420004');
  made(await county.post(path, { role: 'operator', name: '不入审计' }));
  const [event] = await system.query<{ detail: unknown }>(
    `select detail from audit_event where event = 'operator-named' and object_id = 'P64010420004'`,
  );
  assert.deepEqual(event!.detail, { role: 'operator' });
});
