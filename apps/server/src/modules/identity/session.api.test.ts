import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logIn, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const fresh = (login: string) => logIn(system.url, login);
const handles = async (person: Awaited<ReturnType<typeof fresh>>) =>
  ((await person.get('/sessions')).body.sessions as unknown as { handle: string }[]).map((session) => session.handle);

test('NX-附3.2-1b: a person sees the own live sessions alone and ends one of them, which ends at once', async () => {
  const [first, second, other] = [await fresh('xingqing.leader'), await fresh('xingqing.leader'), await fresh('jinfeng.leader')];
  const mine = await handles(second);
  assert.equal(mine.length, 2);
  const [theirs] = await handles(other);
  assert.equal((await second.post(`/sessions/${theirs}/end`)).status, 404, 'somebody else’s');
  assert.equal((await second.post(`/sessions/${mine[1]}/end`)).status, 200);
  assert.deepEqual([(await first.get('/me')).status, (await second.get('/me')).status], [401, 200]);
  assert.equal((await second.post(`/sessions/${mine[1]}/end`)).status, 404, 'ended already');
  const audited = await system.query(`select actor from audit_event where event = 'session-ended' and object_id = $1`, [mine[1]]);
  assert.equal(audited.length, 1);
});

test('NX-附3.2-1b: the security officer ends all sessions of an account of the own province, nobody else does', async () => {
  const people = [await fresh('yinchuan.leader'), await fresh('yinchuan.leader')];
  const path = '/accounts/yinchuan.leader/sessions/end';
  assert.equal((await (await fresh('nx.system-administrator')).post(path)).status, 403, 'another role');
  assert.equal((await (await fresh('sx.security-officer')).post(path)).status, 404, 'another territory');
  for (const person of people) assert.equal((await person.get('/me')).status, 200);
  const officer = await fresh('nx.security-officer');
  assert.deepEqual((await officer.post(path)).body, { ended: 2 });
  for (const person of people) assert.equal((await person.get('/me')).status, 401);
  assert.deepEqual((await officer.post(path)).body, { ended: 0 }, 'nothing left to end');
});
