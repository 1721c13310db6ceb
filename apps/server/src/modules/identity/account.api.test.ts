import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { call, logIn, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
let administrator: Person;
let officer: Person;
let elsewhere: Person;
before(async () => {
  system = await startTestSystem();
  [administrator, officer, elsewhere] = await Promise.all(
    ['nx.system-administrator', 'nx.security-officer', 'sx.security-officer'].map((login) => system.as(login)) as [
      Promise<Person>,
      Promise<Person>,
      Promise<Person>,
    ],
  );
});
after(() => system.stop());

const PASSWORD = 'First#Login-77x';
const create = (login: string, identityNumber: string, role: string, bureauCode = 'nx', more: object = {}) =>
  administrator.post('/accounts', { login, name: '某某', role, bureauCode, identityNumber, password: PASSWORD, ...more });
const activate = (login: string) => officer.post(`/accounts/${login}/activation`);
const code = (answer: { status: number; body: { code?: unknown } }) => [answer.status, answer.body.code];

test('GJ-3.5: one person holds one officer’s duty, and never audits a time of the own other duties', async () => {
  for (const [login, role] of [
    ['nx.first', 'system-administrator'],
    ['nx.second', 'security-officer'],
    ['nx.third', 'auditor'],
    ['nx.fourth', 'caseworker'],
  ] as const)
    assert.equal((await create(login, 'SAME0001', role)).status, 201);
  assert.equal((await activate('nx.first')).status, 200);
  for (const login of ['nx.second', 'nx.third', 'nx.fourth']) assert.deepEqual(code(await activate(login)), [409, 'duties-exclude'], login);
  assert.equal((await administrator.post('/accounts/nx.first/disabling', { reason: 'left' })).status, 200);
  assert.equal((await activate('nx.second')).status, 200, 'another duty after the first has ended');
  assert.equal((await officer.post('/accounts/nx.second/disabling', { reason: 'left' })).status, 200);
  const auditing = await activate('nx.third');
  assert.deepEqual([...code(auditing), auditing.body.rule], [409, 'duties-exclude', 'nobody_audits_the_own_past']);
  const plain = system.query(`update account set active = true, activated_by = gen_random_uuid() where login = 'nx.third'`);
  await assert.rejects(plain, /nobody audits/, 'for plain SQL too');
  const { duties } = (await officer.get('/accounts/nx.first')).body as unknown as { duties: { role: string; to: string | null }[] };
  assert.deepEqual(
    duties.map(({ role, to }) => [role, to !== null]),
    [['system-administrator', true]],
  );
});

test('GJ-3.5: duties that clash in the record are refused at login too', async () => {
  assert.equal((await create('nx.clash', 'SAME0009', 'caseworker')).status, 201);
  assert.equal((await activate('nx.clash')).status, 200);
  await logIn(system.url, 'nx.clash', PASSWORD);
  await system.query(
    `insert into account_duty (person, account_id, role, prov, from_at)
     select d.person, o.id, 'auditor', '640000', now() from account_duty d join account a on a.id = d.account_id, account o
     where a.login = 'nx.clash' and d.to_at is null and o.login = 'nx.third'`,
  );
  await assert.rejects(logIn(system.url, 'nx.clash', PASSWORD), /login-failed/);
});

test('NX-附3.2-2c: an account is disabled by one and comes back by two; its sessions end at once', async () => {
  assert.equal((await create('xq.leaver', 'LEAVER01', 'caseworker', 'xingqing')).status, 201);
  assert.equal((await activate('xq.leaver')).status, 200);
  const person = await logIn(system.url, 'xq.leaver', PASSWORD);
  const path = '/accounts/xq.leaver/disabling';
  assert.equal((await (await system.as('nx.auditor')).post(path, { reason: 'left' })).status, 403, 'the auditor writes nothing');
  assert.equal((await elsewhere.post(path, { reason: 'left' })).status, 404);
  assert.deepEqual(code(await officer.post('/accounts/nx.security-officer/disabling', { reason: 'left' })), [403, 'own-account']);
  assert.equal((await officer.post(path, { reason: 'security' })).status, 200);
  assert.equal((await person.get('/me')).status, 401);
  assert.deepEqual(code(await officer.post(path, { reason: 'security' })), [409, 'account-not-active']);
  assert.deepEqual(code(await activate('xq.leaver')), [409, 'account-disabled'], 'the security officer alone');
  assert.equal((await officer.post('/accounts/xq.leaver/reinstatement', {})).status, 403);
  assert.equal((await (await system.as('sx.system-administrator')).post('/accounts/xq.leaver/reinstatement', {})).status, 404);
  const listed = await officer.get('/accounts?state=disabled');
  const logins = (listed.body.accounts as unknown as { login: string; disabledReason: string }[]).map(
    (one) => `${one.login} ${one.disabledReason}`,
  );
  assert.ok(logins.includes('xq.leaver security'), logins.join());
  assert.equal((await administrator.post('/accounts/xq.leaver/reinstatement', {})).status, 200);
  assert.deepEqual(code(await administrator.post('/accounts/xq.leaver/reinstatement', {})), [409, 'account-not-disabled']);
  await assert.rejects(logIn(system.url, 'xq.leaver', PASSWORD), /login-failed/, 'not before the second person');
  assert.equal((await activate('xq.leaver')).status, 200);
  await logIn(system.url, 'xq.leaver', PASSWORD);
});

test('NX-附3.2-2c: due work disables accounts whose time is over and those that nobody uses', async () => {
  assert.equal((await create('xq.guest', 'GUEST001', 'caseworker', 'xingqing', { validUntil: '2999-01-01' })).status, 201);
  assert.equal((await activate('xq.guest')).status, 200);
  await system.query(`update account set valid_until = '2020-01-01' where login = 'xq.guest'`);
  await system.query(
    `update account set last_login_at = now() - interval '100 days', created_at = now() - interval '200 days' where login in ('jinfeng.leader', 'xingqing.leader')`,
  );
  await system.query(
    `update account set created_at = now() - interval '200 days' where login in ('nx.auditor', 'nx.system-administrator')`,
  );
  assert.deepEqual(code(await officer.post('/identity-settings/unusedDays', { value: 1000 })), [400, 'setting-out-of-bounds']);
  assert.equal((await officer.post('/identity-settings/unusedDays', { value: 90 })).status, 200);
  await system.server.stop();
  await system.restart();
  [administrator, officer, elsewhere] = [
    await system.as('nx.system-administrator'),
    await system.as('nx.security-officer'),
    await system.as('sx.security-officer'),
  ];
  for (let attempt = 0; ; attempt++) {
    const rows = await system.query<{ login: string; reason: string }>(
      `select login, disabled_reason as reason from account where disabled_reason in ('expired', 'unused') order by login`,
    );
    if (rows.length < 3 && attempt < 100) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    assert.deepEqual(
      rows.map((row) => `${row.login} ${row.reason}`),
      ['jinfeng.leader unused', 'xingqing.leader unused', 'xq.guest expired'],
    );
    break;
  }
  const audited = await system.query(
    `select 1 from audit_event where event = 'account-disabled' and detail ->> 'reason' in ('expired', 'unused')`,
  );
  assert.equal(audited.length, 3);
  assert.equal((await officer.post('/identity-settings/unusedDays', { value: null })).status, 200);
});

test('NX-附3.2-2b: somebody stands in for a colleague for a time, granted by the security officer, and signs by the own name', async () => {
  const approver = await system.as('xingqing.approver');
  const clerk = await system.as('xingqing.caseworker');
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const ask = (to: string, until = endsAt) => approver.post('/delegations', { to, endsAt: until, reason: '出差' });
  assert.deepEqual(code(await ask('jinfeng.caseworker')), [404, 'not-found'], 'another county');
  assert.deepEqual(code(await ask('xingqing.caseworker', '2999-01-01T00:00:00Z')), [400, 'delegation-time']);
  const asked = await ask('xingqing.caseworker');
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const act = () => clerk.post('/sessions/delegated', { delegation: asked.body.id });
  assert.deepEqual(code(await act()), [409, 'delegation-not-in-force'], 'not granted yet');
  const grant = `/delegations/${asked.body.id}/grant`;
  assert.equal((await clerk.post(grant)).status, 403);
  assert.equal((await elsewhere.post(grant)).status, 404);
  assert.equal((await officer.post(grant)).status, 200);
  assert.deepEqual(code(await officer.post(grant)), [409, 'delegation-decided']);
  const seen = async (person: typeof clerk) =>
    ((await person.get('/delegations')).body.delegations as unknown as { mine: string | null; state: string }[])[0];
  assert.deepEqual([(await seen(approver))!.mine, (await seen(clerk))!.mine, (await seen(officer))!.mine], ['giver', 'taker', null]);
  const acting = await act();
  assert.deepEqual([acting.status, (acting.body.person as unknown as { role: string }).role], [201, 'approver']);
  const headers = { authorization: `Bearer ${acting.body.token}` };
  const me = await call(system.url, 'GET', '/me', undefined, headers);
  assert.deepEqual([me.body.role, me.body.delegatedFrom], ['approver', 'xingqing.approver']);
  assert.equal(me.body.id, (await clerk.get('/me')).body.id, 'four eyes see who really acts');
  assert.equal((await (await system.as('jinfeng.approver')).post(`/delegations/${asked.body.id}/end`)).status, 404);
  assert.equal((await approver.post(`/delegations/${asked.body.id}/end`)).status, 200);
  assert.equal((await call(system.url, 'GET', '/me', undefined, headers)).status, 401, 'what stands on it ends at once');
});

test('whom work can be given to is told of one’s own bureau, and nobody else’s', async () => {
  const logins = async (login: string) =>
    ((await (await system.as(login)).get('/colleagues')).body.colleagues as unknown as { login: string }[]).map((one) => one.login);
  const own = await logins('xingqing.approver');
  assert.ok(own.includes('xingqing.caseworker') && own.every((one) => !one.startsWith('jinfeng.')), own.join());
  assert.ok((await logins('nation.caseworker')).includes('nation.approver'));
  const next = (await (await system.as('xingqing.approver')).get('/colleagues?limit=1')).body.next as unknown as string;
  assert.equal(next, own[0]);
  assert.equal((await (await system.as('nx.auditor')).get('/colleagues')).status, 403);
});

test('NX-附3.2-1c: a role comes from its address ranges alone, at login and in a session that is open', async () => {
  const path = '/management-ranges';
  const leader = await system.as('yinchuan.leader');
  assert.equal((await administrator.post(path, { role: 'leader', range: '10.0.0.0/8' })).status, 403);
  assert.deepEqual(code(await officer.post(path, { role: 'security-officer', range: '10.0.0.0/8' })), [409, 'would-lock-out']);
  assert.equal((await officer.post(path, { role: 'leader', range: 'nowhere' })).status, 400);
  const set = await officer.post(path, { role: 'leader', range: '10.1.2.3/8' });
  assert.deepEqual([set.status, set.body.range], [201, '10.0.0.0/8']);
  assert.equal((await leader.get('/me')).status, 401);
  await assert.rejects(logIn(system.url, 'yinchuan.leader'), /login-failed/);
  await logIn(system.url, 'jincheng.leader');
  assert.equal((await elsewhere.post(`${path}/${set.body.id}/end`)).status, 404);
  assert.equal((await officer.post(`${path}/${set.body.id}/end`)).status, 200);
  assert.deepEqual(code(await officer.post(`${path}/${set.body.id}/end`)), [409, 'range-ended']);
  await logIn(system.url, 'yinchuan.leader');
});

test('a setting has bounds, belongs to its province and is the security officer’s', async () => {
  const path = '/identity-settings/idleMinutes';
  assert.equal((await administrator.post(path, { value: 10 })).status, 403);
  for (const value of [4, 121, 10.5, 'long'])
    assert.deepEqual(code(await officer.post(path, { value })), [400, 'setting-out-of-bounds'], String(value));
  const changed = await officer.post(path, { value: 10 });
  assert.deepEqual([changed.body.value, changed.body.source], [10, 'province']);
  const theirs = (await elsewhere.get('/identity-settings')).body.settings as unknown as { name: string; value: number }[];
  assert.equal(theirs.find((one) => one.name === 'idleMinutes')!.value, 30, 'another province keeps its own');
  const person = await logIn(system.url, 'xingqing.approver');
  await system.query(
    `update session set last_seen_at = now() - interval '11 minutes' where ended_at is null and account_id = (select id from account where login = 'xingqing.approver')`,
  );
  await new Promise((resolve) => setTimeout(resolve, 2100));
  assert.equal((await person.get('/me')).status, 401, 'idle for longer than that');
  const audited = await system.query(
    `select detail from audit_event where event = 'identity-setting-changed' and object_id = 'idleMinutes'`,
  );
  assert.deepEqual(audited[0]!.detail, { before: 30, after: 10 });
  assert.equal((await officer.post(path, { value: null })).body.value, 30);
});

test('NX-附3.2-2c: each quarter the security officer decides on every account; who is withdrawn is out', async () => {
  assert.equal((await officer.post('/identity-settings/accessReviews', { value: 'on' })).status, 200);
  await system.server.stop();
  await system.restart();
  [administrator, officer, elsewhere] = [
    await system.as('nx.system-administrator'),
    await system.as('nx.security-officer'),
    await system.as('sx.security-officer'),
  ];
  let reviews: { id: string; accounts: number; decided: number }[] = [];
  for (let attempt = 0; attempt < 100 && reviews.length === 0; attempt++) {
    reviews = (await officer.get('/access-reviews')).body.reviews as unknown as typeof reviews;
    if (reviews.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.equal(reviews.length, 1);
  const review = reviews[0]!;
  assert.ok(review.accounts > 10);
  assert.equal((await elsewhere.get(`/access-reviews/${review.id}`)).status, 404);
  const items = (await officer.get(`/access-reviews/${review.id}?limit=200`)).body.items as unknown as { id: string; login: string }[];
  const decide = (login: string, decision: string, by = officer) =>
    by.post(`/access-review-items/${items.find((item) => item.login === login)!.id}/decision`, { decision });
  const person = await logIn(system.url, 'jinfeng.approver');
  assert.equal((await decide('jinfeng.approver', 'withdraw', administrator)).status, 403);
  assert.equal((await decide('jinfeng.approver', 'withdraw', elsewhere)).status, 404);
  assert.deepEqual(code(await decide('nx.security-officer', 'keep')), [403, 'own-account']);
  assert.equal((await decide('jinfeng.approver', 'withdraw')).status, 200);
  assert.deepEqual(code(await decide('jinfeng.approver', 'keep')), [409, 'review-decided']);
  assert.equal((await decide('jinfeng.caseworker', 'keep')).status, 200);
  assert.equal((await person.get('/me')).status, 401);
});

test('GJ-3.5: an auditor writes nothing but what belongs to the audit and to the own account', async () => {
  const lines = readFileSync(join(import.meta.dirname, '../../../tests/route-inventory.txt'), 'utf8')
    .trimEnd()
    .split('\n');
  const writing = lines
    .filter((line) => !line.startsWith('GET ') && /auditor:/.test(line))
    .map((line) => line.split(' | ')[0]!)
    .filter((key) => !/^(POST|PUT) \/(me|sessions|audit|notification-preference|notifications|saved-queries|alerts)\b/.test(key));
  assert.deepEqual(writing, []);
});
