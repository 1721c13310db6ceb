import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openScene, type Scene } from './onboarding.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

const testedAt = '2026-03-02T10:00:00+08:00';

test('JC-7: network test, system test, connection — three steps of the county, in this order', async () => {
  const code = await scene.institution('pharmacy', 'chengqu.caseworker', 'sx');
  const { number } = await scene.ok('chengqu.caseworker', `/institutions/${code}/applications`, { kind: 'connection' });
  const at = `/applications/${number}/transitions`;
  await scene.take('chengqu.caseworker', String(number), 'submit');
  assert.deepEqual((await scene.reasons(code)).filter((one) => one.endsWith('-test-missing')).sort(), [
    'network-test-missing',
    'system-test-missing',
  ]);
  await scene.refused('step-not-from-here', 'chengqu.caseworker', `/institutions/${code}/test-records`, {
    kind: 'system-test',
    passed: true,
    testedAt,
  });
  await scene.refused('role-not-allowed', 'jincheng.caseworker', `${at}/record-network-test`);
  await scene.refused('tested-in-the-future', 'chengqu.caseworker', `${at}/record-network-test`, { testedAt: '2099-01-01T00:00:00Z' });
  const recorded = await scene.ok('chengqu.caseworker', `/institutions/${code}/test-records`, {
    kind: 'network-test',
    passed: true,
    testedAt,
  });
  assert.equal(recorded.application, number);
  assert.equal(await scene.take('chengqu.caseworker', String(number), 'record-system-test', { testedAt }), 'system-tested');
  assert.deepEqual(
    (await scene.reasons(code)).filter((one) => one.endsWith('-test-missing')),
    [],
  );
  assert.equal(await scene.byTwo('chengqu', String(number), 'connect'), 'connected');
  const { body } = await (await scene.system.as('chengqu.leader')).get(`/institutions/${code}/test-records`);
  assert.equal((body.tests as unknown as unknown[]).length, 2);
});

test('JC-7: a failed test is kept and grants nothing; a passed one of an institution without an application grants its fact', async () => {
  const code = await scene.institution('pharmacy', 'chengqu.caseworker', 'sx');
  const path = `/institutions/${code}/test-records`;
  await scene.ok('chengqu.caseworker', path, { kind: 'network-test', passed: false, testedAt, note: '丢包' });
  assert.ok((await scene.reasons(code)).includes('network-test-missing'));
  await scene.ok('chengqu.caseworker', path, { kind: 'network-test', passed: true, testedAt });
  assert.ok(!(await scene.reasons(code)).includes('network-test-missing'));
  await scene.refused('code-not-in-rules', 'chengqu.caseworker', path, { kind: 'test-consent', passed: true, testedAt });
  await scene.refused('not-found', 'gaoping.caseworker', path, { kind: 'network-test', passed: true, testedAt });
});

test('JC-7: what Ningxia asks for is not asked in Jincheng: no suspension, no material, no seal', async () => {
  const code = await scene.institution('pharmacy', 'chengqu.caseworker', 'sx');
  const { number } = await scene.ok(code.toLowerCase(), `/institutions/${code}/applications`, { kind: 'connection' });
  await scene.take(code.toLowerCase(), String(number), 'submit');
  assert.deepEqual(await scene.restrictions(code), []);
  await scene.refused('application-kind-unknown', 'chengqu.caseworker', `/institutions/${code}/applications`, { kind: 'system-change' });
});

test('JC-7: Tangshan asks for no such test, and refuses its record by name', async () => {
  const code = await scene.institution('pharmacy', 'lubei.caseworker', 'heb');
  const test = { kind: 'network-test', passed: true, testedAt };
  await scene.refused('code-not-in-rules', 'lubei.caseworker', `/institutions/${code}/test-records`, test);
});

test('TS-0, TS-2(3): agreement, procedure, connection — the agreement is a record of its own, and its end is the end of admission', async () => {
  const code = await scene.institution('pharmacy', 'tangshan.caseworker', 'heb');
  const { number } = await scene.ok('tangshan.caseworker', `/institutions/${code}/applications`, { kind: 'connection' });
  const at = `/applications/${number}/transitions`;
  const lacking = await scene.refused('step-lacks', 'tangshan.caseworker', `${at}/sign-agreement`);
  assert.deepEqual([lacking.value, lacking.clause], ['held:security-agreement', 'TS-0']);
  const agreement = { kind: 'security-agreement', signatories: { institution: true, bureau: true }, copies: 2, signedOn: '2026-03-02' };
  const { id, version } = await scene.ok('tangshan.caseworker', `/institutions/${code}/agreements`, agreement);
  assert.equal(await scene.take('tangshan.caseworker', String(number), 'sign-agreement'), 'agreement-signed');
  assert.ok((await scene.reasons(code)).includes('connection-procedure-missing'));
  await scene.refused('role-not-allowed', code.toLowerCase(), `${at}/complete-procedure`);
  await scene.refused('not-found', 'lubei.caseworker', `${at}/complete-procedure`);
  assert.equal(await scene.take('tangshan.caseworker', String(number), 'complete-procedure'), 'procedure-done');
  assert.deepEqual(
    (await scene.reasons(code)).filter((one) => one === 'connection-procedure-missing' || one === 'no-security-agreement'),
    [],
  );
  await scene.refused('step-not-requested', 'tangshan.approver', `${at}/connect`);
  assert.equal(await scene.byTwo('tangshan', String(number), 'connect'), 'connected');
  const clerk = await scene.system.as('tangshan.caseworker');
  const ended = await clerk.post(`/agreements/${id}/end`, { reason: '协议到期未续' }, { version: Number(version) });
  assert.equal(ended.status, 200, JSON.stringify(ended.body));
  assert.ok((await scene.reasons(code)).includes('no-security-agreement'));
});
