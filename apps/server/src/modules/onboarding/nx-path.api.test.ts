import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { frozenRun, NX, openScene, type Scene } from './onboarding.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

const SUSPENDED = ['disbursement-stop', 'settlement-suspension'];

test('NX-20: a pharmacy changes its system from application to agreeing feedback, each step by the right people', async () => {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  assert.match(number, /^640104-\d{4}-\d{5}$/);
  assert.deepEqual(await scene.restrictions(code), []);

  await scene.advance(code, number, 'verify');
  assert.deepEqual(await scene.restrictions(code), SUSPENDED);
  assert.ok((await scene.reasons(code)).includes('settlement-suspension'));

  // a material missing → refused → supplemented → verified
  const lacking = await scene.refused('step-lacks', 'xingqing.caseworker', `/applications/${number}/transitions/verify/request`);
  assert.equal(lacking.clause, 'NX-20(1)');
  assert.match(String(lacking.value), /material:topology/);
  await scene.take('xingqing.caseworker', number, 'return', { reason: '缺网络拓扑图等材料' });
  await scene.handInAll(code, number);
  await scene.take(code.toLowerCase(), number, 'resubmit');
  await scene.advance(code, number, 'evaluate-passed');

  assert.ok((await scene.reasons(code, 'test')).includes('no-test-consent'));
  await scene.advance(code, number, 'appoint-partner');
  assert.ok(!(await scene.reasons(code, 'test')).includes('no-test-consent'));
  assert.ok((await scene.reasons(code)).includes('no-connection-consent'));

  await scene.advance(code, number, 'agree');
  assert.deepEqual(await scene.restrictions(code), SUSPENDED);
  await scene.advance(code, number, 'done');
  assert.deepEqual(await scene.restrictions(code), []);
  const production = await scene.reasons(code);
  assert.ok(!production.includes('no-connection-consent') && !production.includes('settlement-suspension'));
  assert.ok((await scene.reasons(code, 'test')).includes('no-test-consent'));
  const run = await scene.system.query(
    'select his.code from institution_system join his on his.id = his_id join institution on institution.id = institution_id where institution.code = $1 and ended_at is null',
    [code],
  );
  assert.deepEqual(run, [{ code: scene.his }]);
});

test('NX-20(2): five working days run from provincial receipt, ten from the passed evaluation, each day explained', async () => {
  const code = await scene.institution('hospital');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'record-test');
  const { body } = await (await scene.system.as('nx.caseworker')).get(`/applications/${number}`);
  const clocks = body.clocks as unknown as {
    kind: string;
    state: string;
    clause: string;
    endEvents: string[];
    explanation: { counts: boolean }[];
  }[];
  assert.deepEqual(
    clocks.map(({ kind, state, clause, explanation }) => [kind, state, clause, explanation.filter((day) => day.counts).length]),
    [
      ['receive', 'met', 'NX-20(2)', 5],
      ['evaluate-passed', 'met', 'NX-20(2)', 10],
    ],
  );
  assert.deepEqual(clocks[0]!.endEvents, ['evaluate-passed', 'evaluate-failed']);
});

test('NX-20(2): an evaluation later than the fifth working day is breached, and seen as breached before anybody ends it', async () => {
  const code = await scene.institution('hospital');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'evaluate-passed');
  await scene.system.query(
    `update statutory_clock set started_at = started_at - interval '30 days', due_at = due_at - interval '30 days' where subject_id = (select id from application where number = $1)`,
    [number],
  );
  const clocks = async () => {
    const { body } = await (await scene.system.as('nx.caseworker')).get(`/applications/${number}`);
    return (body.clocks as unknown as { state: string }[]).map((one) => one.state);
  };
  assert.deepEqual(await clocks(), ['breached']);
  await scene.advance(code, number, 'appoint-partner');
  assert.deepEqual(await clocks(), ['breached', 'running']);
});

test('NX-20: whoever is not named by the step is refused, and a step is refused from another state', async () => {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  const at = `/applications/${number}/transitions`;
  await scene.refused('role-not-allowed', 'xingqing.caseworker', `${at}/submit`);
  await scene.refused('step-not-from-here', 'nx.caseworker', `${at}/receive`);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'receive');
  await scene.refused('role-not-allowed', 'xingqing.caseworker', `${at}/receive`);
  await scene.refused('role-not-allowed', 'yinchuan.caseworker', `${at}/receive`);
  await scene.refused('role-not-allowed', 'yinchuan.approver', `${at}/evaluate-passed`);
  const answer = await scene.refused('step-unknown', 'nx.caseworker', `${at}/skip-everything`);
  assert.match(String(answer.rule), /evaluate-passed/);
});

test('NX-20: an application of another territory, or of other parties, is not there: 404', async () => {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  const other = await scene.institution('pharmacy');
  for (const login of ['jinfeng.caseworker', 'chengqu.caseworker', 'heb.caseworker', 'platform.operator', other.toLowerCase()]) {
    assert.equal((await (await scene.system.as(login)).get(`/applications/${number}`)).status, 404, login);
    await scene.refused('not-found', login, `/applications/${number}/transitions/withdraw`);
  }
  for (const login of ['xingqing.leader', 'yinchuan.caseworker', 'nx.approver', 'his-vendor.operator', code.toLowerCase()])
    assert.equal((await (await scene.system.as(login)).get(`/applications/${number}`)).status, 200, login);
});

test('NX-5: without a named security operator the application is not submitted', async () => {
  const code = await scene.institution('pharmacy');
  await scene.system.query(
    'update institution_operator set ended_at = now(), ended_by = named_by where institution_id = (select id from institution where code = $1)',
    [code],
  );
  const number = await scene.open(code);
  const answer = await scene.refused('step-lacks', code.toLowerCase(), `/applications/${number}/transitions/submit`);
  assert.equal(answer.clause, 'NX-5');
  assert.deepEqual(await scene.restrictions(code), []);
});

test('NX-附2: approval is refused while the vendor vouches for three of the four conditions, and only the vendor of the system vouches', async () => {
  const code = await scene.institution('hospital');
  const number = await scene.open(code, 'new-designation');
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'evaluate-passed');
  const at = `/applications/${number}`;
  const conditions = NX.onboarding.conditions.map((one) => one.code);
  await scene.refused('role-not-allowed', code.toLowerCase(), `${at}/conditions`, { conditions });
  await scene.ok('his-vendor.operator', `${at}/conditions`, { conditions: conditions.slice(1) });
  for (const opinion of ['network-security', 'system-self-check'])
    await scene.ok('nx.caseworker', `${at}/opinions`, { code: opinion, agrees: true, opinion: '同意' });
  const answer = await scene.refused('step-lacks', 'nx.caseworker', `${at}/transitions/evaluate-passed/request`);
  assert.equal(answer.value, `condition:${conditions[0]}`);
  await scene.ok('his-vendor.operator', `${at}/conditions`, { conditions });
  await scene.byTwo('nx', number, 'evaluate-passed');
});

test('NX-20(1): an opinion counts for the dossier it was given on, and a request is void once the dossier changes', async () => {
  const code = await scene.institution('hospital');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'verify');
  const at = `/applications/${number}`;
  for (const { code: material } of NX.onboarding.materials)
    await scene.ok('xingqing.caseworker', `${at}/findings`, { material, conforms: true });
  await scene.ok('xingqing.caseworker', `${at}/opinions`, { code: 'local', agrees: true, opinion: '材料真实完整' });
  await scene.ok('xingqing.caseworker', `${at}/transitions/verify/request`);
  await scene.ok('xingqing.caseworker', `${at}/findings`, { material: 'topology', conforms: false, note: '与现场不符' });
  await scene.ok('xingqing.caseworker', `${at}/findings`, { material: 'topology', conforms: true });
  await scene.refused('step-not-requested', 'xingqing.approver', `${at}/transitions/verify`);
  await scene.take('xingqing.caseworker', number, 'return', { reason: '拓扑图须更新' });
  await scene.ok(code.toLowerCase(), `${at}/materials`, { material: 'topology', documentId: await scene.upload(code, '新的拓扑图') });
  await scene.take(code.toLowerCase(), number, 'resubmit');
  const answer = await scene.refused('step-lacks', 'xingqing.caseworker', `${at}/transitions/verify/request`);
  assert.equal(answer.value, 'finding:topology, finding:topology, opinion:local', 'NX-20(1) and NX-16 ask for it');
});

test('NX-20(2): the seals are those of the four, on one SM3, and another report voids them', async () => {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'seal');
  const at = `/applications/${number}`;
  const sm3 = async () =>
    String(((await (await scene.system.as(code.toLowerCase())).get(at)).body.report as unknown as { sm3: string }).sm3);
  const first = await sm3();
  await scene.refused('report-changed', code.toLowerCase(), `${at}/seals`, { party: 'institution', sm3: 'ab'.repeat(32) });
  await scene.refused('role-not-allowed', code.toLowerCase(), `${at}/seals`, { party: 'platform-vendor', sm3: first });
  await scene.refused('role-not-allowed', 'yinchuan.approver', `${at}/seals`, { party: 'territorial-bureau', sm3: first });
  await scene.refused('code-not-in-rules', 'platform.operator', `${at}/seals`, { party: 'integration-partner', sm3: first });
  await scene.ok('platform.operator', `${at}/seals`, { party: 'platform-vendor', sm3: first });
  await scene.refused('sealed-already', 'platform.operator', `${at}/seals`, { party: 'platform-vendor', sm3: first });
  const again = await scene.ok('partner.operator', `${at}/test-report`, frozenRun(scene, number, code));
  assert.equal(again.sealsVoided, 1);
  assert.notEqual(await sm3(), first);
  await scene.refused('report-changed', 'his-vendor.operator', `${at}/seals`, { party: 'connecting-party', sm3: first });
  const answer = await scene.refused('step-lacks', 'xingqing.approver', `${at}/transitions/seal`);
  assert.match(String(answer.value), /seal:territorial-bureau.*seal:platform-vendor.*seal:connecting-party.*seal:institution/);
  await scene.seal(code, number, await sm3());
  assert.equal(await scene.take('xingqing.approver', number, 'seal'), 'sealed');
});
