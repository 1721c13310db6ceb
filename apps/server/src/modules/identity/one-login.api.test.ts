import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, DEMONSTRATION_PASSWORD, startTestSystem, type TestSystem } from '@anjie/test-system';

const NUMBER = '640104199003075678';
const PASSWORD = 'Second#Job-2026x';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const post = (path: string, body: unknown) => call(system.url, 'POST', path, body, { 'idempotency-key': randomUUID() });
async function logIn(login: string, password = DEMONSTRATION_PASSWORD): Promise<string> {
  const { status, body } = await post('/sessions', { login, password });
  assert.equal(status, 201, JSON.stringify(body));
  return String(body.token);
}
const alive = async (token: string) =>
  (await call(system.url, 'GET', '/me', undefined, { authorization: `Bearer ${token}` })).status === 200;
async function say(value: string, officer = 'nx.security-officer') {
  assert.equal((await (await system.as(officer)).post('/identity-settings/oneSession', { value })).status, 200);
}

test('JC-12: where lending an account is forbidden the next login ends the former session; elsewhere it does not', async () => {
  await say('where-lending-is-forbidden', 'sx.security-officer');
  await say('where-lending-is-forbidden');
  const [first, next] = [await logIn('jincheng.leader'), await logIn('jincheng.leader')];
  assert.deepEqual([await alive(first), await alive(next)], [false, true]);
  const [one, two] = [await logIn('xingqing.leader'), await logIn('xingqing.leader')];
  assert.deepEqual([await alive(one), await alive(two)], [true, true]);
});

test('NX-附3.2-1a: one login per person means per person: the session under the other account of the same person ends too', async () => {
  const administrator = await system.as('nx.system-administrator');
  for (const login of ['same.caseworker', 'same.approver']) {
    const [name, role] = ['同一人', login.split('.')[1]];
    const made = await administrator.post('/accounts', {
      login,
      name,
      role,
      bureauCode: 'xingqing',
      identityNumber: NUMBER,
      password: PASSWORD,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal((await (await system.as('nx.security-officer')).post(`/accounts/${login}/activation`)).status, 200);
  }
  await say('everybody');
  const other = await logIn('xingqing.approver');
  const first = await logIn('same.caseworker', PASSWORD);
  assert.equal(await alive(first), true);
  const second = await logIn('same.approver', PASSWORD);
  assert.deepEqual([await alive(first), await alive(second), await alive(other)], [false, true, true]);
  await say('nobody');
});

test('NX-附3.2-1d: a one-time code is not found by trying: wrong ones lock the account, and the right one then waits too', async () => {
  const asked = await (await system.as('nx.system-administrator')).post('/accounts/yinchuan.leader/recovery', { reason: '手机遗失' });
  const { body } = await (await system.as('nx.security-officer')).post(`/account-recoveries/${String(asked.body.id)}/approval`);
  const code = String(body.code);
  assert.match(code, /^([A-HJ-NP-Z2-9]{5}-){3}[A-HJ-NP-Z2-9]{5}$/, 'a hundred bits');
  const redeem = (given: string) => post('/sessions/code', { login: 'yinchuan.leader', code: given, password: 'Green#Hills-81m' });
  const near = `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`;
  let wrong = 0;
  while ((await system.query(`select 1 from account where login = 'yinchuan.leader' and locked_until > now()`)).length === 0) {
    assert.equal((await redeem(near)).status, 401);
    wrong += 1;
    assert.ok(wrong <= 20, 'it locks within twenty guesses');
  }
  assert.equal((await redeem(code)).status, 401, 'locked, and told nothing more');
  await system.query(`update account set locked_until = null where login = 'yinchuan.leader'`);
  assert.equal((await redeem(code)).status, 201);
});
