import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generateSm2Key } from '@anjie/guomi';
import { signedRun } from '@anjie/test-system';
import pg from 'pg';
import { frozenRun, NX, openScene, type Scene } from '../onboarding/onboarding.scene.ts';

let scene: Scene;
let code: string;
let number: string;
let path: string;
before(async () => {
  scene = await openScene();
  code = await scene.institution('pharmacy');
  number = await scene.open(code);
  path = `/applications/${number}/test-report`;
  await scene.handInAll(code, number);
});
after(() => scene.system.stop());

test('NX-20(2): no report before the joint test, and none by who neither tests nor assists', async () => {
  await scene.refused('step-not-from-here', 'his-vendor.operator', path, frozenRun(scene, number, code));
  await scene.advance(code, number, 'record-test');
  await scene.refused('role-not-allowed', code.toLowerCase(), path, frozenRun(scene, number, code));
  await scene.refused('role-not-allowed', 'platform.operator', path, frozenRun(scene, number, code));
  await scene.refused('role-not-allowed', 'xingqing.caseworker', path, frozenRun(scene, number, code));
});

test('NX-附3: a report that nobody signed, somebody else signed, or somebody changed is refused', async () => {
  const run = frozenRun(scene, number, code);
  const { testItems, assessmentItems } = NX.onboarding;
  const forged = signedRun(generateSm2Key(), {
    reference: number,
    institution: code,
    system: scene.his,
    release: '3.0',
    testItems: testItems.map((one) => one.clause),
    records: assessmentItems.map((one) => one.code),
  });
  await scene.refused('run-not-genuine', 'his-vendor.operator', path, forged);
  await scene.refused('run-not-genuine', 'his-vendor.operator', path, { ...run, report: { ...run.report, verdict: 'better' } });
});

test('NX-附3: the run of another institution is no report of this one', async () => {
  await scene.refused('run-of-another', 'his-vendor.operator', path, frozenRun(scene, number, 'P64010400099'));
  await scene.refused('run-of-another', 'his-vendor.operator', path, frozenRun(scene, '640104-2026-99999', code));
});

test('NX-附3.1: without full coverage the report is refused, with the list of what is missing', async () => {
  const refused = await scene.refused(
    'report-not-full',
    'his-vendor.operator',
    path,
    frozenRun(scene, number, code, { missing: ['2103', '3301'], unrecorded: ['1a'] }),
  );
  assert.equal(refused.value, 'transaction:2103, transaction:3301, record:1a');
  assert.equal(refused.clause, 'NX-20(2)');
  await scene.refused('step-lacks', 'his-vendor.operator', `/applications/${number}/transitions/record-test`);
});

test('NX-附3: a failed run is on record and opens no step; it is not handed in twice', async () => {
  const failed = frozenRun(scene, number, code, { failed: [NX.onboarding.testItems[0]!.clause] });
  assert.equal((await scene.ok('partner.operator', path, failed)).passed, false);
  await scene.refused('run-used-before', 'partner.operator', path, failed);
  await scene.refused('step-lacks', 'his-vendor.operator', `/applications/${number}/transitions/record-test`);
});

test('NX-附3: the report on record is the run word for word, its SM3 the one that is sealed', async () => {
  const run = frozenRun(scene, number, code);
  await scene.ok('his-vendor.operator', path, run);
  const vendor = await scene.system.as('his-vendor.operator');
  const { body } = await vendor.get(path);
  assert.deepEqual([body.digest, body.report], [run.digest, run.report]);
  const { body: view } = await vendor.get(`/applications/${number}`);
  assert.equal((view.report as unknown as { sm3: string }).sm3, run.digest);
  assert.equal(await scene.take('his-vendor.operator', number, 'record-test'), 'tested');
});

test('NX-附3: plain SQL, the owner’s too, records no report without the run that it stands on', async () => {
  const client = new pg.Client({ connectionString: scene.system.database.ownerUrl });
  await client.connect();
  await client.query('begin');
  await client.query('update test_report set replaced_at = now() where replaced_at is null');
  await client.query(
    `insert into test_report (id, application_id, institution_id, prov, city, div, passed, report, sm3, recorded_by, recorded_at)
     select gen_random_uuid(), id, institution_id, prov, city, div, true, '{}', repeat('a', 64), gen_random_uuid(), now()
     from application where number = $1`,
    [number],
  );
  await assert.rejects(client.query('commit'), /stands on a frozen run/);
  await client.end();
});

test('NX-20(4): an installation without a bed says so', async () => {
  const other = await scene.institution('pharmacy');
  const application = await scene.open(other);
  await scene.handInAll(other, application);
  await scene.advance(other, application, 'record-test');
  await scene.refused('test-bed-not-installed', 'his-vendor.operator', `/applications/${application}/test-campaigns`, {});
});
