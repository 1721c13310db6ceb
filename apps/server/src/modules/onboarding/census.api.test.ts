import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openScene, type Scene } from './onboarding.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

interface Row {
  code: string;
  standing: string;
  urgings: number;
  answerBy: string | null;
  application: string | null;
}
const listed = async (login: string, query = '') =>
  ((await (await scene.system.as(login)).get(`/census${query}`)).body as unknown as { institutions: Row[] }).institutions;

test('NX-20(末2): the bureau lists who has finished the joint test and who has not, and urges with date and author', async () => {
  const untested = await scene.institution('pharmacy');
  const before = await scene.institution('pharmacy');
  const connection = { connectedOn: '2022-05-01', reason: '平台上线前已接入' };
  await scene.ok('nx.caseworker', `/institutions/${before}/connections`, connection);
  await scene.ok('nx.approver', `/institutions/${before}/connections/approval`, { accept: true });
  const number = await scene.open(untested);
  assert.deepEqual(
    (await listed('xingqing.caseworker')).map((one) => [one.code, one.standing, one.urgings, one.application]),
    [
      [untested, 'untested', 0, number],
      [before, 'taken-in', 0, null],
    ],
  );
  const { urgings } = (await scene.ok('xingqing.caseworker', `/institutions/${untested}/urgings`, {
    note: '请尽快完成联调测试',
    answerBy: '2999-12-31',
  })) as unknown as { urgings: { urgedAt: string; urgedBy: string; note: string }[] };
  assert.equal(urgings.length, 1);
  assert.notEqual(urgings[0]!.urgedBy, '');
  await scene.ok('nx.caseworker', `/institutions/${untested}/urgings`, { note: '再次督促' });
  const [row, ...others] = await listed('nx.leader', '?standing=untested');
  assert.deepEqual([row!.code, row!.urgings, others.length], [untested, 2, 0]);
  const clocks = await scene.system.query<{ clause: string; stated: boolean; state: string }>(
    `select clause, stated, state from statutory_clock where kind = 'urged'`,
  );
  assert.deepEqual(clocks, [{ clause: 'NX-20(末2)', stated: false, state: 'running' }], '尽快 carries no number; one clock at a time');

  await scene.refused('nothing-to-urge', 'xingqing.caseworker', `/institutions/${before}/urgings`, { note: '督促' });
  await scene.refused('role-not-allowed', 'xingqing.approver', `/institutions/${untested}/urgings`, { note: '督促' });
  await scene.refused('role-not-allowed', untested.toLowerCase(), `/institutions/${untested}/urgings`, { note: '督促' });
  await scene.refused('not-found', 'jinfeng.caseworker', `/institutions/${untested}/urgings`, { note: '督促' });
  assert.deepEqual(await listed('jinfeng.caseworker'), [], 'another territory');
  const own = (await (await scene.system.as(untested.toLowerCase())).get(`/institutions/${untested}/urgings`)).body;
  assert.equal((own.urgings as unknown as unknown[]).length, 2);
});

test('NX-20(末2): whoever was urged and then connects has met the clock; where no text asks for a census nobody is urged', async () => {
  const code = await scene.institution('hospital');
  await scene.ok('xingqing.caseworker', `/institutions/${code}/urgings`, { note: '请尽快' });
  await scene.ok('nx.caseworker', `/institutions/${code}/connections`, { connectedOn: '2022-05-01', reason: '补登' });
  await scene.ok('nx.approver', `/institutions/${code}/connections/approval`, { accept: true });
  const [clock] = await scene.system.query<{ state: string }>(
    `select c.state from statutory_clock c join institution i on i.id = c.institution_id where i.code = $1 and c.kind = 'urged'`,
    [code],
  );
  assert.equal(clock!.state, 'met');
  const jincheng = await scene.institution('pharmacy', 'chengqu.caseworker', 'sx');
  await scene.refused('census-counts-no-test', 'chengqu.caseworker', `/institutions/${jincheng}/urgings`, { note: '督促' });
});
