import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { frozenRun, openScene, type Scene } from '../onboarding/onboarding.scene.ts';
import { CERTIFIES, publishCertification } from './certification.scene.ts';

const WHOLE = { plan: 'pharmacy', suite: 'whole' } as const;
const PART = { plan: 'pharmacy', suite: 'part' } as const;
const SHORT = { plan: 'pharmacy-short', suite: 'short' } as const;

interface Certification {
  readonly prov: string;
  readonly kind: string;
  readonly report: string;
  readonly clause: string;
  readonly from: string;
  readonly until: string | null;
  readonly reason: string | null;
}

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(async () => {
  await scene.system.stop();
});

/** A pharmacy whose application is at its joint test. */
async function atTest(): Promise<{ code: string; number: string }> {
  const code = await scene.institution('pharmacy');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'record-test');
  return { code, number };
}

const handIn = (number: string, code: string, played: typeof WHOLE | typeof PART | typeof SHORT) =>
  scene.ok('his-vendor.operator', `/applications/${number}/test-report`, frozenRun(scene, number, code, { played }));
const refusedShort = (number: string, code: string) =>
  scene.refused(
    'version-not-certified',
    'his-vendor.operator',
    `/applications/${number}/test-report`,
    frozenRun(scene, number, code, { played: SHORT }),
  );

/** Tested by this suite and agreed to. */
async function connected(played: typeof WHOLE | typeof PART | typeof SHORT): Promise<string> {
  const { code, number } = await atTest();
  const { sm3 } = await handIn(number, code, played);
  await scene.take('his-vendor.operator', number, 'record-test');
  await scene.advance(code, number, 'nothing-further');
  return String(sm3);
}

async function certifications(login = 'nx.caseworker'): Promise<readonly Certification[]> {
  const { body } = await (await scene.system.as(login)).get(`/systems/${scene.his}/certifications`);
  return body.certifications as unknown as Certification[];
}

test('NX-附3.1: where the rules know no short suite a short run is refused, and an agreed whole one certifies nothing', async () => {
  const { code, number } = await atTest();
  const refusal = await refusedShort(number, code);
  assert.equal(refusal.clause, 'NX-20(2)');
  await connected(WHOLE);
  assert.deepEqual(await certifications(), []);
});

test('a release is certified by the step of the rules, on the whole suite and not on a part; from then on a short run is taken', async () => {
  await publishCertification(scene, CERTIFIES);
  await connected(PART);
  assert.deepEqual(await certifications(), []);
  const waiting = await atTest();
  await refusedShort(waiting.number, waiting.code);
  const sm3 = await connected(WHOLE);
  const [certified, ...more] = await certifications();
  assert.deepEqual(
    [certified!.kind, certified!.prov, certified!.report, certified!.until, more.length],
    ['pharmacy', '640000', sm3, null, 0],
  );
  await handIn(waiting.number, waiting.code, SHORT);
  await connected(SHORT);
  await connected(WHOLE);
  assert.deepEqual(await certifications(), [certified], 'certified once: neither a short run nor another whole one changes it');
});

test('the certification of one kind of institution is none of another, and of one release none of the next', async () => {
  const vendor = { name: '云药店收银系统', deployment: 'cloud', vendor: 'his-vendor' };
  await scene.ok('nx.caseworker', '/systems', { ...vendor, code: 'his-yaodian-4', release: '4.0' });
  const { body } = await (await scene.system.as('his-vendor.operator')).get('/systems/his-yaodian-4/certifications');
  assert.deepEqual(body.certifications, []);
  await scene.refused('version-not-certified-here', 'nx.caseworker', `/systems/${scene.his}/certifications/end`, {
    kind: 'hospital',
    reason: '核查',
  });
});

test('plain SQL certifies nothing without a passed whole report, and no short report stands on a certification taken back', async () => {
  const copy = (suite: string) =>
    scene.system.query(
      `insert into version_certification (id, his_id, vendor_id, prov, kind, report_id, report_sm3, clause, stated, certified_by, begun_at)
       select gen_random_uuid(), a.system_id, a.vendor_id, '650000', 'pharmacy', r.id, r.sm3, 'NX-20(2)', false, a.id, now()
       from test_report r join application a on a.id = r.application_id where r.suite = $1 limit 1`,
      [suite],
    );
  for (const suite of ['part', 'short', 'whole']) await assert.rejects(copy(suite), /whole suite alone/, suite);
});

test('a certification is taken back by one person of the province with a reason; the interval stays, and short runs are refused from then on', async () => {
  const end = `/systems/${scene.his}/certifications/end`;
  const body = { kind: 'pharmacy', reason: '发现该版本冲正有误' };
  const { code, number } = await atTest();
  for (const login of ['xingqing.approver', 'his-vendor.operator', 'nx.auditor']) await scene.refused('role-not-allowed', login, end, body);
  // certified in Ningxia: another province has nothing to take back
  await scene.refused('version-not-certified-here', 'sx.caseworker', end, body);
  await scene.ok('nx.approver', end, body);
  await scene.refused('version-not-certified-here', 'nx.caseworker', end, body);
  const [ended] = await certifications('his-vendor.operator');
  assert.equal(ended!.reason, body.reason);
  assert.ok(ended!.until !== null && ended!.until > ended!.from);
  await refusedShort(number, code);
  await handIn(number, code, WHOLE);
  await connected(WHOLE);
  const history = await certifications();
  assert.deepEqual(
    history.map((one) => one.until === null),
    [true, false],
  );
  await assert.rejects(
    scene.system.query(
      `insert into test_report select gen_random_uuid(), application_id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id,
         passed, report, sm3, recorded_by, recorded_at, now(), 'short', (select id from version_certification where ended_at is not null)
       from test_report limit 1`,
    ),
    /certification in force/,
  );
});
