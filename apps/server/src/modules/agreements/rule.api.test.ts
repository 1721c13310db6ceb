import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
let office: Person;
before(async () => {
  system = await startTestSystem();
  office = await system.as('tangshan.caseworker');
});
after(() => system.stop());

function made(answer: Answer): Answer['body'] {
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}
const RULE = { number: '唐医保信〔2026〕3号', title: '信息系统使用管理制度', inForceFrom: '2026-01-01' };
const CODE = 'P13020000001';

test('TS-2(2): a rule of the managing department binds its territory; the institution takes note of it once, and no one for it', async () => {
  made(await office.post('/institutions', { code: CODE, kind: 'pharmacy', name: '路北药店' }));
  const login = 'rule.one';
  const account = { login, name: '操作员', password: 'Demo#2026-anjie', role: 'institution', partyKind: 'institution', partyCode: CODE };
  made(await (await system.as('heb.system-administrator')).post('/accounts', account));
  made(await (await system.as('heb.security-officer')).post(`/accounts/${login}/activation`));
  const own = await system.as(login);
  assert.equal((await (await system.as('tangshan.leader')).post('/rules', RULE)).body.code, 'role-not-allowed');
  assert.equal((await own.post('/rules', RULE)).body.code, 'role-not-allowed');
  const rule = made(await office.post('/rules', RULE));
  assert.equal((await office.post('/rules', RULE)).body.code, 'rule-number-taken');
  const ahead = made(await office.post('/rules', { ...RULE, number: '明年', inForceFrom: '2999-01-01' }));
  const elsewhere = made(await (await system.as('xingqing.caseworker')).post('/rules', RULE));
  const known = async () =>
    ((await own.get(`/institutions/${CODE}/rules`)).body as unknown as { rules: { id: string; acknowledgedAt: string | null }[] }).rules;
  assert.deepEqual(
    (await known()).map((one) => [one.id, one.acknowledgedAt]),
    [[rule.id, null]],
  );
  const note = (who: Person, id: unknown) => who.post(`/institutions/${CODE}/rules/${id}/acknowledgement`);
  assert.equal((await note(office, rule.id)).body.code, 'role-not-allowed');
  for (const { id } of [ahead, elsewhere]) assert.equal((await note(own, id)).body.code, 'rule-not-binding');
  made(await note(own, rule.id));
  assert.equal((await note(own, rule.id)).body.code, 'rule-known-already');
  assert.notEqual((await known())[0]!.acknowledgedAt, null);
  const { rules } = (await office.get('/rules')).body as unknown as { rules: { number: string; acknowledged: number }[] };
  assert.equal(rules.find((one) => one.number === RULE.number)!.acknowledged, 1);
});

test('TS-2(2): a rule is ended by the bureau that issued it, once, and binds no longer', async () => {
  const rule = made(await office.post('/rules', { ...RULE, number: '废止的' }));
  const end = (who: Person) => who.post(`/rules/${rule.id}/withdrawal`);
  assert.equal((await end(await system.as('xingqing.caseworker'))).body.code, 'rule-not-own');
  assert.equal((await end(await system.as('tangshan.approver'))).body.code, 'role-not-allowed');
  made(await end(office));
  assert.equal((await end(office)).body.code, 'rule-ended');
  const { rules } = (await office.get(`/institutions/${CODE}/rules`)).body as unknown as { rules: { number: string }[] };
  assert.ok(!rules.some((one) => one.number === '废止的'));
});
