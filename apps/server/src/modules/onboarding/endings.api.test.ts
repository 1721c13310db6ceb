import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { frozenRun, openScene, type Scene } from './onboarding.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

const SUSPENDED = ['disbursement-stop', 'settlement-suspension'];

async function pharmacyAt(step: string): Promise<{ code: string; number: string }> {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, step);
  return { code, number };
}

/** What the application's own role meets with a statement of plain SQL. */
async function asApplication(role: string, scope: string, statement: string, values: unknown[]): Promise<pg.DatabaseError> {
  const client = new pg.Client({ connectionString: scene.system.database.appUrl });
  await client.connect();
  try {
    await client.query(`begin; set local role ${role}`);
    await client.query(`select set_config('app.scope', $1, true)`, [scope]);
    await client.query(statement, values);
  } catch (error) {
    return error as pg.DatabaseError;
  } finally {
    await client.end();
  }
  return assert.fail('the statement passed');
}

test('NX-附4: 不同意接入 keeps the pharmacy suspended and ends the test; testing again needs a new report and new seals', async () => {
  const { code, number } = await pharmacyAt('agree');
  const at = `/applications/${number}`;
  await scene.refused('step-reason-missing', 'nx.caseworker', `${at}/transitions/disagree/request`);
  assert.equal(await scene.byTwo('nx', number, 'disagree', '部分就诊类别未测'), 'disagreed');
  assert.deepEqual(await scene.restrictions(code), SUSPENDED);
  assert.ok((await scene.reasons(code)).includes('no-connection-consent'));
  assert.ok((await scene.reasons(code, 'test')).includes('no-test-consent'));
  assert.equal(await scene.take('nx.caseworker', number, 'test-again'), 'testing');
  assert.ok(!(await scene.reasons(code, 'test')).includes('no-test-consent'));
  const answer = await scene.refused('step-lacks', 'his-vendor.operator', `${at}/transitions/record-test`);
  assert.equal(answer.value, 'report:test-report');
  const { sm3 } = await scene.ok('partner.operator', `${at}/test-report`, frozenRun(scene, number, code));
  await scene.take('his-vendor.operator', number, 'record-test');
  await scene.refused('step-lacks', 'xingqing.approver', `${at}/transitions/seal`);
  await scene.seal(code, number, String(sm3));
  for (const [login, step] of [
    ['xingqing.approver', 'seal'],
    ['xingqing.caseworker', 'report-test'],
    ['nx.caseworker', 'verify-report'],
  ] as const)
    await scene.take(login, number, step);
  await scene.ok('nx.caseworker', `${at}/opinions`, { code: 'admission', agrees: true, opinion: '同意接入' });
  assert.equal(await scene.byTwo('nx', number, 'agree'), 'agreed');
  assert.deepEqual(await scene.restrictions(code), []);
});

test('NX-20(末): a withdrawal keeps settlement suspended and disbursement stopped, cancels the clock, and a new application may follow', async () => {
  const { code, number } = await pharmacyAt('evaluate-passed');
  assert.equal(await scene.take(code.toLowerCase(), number, 'withdraw'), 'withdrawn');
  assert.deepEqual(await scene.restrictions(code), SUSPENDED);
  const { body } = await (await scene.system.as('nx.caseworker')).get(`/applications/${number}`);
  assert.deepEqual(
    (body.clocks as unknown as { state: string }[]).map((one) => one.state),
    ['cancelled'],
  );
  assert.ok(body.closedAt);
  await scene.refused('step-not-from-here', code.toLowerCase(), `/applications/${number}/transitions/withdraw`);
  const again = await scene.open(code);
  assert.notEqual(again, number);
  await scene.refused('application-open', code.toLowerCase(), `/institutions/${code}/applications`, { kind: 'system-change' });
});

test('NX-20(末): a hospital, and a pharmacy newly designated, lose nothing by applying', async () => {
  for (const [kind, application] of [
    ['hospital', 'system-change'],
    ['pharmacy', 'new-designation'],
  ] as const) {
    const code = await scene.institution(kind);
    const number = await scene.open(code, application);
    await scene.take(code.toLowerCase(), number, 'submit');
    assert.deepEqual(await scene.restrictions(code), [], `${kind} ${application}`);
  }
});

test('NX-20(3): the feedback takes two people, through the API', async () => {
  const { number } = await pharmacyAt('agree');
  const at = `/applications/${number}/transitions/agree`;
  await scene.ok('nx.caseworker', `/applications/${number}/opinions`, { code: 'admission', agrees: false, opinion: '暂不同意' });
  const disagreeing = await scene.refused('step-lacks', 'nx.approver', `${at}/request`);
  assert.equal(disagreeing.value, 'opinion:admission');
  await scene.ok('nx.caseworker', `/applications/${number}/opinions`, { code: 'admission', agrees: true, opinion: '同意接入' });
  await scene.refused('step-not-requested', 'nx.approver', at);
  await scene.refused('role-not-allowed', 'xingqing.approver', `${at}/request`);
  await scene.ok('nx.approver', `${at}/request`);
  await scene.refused('step-requested-already', 'nx.caseworker', `${at}/request`);
  await scene.refused('four-eyes', 'nx.approver', at);
  await scene.refused('role-not-allowed', 'nx.caseworker', at);
  await scene.ok('nx.approver', `${at}/request/decline`, { reason: '由另一人提请' });
  assert.equal(await scene.byTwo('nx', number, 'agree'), 'agreed');
});

test('NX-20(3): plain SQL as the application role gets past neither the four eyes of a step nor those of a consent', async () => {
  const { code, number } = await pharmacyAt('agree');
  await scene.ok('nx.caseworker', `/applications/${number}/opinions`, { code: 'admission', agrees: true, opinion: '同意接入' });
  await scene.ok('nx.caseworker', `/applications/${number}/transitions/agree/request`);
  const self = await asApplication(
    'app_province',
    '640000',
    `update application_step set decided_by = requested_by, decided_at = now()
     where decided_at is null and application_id = (select id from application where number = $1)`,
    [number],
  );
  assert.equal(self.constraint, 'decided_by_four_eyes');
  const grant = `insert into admission_grant (id, institution_id, prov, city, div, kind, source_kind, step_id, clause, stated, begun_at, requested_by, granted_by)
     select gen_random_uuid(), institution_id, prov, city, div, 'connection-consent', 'step', id, 'NX-20(3)', true, now(), requested_by, requested_by
     from application_step where decided_at is null and application_id = (select id from application where number = $1)`;
  assert.equal((await asApplication('app_province', '640000', grant, [number])).constraint, 'consented_by_four_eyes');
  assert.ok((await scene.reasons(code)).includes('no-connection-consent'));
});

test('NX-20(末): an institution keeps the consent of the system it runs while it changes it, and the new one follows without a gap', async () => {
  const code = await scene.institution('hospital');
  await scene.ok('nx.caseworker', `/institutions/${code}/connections`, {
    system: scene.his,
    connectedOn: '2022-03-01',
    reason: '平台上线前已接入',
  });
  await scene.ok('nx.approver', `/institutions/${code}/connections/approval`, { accept: true });
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'agree');
  assert.ok(!(await scene.reasons(code)).includes('no-connection-consent'));
  await scene.advance(code, number, 'done');
  const consents = await scene.system.query<{ begun_at: Date; ended_at: Date | null }>(
    `select begun_at, ended_at from admission_grant where kind = 'connection-consent' and institution_id = (select id from institution where code = $1) order by begun_at`,
    [code],
  );
  assert.equal(consents.length, 2);
  assert.deepEqual(consents[0]!.ended_at, consents[1]!.begun_at);
  assert.ok(!(await scene.reasons(code)).includes('no-connection-consent'));
});

test('NX-20(末2): what was connected before the platform is taken in by two people of the province', async () => {
  const code = await scene.institution('pharmacy');
  const path = `/institutions/${code}/connections`;
  const request = { system: scene.his, connectedOn: '2022-03-01', reason: '平台上线前已接入' };
  await scene.refused('role-not-allowed', 'xingqing.caseworker', path, request);
  await scene.refused('census-not-requested', 'nx.approver', `${path}/approval`, { accept: true });
  await scene.refused('input-invalid', 'nx.caseworker', path, { ...request, connectedOn: '2099-01-01' });
  await scene.ok('nx.approver', path, request);
  await scene.refused('step-requested-already', 'nx.caseworker', path, request);
  await scene.refused('four-eyes', 'nx.approver', `${path}/approval`, { accept: true });
  assert.ok((await scene.reasons(code)).includes('no-connection-consent'));
  await scene.system.query('update census_record set requested_by = (select id from account where login = $1)', ['nx.caseworker']);
  const self = await asApplication(
    'app_province',
    '640000',
    'update census_record set decided_by = requested_by, decided_at = now(), accepted = true where decided_at is null',
    [],
  );
  assert.equal(self.constraint, 'accepted_by_four_eyes');
  await scene.ok('nx.approver', `${path}/approval`, { accept: true });
  assert.ok(!(await scene.reasons(code)).includes('no-connection-consent'));
  assert.deepEqual(await scene.restrictions(code), []);
  await scene.refused('connected-already', 'nx.caseworker', path, request);
  await scene.refused('not-found', 'jincheng.caseworker', path, request);
});

test('an amended form needs the version that was read, and another system takes the promise of the first away', async () => {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  const person = await scene.system.as(code.toLowerCase());
  await scene.ok('his-vendor.operator', `/applications/${number}/conditions`, { conditions: ['interfaces'] });
  const path = `/applications/${number}`;
  const amended = await person.patch(path, { system: null }, 1);
  assert.equal(amended.status, 200, JSON.stringify(amended.body));
  assert.equal((await person.patch(path, { system: null }, 1)).body.code, 'version-stale');
  const conditions = amended.body.conditions as unknown as { vouchedAt: string | null }[];
  assert.deepEqual(
    conditions.map((one) => one.vouchedAt),
    [null, null, null, null],
  );
  await scene.refused('form-incomplete', code.toLowerCase(), `${path}/transitions/submit`);
});

test('NX-20(2): a failed evaluation says why, starts no ten days, and the institution mends and applies again', async () => {
  const { code, number } = await pharmacyAt('evaluate-passed');
  const at = `/applications/${number}`;
  await scene.refused('application-not-editable', code.toLowerCase(), `${at}/materials`, {
    material: 'topology',
    documentId: await scene.upload(code, '新图'),
  });
  await scene.refused('step-needs-no-request', 'nx.caseworker', `${at}/transitions/receive/request`);
  assert.equal(await scene.byTwo('nx', number, 'evaluate-failed', '网络安全方案不完整'), 'evaluation-failed');
  const { body } = await (await scene.system.as('nx.caseworker')).get(at);
  assert.deepEqual(
    (body.clocks as unknown as { kind: string; state: string }[]).map((one) => [one.kind, one.state]),
    [['receive', 'met']],
  );
  assert.deepEqual(await scene.restrictions(code), SUSPENDED);
  await scene.ok(code.toLowerCase(), `${at}/materials`, {
    material: 'security-plan',
    documentId: await scene.upload(code, '补充后的方案'),
  });
  assert.equal(await scene.take(code.toLowerCase(), number, 'apply-again'), 'submitted');
  const answer = await scene.refused('step-lacks', 'xingqing.caseworker', `${at}/transitions/verify/request`);
  assert.equal(answer.value, 'finding:security-plan, finding:security-plan, opinion:local', 'NX-20(1) and NX-16 ask for it');
});

test('NX-20(1): a rejection takes two people and a reason, closes the application and keeps the pharmacy suspended', async () => {
  const { code, number } = await pharmacyAt('verify');
  const at = `/applications/${number}/transitions/reject`;
  await scene.refused('role-not-allowed', 'yinchuan.caseworker', `${at}/request`, { reason: '不符合' });
  await scene.refused('step-reason-missing', 'xingqing.caseworker', `${at}/request`);
  assert.equal(await scene.byTwo('xingqing', number, 'reject', '机构定点资格已终止'), 'rejected');
  assert.deepEqual(await scene.restrictions(code), SUSPENDED);
  await scene.refused('step-not-from-here', code.toLowerCase(), `/applications/${number}/transitions/withdraw`);
  await scene.refused('application-not-editable', 'his-vendor.operator', `/applications/${number}/conditions`, { conditions: [] });
});
