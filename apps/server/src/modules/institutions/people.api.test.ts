import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
let office: Person;
let county: Person;
let serial = 0;
before(async () => {
  system = await startTestSystem();
  office = await system.as('tangshan.caseworker');
  county = await system.as('xingqing.caseworker');
});
after(() => system.stop());

function made(answer: Answer): Answer['body'] {
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}

async function institution(clerk: Person, div: string): Promise<string> {
  const code = `P${div}${String(++serial).padStart(5, '0')}`;
  made(await clerk.post('/institutions', { code, kind: 'pharmacy', name: `药店 ${code}`, address: '建设路1号' }));
  return code;
}

async function account(code: string, province: string): Promise<Person> {
  const login = code.toLowerCase();
  const body = { login, name: '操作员', password: 'Demo#2026-anjie', role: 'institution', partyKind: 'institution', partyCode: code };
  made(await (await system.as(`${province}.system-administrator`)).post('/accounts', body));
  made(await (await system.as(`${province}.security-officer`)).post(`/accounts/${login}/activation`));
  return system.as(login);
}

test('TS-1(4), TS-3(3): the list of officers and managers is reported whole, and each report starts the clock of the next', async () => {
  const code = await institution(office, '130200');
  const path = `/institutions/${code}/roster-reports`;
  const lacking = await office.post(path);
  assert.deepEqual([lacking.body.code, lacking.body.path, lacking.body.clause], ['roster-incomplete', 'is_officer', 'TS-1(4)']);
  made(await office.post(`/institutions/${code}/operators`, { role: 'is_officer', name: '刘安全', phone: '0315-1234567' }));
  assert.equal((await office.post(path)).body.clause, 'TS-3(3)');
  made(await office.post(`/institutions/${code}/operators`, { role: 'manager', name: '陈管理' }));
  const own = await account(code, 'heb');
  made(await own.post(path));
  const { reports } = made(await office.post(path)) as unknown as { reports: { roles: Record<string, number>; stated: boolean }[] };
  assert.deepEqual(reports[0]!.roles, { is_officer: 1, manager: 1 });
  assert.equal(reports[0]!.stated, false, '定期 carries no number');
  const clocks = await system.query<{ state: string; clause: string }>(
    `select c.state, c.clause from statutory_clock c join institution i on i.id = c.institution_id
     where i.code = $1 and c.kind = 'roster-reported' order by c.started_at`,
    [code],
  );
  assert.deepEqual(
    clocks.map((one) => [one.state, one.clause]),
    [
      ['met', 'TS-3(3)'],
      ['running', 'TS-3(3)'],
    ],
  );
  assert.equal((await (await system.as('tangshan.approver')).post(path)).body.code, 'role-not-allowed');
  assert.equal((await county.post(path)).status, 404, 'another territory');
  const ningxia = await institution(county, '640104');
  assert.equal((await county.post(`/institutions/${ningxia}/roster-reports`)).body.code, 'roster-not-asked');
});

test('NX-附1.3: the bureau tries whether a person on file can be reached, and keeps what came of it', async () => {
  const code = await institution(county, '640104');
  const person = made(await county.post(`/institutions/${code}/operators`, { role: 'responsible', name: '马责任', phone: '0951-7654321' }));
  const path = `/institutions/${code}/operators/${person.id}/reach-checks`;
  assert.equal((await county.post(path, { reached: false })).body.code, 'input-invalid', 'what failed is said');
  made(await county.post(path, { reached: false, note: '电话停机' }));
  const { checks } = made(await county.post(path, { reached: true })) as unknown as { checks: { reached: boolean; role: string }[] };
  assert.deepEqual(
    checks.map((one) => [one.role, one.reached]),
    [
      ['responsible', true],
      ['responsible', false],
    ],
  );
  const own = await account(code, 'nx');
  assert.equal((await own.post(path, { reached: true })).body.code, 'role-not-allowed', 'nobody vouches for himself');
  assert.equal((await (await system.as('jinfeng.caseworker')).post(path, { reached: true })).status, 404);
  const city = await system.as('yinchuan.caseworker');
  assert.equal((await city.post(path, { reached: true })).body.code, 'amendment-not-territorial');
  made(await county.post(`/institutions/${code}/operators/${person.id}/end`));
  assert.equal((await county.post(path, { reached: true })).body.code, 'operator-ended');
});

test('TS-3(5): while a PSAM card is lost relocation is neither filed, accepted nor recorded; settled by the bureau it is', async () => {
  const code = await institution(office, '130200');
  const own = await account(code, 'heb');
  const path = `/institutions/${code}/psam-records`;
  const lost = { card: 'PSAM-0001', kind: 'lost', happenedOn: '2026-03-02', note: '搬运时遗失' };
  const relocation = { set: { address: '新华道2号' }, nature: 'change', changedOn: '2026-03-03', reason: '迁址' };
  const filed = made(await own.post(`/institutions/${code}/amendments`, relocation));
  const record = made(await own.post(path, lost));
  assert.equal((await own.post(path, lost)).body.code, 'psam-lost-already');
  assert.equal((await own.post(path, { ...lost, card: 'PSAM-0002', happenedOn: '2999-01-01' })).body.code, 'input-invalid');
  const accept = () => office.post(`/amendments/${filed.id}/acceptance`, undefined, { version: Number(filed.version) });
  const barred = await accept();
  assert.deepEqual([barred.body.code, barred.body.clause], ['psam-lost', 'TS-3(5)']);
  const direct = () => office.patch(`/institutions/${code}`, relocation, 1);
  assert.equal((await direct()).body.code, 'psam-lost');
  const settle = (who: Person) => who.post(`${path}/${record.id}/settlement`, { settlement: '已补卡并注销旧卡' });
  assert.equal((await settle(own)).body.code, 'role-not-allowed');
  assert.equal((await settle(county)).status, 404);
  made(await settle(office));
  assert.equal((await settle(office)).body.code, 'psam-not-lost');
  made(await accept());
  const handed = made(await own.post(path, { ...lost, kind: 'handed-in', note: '卡损坏' }));
  assert.equal(handed.settledAt, null);
  const { records } = (await office.get(path)).body as unknown as { records: { kind: string }[] };
  assert.deepEqual(
    records.map((one) => one.kind),
    ['handed-in', 'lost'],
  );
});

test('TS-3(5): a lost card bars nothing else, and nothing where no text says so', async () => {
  const code = await institution(office, '130200');
  const lost = { card: 'PSAM-0003', kind: 'lost', happenedOn: '2026-03-02', note: '遗失' };
  made(await office.post(`/institutions/${code}/psam-records`, lost));
  const correction = { set: { address: '新华道3号' }, nature: 'correction', reason: '写错' };
  made(await office.patch(`/institutions/${code}`, correction, 1));
  const ningxia = await institution(county, '640104');
  made(await county.post(`/institutions/${ningxia}/psam-records`, lost));
  const relocation = { set: { address: '解放街2号' }, nature: 'change', changedOn: '2026-03-03', reason: '迁址' };
  made(await county.patch(`/institutions/${ningxia}`, relocation, 1));
});
