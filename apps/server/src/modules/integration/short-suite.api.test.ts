import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sm3Hex } from '@anjie/guomi';
import { driveReferenceHis, startBedProcess, type TestBedProcess } from '@anjie/test-system';
import { NX, openScene, type Scene } from '../onboarding/onboarding.scene.ts';
import { CERTIFIES, publishCertification } from './certification.scene.ts';

interface Opened {
  readonly campaign: string;
  readonly plan: string;
  readonly suite: string;
  readonly endpoint: string;
  readonly signing: { readonly scheme: string; readonly id: string; readonly secret: string };
}

let bed: TestBedProcess;
let scene: Scene;
let code: string;
let number: string;
before(async () => {
  bed = await startBedProcess();
  scene = await openScene({ ...bed.forServer });
  code = await scene.institution('pharmacy');
  number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'record-test');
});
after(async () => {
  await scene.system.stop();
  await bed.stop();
});

const open = async (body: object = {}) =>
  (await scene.ok('his-vendor.operator', `/applications/${number}/test-campaigns`, body)) as unknown as Opened;

/** A certification as the owner writes it: the matter here is what follows from it. */
const plantCertification = () =>
  scene.system.query(
    `with report as (
       insert into test_report (id, application_id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id, passed, report, sm3, suite, recorded_by, recorded_at)
       select gen_random_uuid(), id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id, true, '{}', repeat('ab', 32), 'whole', id, now()
       from application where number = $1 returning *),
     run as (
       insert into frozen_run (id, application_id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id, report_id, sm3, campaign, run, share,
         document, signature, public_key, frozen_at, verified_by, verified_at)
       select gen_random_uuid(), application_id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id, id, sm3, gen_random_uuid(), 1, 1,
         '{}', '', '', now(), recorded_by, now() from report)
     select id from report`,
    [number],
  );

test('where the rules know no short suite nobody opens a short campaign, and what is opened is whole', async () => {
  await scene.refused('version-not-certified', 'his-vendor.operator', `/applications/${number}/test-campaigns`, { plan: 'pharmacy-short' });
  const { plan, suite } = await open();
  assert.deepEqual([plan, suite], ['pharmacy', 'whole']);
  assert.equal((await open({ medTypes: ['41'] })).suite, 'part');
});

test('a certified release is tested by the short suite without asking: the reference HIS plays it, and it owes no more than what people see', async () => {
  await publishCertification(scene, CERTIFIES);
  await scene.refused('version-not-certified', 'his-vendor.operator', `/applications/${number}/test-campaigns`, { plan: 'pharmacy-short' });
  await plantCertification();
  await scene.system.query(
    `insert into version_certification (id, his_id, vendor_id, prov, kind, report_id, report_sm3, clause, stated, certified_by, begun_at)
     select gen_random_uuid(), a.system_id, a.vendor_id, a.prov, 'pharmacy', r.id, r.sm3, 'NX-20(2)', false, a.id, now()
     from test_report r join application a on a.id = r.application_id where a.number = $1`,
    [number],
  );
  const opened = await open();
  assert.deepEqual([opened.plan, opened.suite], ['pharmacy-short', 'short']);
  const person = await scene.system.as('his-vendor.operator');
  const { body } = await person.get(`/applications/${number}/test-campaigns`);
  const [newest] = body.campaigns as unknown as { suite: string; certifiedAt: string | null }[];
  assert.ok(newest!.suite === 'short' && newest!.certifiedAt !== null, 'which suite, and since when the release is certified');
  await driveReferenceHis({ endpoint: opened.endpoint, institution: code, signing: opened.signing });
  const path = `/applications/${number}/test-campaigns/${opened.campaign}`;
  const standing = (await person.get(path)).body as unknown as {
    share: number;
    cases: { id: string; kind: string; state: string; reason: string }[];
  };
  const open_ = standing.cases.filter((one) => !['pass', 'warning', 'not-applicable'].includes(one.state));
  assert.deepEqual(
    open_.filter((one) => one.kind !== 'attested'),
    [],
  );
  assert.equal(standing.share, 1);
  const evidence = { evidenceName: '界面截图.png', evidenceSm3: sm3Hex('screenshot') };
  for (const one of open_) {
    const attested = { case: one.id, kind: 'attestation', reason: '十五项编码均已显示', ...evidence };
    const { note } = await scene.ok('his-vendor.operator', `${path}/notes`, attested);
    await scene.ok('xingqing.caseworker', `${path}/notes/${note}/approval`);
  }
  const record = { verdict: 'meets', record: '核查符合', evidenceSm3: sm3Hex('evidence') };
  for (const { code: item } of NX.onboarding.assessmentItems) await scene.ok('his-vendor.operator', `${path}/records/${item}`, record);
  const submitted = await scene.ok('his-vendor.operator', `${path}/submission`);
  assert.deepEqual([submitted.passed, submitted.share], [true, 1]);
  const { report } = (await person.get(`/applications/${number}`)).body as unknown as { report: { suite: string; sm3: string } };
  assert.deepEqual([report.suite, report.sm3], ['short', submitted.sm3]);
});

test('whoever wants the whole suite of a certified release may have it', async () => {
  assert.equal((await open({ plan: 'pharmacy' })).suite, 'whole');
});
