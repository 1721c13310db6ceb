import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { generateSm2Key, publicKeyPem, sm2Sign } from '@anjie/guomi';
import { type Answer, call, DEMONSTRATION_PASSWORD, startTestSystem, type TestSystem } from '@anjie/test-system';
import { fromBase32, hotp } from './totp.ts';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const post = (path: string, body: unknown, token?: string): Promise<Answer> =>
  call(system.url, 'POST', path, body, {
    'idempotency-key': randomUUID(),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  });
const get = (path: string, token: string): Promise<Answer> =>
  call(system.url, 'GET', path, undefined, { authorization: `Bearer ${token}` });
const logIn = (login: string, password = DEMONSTRATION_PASSWORD) => post('/sessions', { login, password });
const text = (value: unknown) => String(value);

/** What an authenticator shows: now, or steps away from now. */
const codeOf = (secret: string, steps = 0) => hotp(fromBase32(secret), Math.floor(Date.now() / 30_000) + steps);

async function set(name: string, value: unknown, officer = 'nx.security-officer') {
  const answer = await (await system.as(officer)).post(`/identity-settings/${name}`, { value });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

/** An account of a county's staff, created by one officer and activated by the other. */
async function newcomer(login: string, identityNumber: string, role = 'caseworker', bureauCode = 'xingqing') {
  const body = { login, name: '新人', role, bureauCode, identityNumber, password: 'First#Login-77x' };
  const created = await (await system.as('nx.system-administrator')).post('/accounts', body);
  assert.equal(created.status, 201, JSON.stringify(created.body));
  return (await system.as('nx.security-officer')).post(`/accounts/${login}/activation`);
}

test('NX-附3.2-1a: the first login changes the password, and its session may do nothing else', async () => {
  await set('firstChange', 'on');
  assert.equal((await newcomer('xq.first', 'A1000001')).status, 200);
  const begun = await logIn('xq.first', 'First#Login-77x');
  assert.deepEqual([begun.status, begun.body.must], [201, 'change-password']);
  const token = text(begun.body.token);
  const refused = await get('/institutions', token);
  assert.deepEqual([refused.status, refused.body.code, refused.body.value], [403, 'session-limited', 'change-password']);
  const wish = (next: string, current = 'First#Login-77x') => post('/me/password', { current, next }, token);
  assert.deepEqual([(await wish('Other#Word-2x', 'wrong')).status, (await wish('short')).body.code], [401, 'password-weak']);
  assert.equal((await wish('Admin@2026!!')).body.code, 'password-common');
  assert.equal((await wish('First#Login-77x')).body.code, 'password-used-before');
  const changed = await wish('Quiet#River-52k');
  assert.deepEqual([changed.status, changed.body.must], [200, null]);
  assert.equal((await get('/institutions', token)).status, 401, 'the former token has ended');
  assert.equal((await get('/institutions', text(changed.body.token))).status, 200);
  await set('firstChange', null);
});

test('NX-13: one of the last five passwords does not come back', async () => {
  let current = 'Quiet#River-52k';
  const session = async () => text((await logIn('xq.first', current)).body.token);
  for (let at = 0; at < 5; at++) {
    const next = `Still#Water-${at}7k`;
    assert.equal((await post('/me/password', { current, next }, await session())).status, 200);
    current = next;
  }
  const token = await session();
  for (let at = 0; at < 4; at++)
    assert.equal((await post('/me/password', { current, next: `Still#Water-${at}7k` }, token)).body.code, 'password-used-before');
  assert.equal((await post('/me/password', { current, next: 'Quiet#River-52k' }, token)).status, 200, 'the sixth before');
});

test('NX-13: after ninety days the password is due, in Ningxia and not in Shanxi', async () => {
  await set('passwordExpiry', 'on');
  await set('passwordExpiry', 'on', 'sx.security-officer');
  const age = (login: string, days: number) =>
    system.query(`update account set password_changed_at = now() - $2 * interval '1 day' where login = $1`, [login, days]);
  await age('jinfeng.leader', 89);
  assert.equal((await logIn('jinfeng.leader')).body.must, null);
  await age('jinfeng.leader', 91);
  await age('chengqu.leader', 91);
  assert.equal((await logIn('jinfeng.leader')).body.must, 'change-password');
  assert.equal((await logIn('chengqu.leader')).body.must, null);
  await set('passwordExpiry', null);
});

test('NX-附3.2-1b: failures lock an account for a growing time, and nothing tells whether it exists', async () => {
  const wrong = async (login: string) => {
    const { status, body } = await logIn(login, 'Wrong#Pass-1x');
    return [status, body.code, body.detail, body.rule];
  };
  const unknown = await wrong('nobody.at-all');
  for (let at = 0; at < 5; at++) assert.deepEqual(await wrong('yinchuan.leader'), unknown);
  assert.deepEqual(await wrong('yinchuan.leader'), unknown);
  assert.equal((await logIn('yinchuan.leader')).body.code, 'login-failed', 'locked, although the password is right');
  const [first] = await system.query(
    `select failed_logins, round(extract(epoch from locked_until - now())) as s from account where login = 'yinchuan.leader'`,
  );
  assert.equal(first!.failed_logins, 5);
  await system.query(`update account set locked_until = now() where login = 'yinchuan.leader'`);
  await wrong('yinchuan.leader');
  const [second] = await system.query(
    `select round(extract(epoch from locked_until - now())) as s from account where login = 'yinchuan.leader'`,
  );
  assert.ok(Number(second!.s) > 100 && Number(second!.s) <= 120, `twice as long: ${second!.s}`);
});

test('NX-附3.2-1b: an address with too many failures waits, whatever account it names', async () => {
  await set('addressLockAfter', 30, 'nation.security-officer');
  await system.query('delete from login_address');
  for (let at = 0; at < 30; at++) assert.equal((await logIn(`ghost-${at}`, 'x')).status, 401);
  const waiting = await logIn('jinfeng.approver');
  assert.deepEqual([waiting.status, waiting.body.code], [429, 'login-too-many']);
  assert.ok(Number(waiting.headers.get('retry-after')) > 800);
  await system.query('delete from login_address');
  assert.equal((await logIn('jinfeng.approver')).status, 201);
  await set('addressLockAfter', null, 'nation.security-officer');
});

test('NX-附3.2-1d: whoever must have a second factor enrols one before anything else, and shows it at each login', async () => {
  await set('secondFactor', 'everybody', 'sx.security-officer');
  try {
    const begun = await logIn('gaoping.caseworker');
    assert.deepEqual([begun.body.must, begun.body.relaxed], ['enrol-factor', false]);
    const token = text(begun.body.token);
    assert.equal((await get('/institutions', token)).body.code, 'session-limited');
    const made = await post('/me/factors/totp', { label: '手机' }, token);
    const secret = text(made.body.secret);
    const confirm = (code: string) => post(`/me/factors/${made.body.id}/confirmation`, { code }, token);
    assert.equal((await confirm('000000')).status, 401);
    const done = await confirm(codeOf(secret, -1));
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const codes = done.body.recoveryCodes as unknown as string[];
    assert.equal(codes.length, 10);
    const login = done.body.login as unknown as { token: string; must: null };
    assert.deepEqual([login.must, (await get('/institutions', login.token)).status], [null, 200]);

    const second = await logIn('gaoping.caseworker');
    assert.deepEqual([second.body.must, second.body.factors], ['second-factor', ['totp', 'recovery-code']]);
    const waiting = text(second.body.token);
    assert.equal((await post('/me/password', { current: DEMONSTRATION_PASSWORD, next: 'Quiet#River-52k' }, waiting)).status, 403);
    const show = (proof: object, by = waiting) => post('/sessions/factor', proof, by);
    assert.equal((await show({ kind: 'totp', code: codeOf(secret, -1) })).body.code, 'factor-wrong', 'a code holds once');
    const shown = await show({ kind: 'totp', code: codeOf(secret) });
    assert.deepEqual([shown.status, shown.body.must], [200, null]);
    const third = text((await logIn('gaoping.caseworker')).body.token);
    assert.equal((await show({ kind: 'totp', code: codeOf(secret) }, third)).status, 401, 'nor in another session');
    assert.equal((await show({ kind: 'recovery-code', code: codes[0]!.toLowerCase() }, third)).status, 200);
    const fourth = text((await logIn('gaoping.caseworker')).body.token);
    assert.equal((await show({ kind: 'recovery-code', code: codes[0]! }, fourth)).status, 401, 'a recovery code holds once');
  } finally {
    await set('secondFactor', null, 'sx.security-officer');
  }
});

test('NX-附3.2-1d: guessing second factors locks the account, and a right password does not start the count again', async () => {
  await set('lockAfter', 3, 'sx.security-officer');
  await system.query(`update account set failed_logins = 0 where login = 'gaoping.caseworker'`);
  for (let at = 0; at < 3; at++) {
    const begun = await logIn('gaoping.caseworker');
    assert.equal(begun.body.must, 'second-factor');
    assert.equal((await post('/sessions/factor', { kind: 'totp', code: '000000' }, text(begun.body.token))).status, 401);
  }
  assert.equal((await logIn('gaoping.caseworker')).status, 401, 'locked');
  await set('lockAfter', null, 'sx.security-officer');
});

test('NX-附3.2-1d: an SM2 client key signs the challenge of this login, once', async () => {
  const key = generateSm2Key();
  const begun = text((await logIn('jinfeng.caseworker')).body.token);
  const asked = await post('/me/factors/challenge', { kind: 'sm2' }, begun);
  assert.equal(asked.body.code, 'password-wrong', 'a full session says its password again');
  const offered = await post('/me/factors/challenge', { kind: 'sm2', password: DEMONSTRATION_PASSWORD }, begun);
  const enrolment = (signature: Buffer) =>
    post(
      '/me/factors/sm2',
      {
        challengeId: offered.body.challengeId,
        label: 'U 盾',
        publicKey: publicKeyPem(key.publicKey),
        signature: signature.toString('base64'),
      },
      begun,
    );
  const enrolled = await enrolment(sm2Sign(text(offered.body.text), key));
  assert.equal(enrolled.status, 201, JSON.stringify(enrolled.body));
  assert.equal((await get('/me', begun)).status, 401, 'sessions without a second factor end with the first one');

  const waiting = text((await logIn('jinfeng.caseworker')).body.token);
  const challenge = (await post('/sessions/challenge', { kind: 'sm2' }, waiting)).body;
  const answer = (signature: Buffer, id = challenge.challengeId) =>
    post('/sessions/factor', { kind: 'sm2', challengeId: id, signature: signature.toString('base64') }, waiting);
  assert.equal((await answer(sm2Sign(text(challenge.text), generateSm2Key()))).status, 401, 'another key');
  assert.equal((await answer(sm2Sign(text(challenge.text), key))).status, 401, 'the challenge is used up');
  const again = (await post('/sessions/challenge', { kind: 'sm2' }, waiting)).body;
  assert.equal((await answer(sm2Sign(text(challenge.text), key), again.challengeId)).status, 401, 'another challenge');
  const last = (await post('/sessions/challenge', { kind: 'sm2' }, waiting)).body;
  assert.equal((await answer(sm2Sign(text(last.text), key), last.challengeId)).status, 200);
});

test('NX-附3.2-1d: who lost factors gets in again by two officers, and enrols anew', async () => {
  const [administrator, officer] = [await system.as('nx.system-administrator'), await system.as('nx.security-officer')];
  const path = '/accounts/jinfeng.caseworker/recovery';
  assert.equal((await officer.post(path, { reason: '丢失' })).status, 403, 'another role');
  assert.equal((await (await system.as('sx.system-administrator')).post(path, { reason: '丢失' })).status, 404, 'another territory');
  assert.equal((await administrator.post('/accounts/nx.system-administrator/recovery', { reason: '丢失' })).body.code, 'own-account');
  const asked = await administrator.post(path, { reason: 'U 盾丢失' });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const approval = `/account-recoveries/${asked.body.id}/approval`;
  assert.equal((await administrator.post(approval)).status, 403);
  assert.equal((await (await system.as('sx.security-officer')).post(approval)).status, 404);
  const approved = await officer.post(approval);
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  assert.equal((await officer.post(approval)).body.code, 'recovery-not-waiting');
  const redeem = (code: string, password = 'Green#Hills-81m') => post('/sessions/code', { login: 'jinfeng.caseworker', code, password });
  assert.equal((await redeem('AAAAA-AAAAA-AAAAA-AAAAA')).status, 401);
  assert.equal((await redeem(text(approved.body.code), 'weak')).body.code, 'password-weak');
  const redeemed = await redeem(text(approved.body.code));
  assert.deepEqual([redeemed.status, redeemed.body.factors], [201, []]);
  assert.equal((await redeem(text(approved.body.code), 'Brown#Hills-82m')).status, 401, 'a code holds once');
  const expired = await administrator.post(path, { reason: '再次丢失' });
  const code = text((await officer.post(`/account-recoveries/${expired.body.id}/approval`)).body.code);
  await system.query(`update account_code set expires_at = now() where used_at is null and digest is not null`);
  assert.equal((await redeem(code, 'Brown#Hills-82m')).status, 401, 'its time is over');
});
