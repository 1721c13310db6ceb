import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { canonicalJson } from '@anjie/admission';
import { importPublicKey, sm2Verify, sm3Hex } from '@anjie/guomi';
import { driveReferenceHis, startBedProcess, type TestBedProcess } from '@anjie/test-system';
import { NX, openScene, type Scene } from '../onboarding/onboarding.scene.ts';

interface Opened {
  readonly campaign: string;
  readonly endpoint: string;
  readonly key: string;
  readonly signing: { readonly scheme: string; readonly id: string; readonly secret: string };
}
interface Standing {
  readonly run: number;
  readonly share: number;
  readonly cases: readonly { readonly id: string; readonly kind: string; readonly state: string }[];
  readonly owed: readonly { readonly kind: string; readonly code: string }[];
}

let bed: TestBedProcess;
let scene: Scene;
let code: string;
let number: string;
let at: string;
let opened: Opened;
before(async () => {
  bed = await startBedProcess();
  scene = await openScene({ ...bed.forServer });
  code = await scene.institution('pharmacy');
  number = await scene.open(code);
  at = `/applications/${number}`;
  await scene.handInAll(code, number);
});
after(async () => {
  await scene.system.stop();
  await bed.stop();
});

const standing = async (): Promise<Standing> =>
  (await (await scene.system.as('nx.caseworker')).get(`${at}/test-campaigns/${opened.campaign}`)).body as unknown as Standing;

test('NX-20(2): a campaign is opened by who tests or assists, at the joint test and not before; its keys are shown once', async () => {
  await scene.refused('step-not-from-here', 'his-vendor.operator', `${at}/test-campaigns`, {});
  await scene.advance(code, number, 'record-test');
  await scene.refused('role-not-allowed', code.toLowerCase(), `${at}/test-campaigns`, {});
  await scene.refused('role-not-allowed', 'platform.operator', `${at}/test-campaigns`, {});
  await scene.refused('test-bed-refuses', 'his-vendor.operator', `${at}/test-campaigns`, { plan: 'nothing-like-it' });
  opened = (await scene.ok('his-vendor.operator', `${at}/test-campaigns`, {})) as unknown as Opened;
  assert.ok(opened.endpoint.startsWith(bed.url) && opened.key.length > 30);
  const { body } = await (await scene.system.as('his-vendor.operator')).get(`${at}/test-campaigns`);
  assert.doesNotMatch(JSON.stringify(body), new RegExp(opened.key));
  const kept = await scene.system.query('select row_to_json(test_campaign)::text as row from test_campaign');
  assert.doesNotMatch(JSON.stringify(kept), new RegExp(`${opened.key}|${opened.signing.secret}`));
});

test('NX-附3.1: a campaign of another application is not there', async () => {
  const other = await scene.institution('pharmacy');
  const foreign = await scene.open(other);
  const answer = await (await scene.system.as('nx.caseworker')).get(`/applications/${foreign}/test-campaigns/${opened.campaign}`);
  assert.equal(answer.status, 404);
});

test('NX-附3.1: an untested system covers nothing, and the list says what is missing', async () => {
  const { share, owed } = await standing();
  assert.equal(share, 0);
  assert.ok(owed.some((one) => one.kind === 'transaction' && one.code === '2102'));
  await scene.refused('report-not-full', 'his-vendor.operator', `${at}/test-campaigns/${opened.campaign}/submission`);
});

test('NX-20(2), NX-附3.1: the reference HIS tests without any operator; what it did is full coverage, what a person must see is left', async () => {
  await driveReferenceHis({ endpoint: opened.endpoint, institution: code, signing: opened.signing });
  const { share, owed, cases } = await standing();
  assert.equal(share, 1, JSON.stringify(owed));
  const open = cases.filter((one) => one.kind !== 'attested' && !['pass', 'not-applicable'].includes(one.state));
  assert.deepEqual(open, []);
  const refused = await scene.refused('report-not-full', 'his-vendor.operator', `${at}/test-campaigns/${opened.campaign}/submission`);
  assert.match(String(refused.value), /record:1a/);
});

test('NX-附3.1-2: what a screen shows is attested with evidence, and counts when another person approves it', async () => {
  const campaign = `${at}/test-campaigns/${opened.campaign}`;
  const evidence = { evidenceName: '界面截图.png', evidenceSm3: sm3Hex('screenshot') };
  const open = (await standing()).cases.filter((one) => one.kind === 'attested' && one.state === 'waiting');
  assert.ok(open.length > 0);
  const [first] = open;
  const attest = { case: first!.id, kind: 'attestation', reason: '十五项编码均已显示' };
  await scene.refused('test-bed-refuses', 'partner.operator', `${campaign}/notes`, attest);
  await scene.refused('role-not-allowed', 'his-vendor.operator', `${campaign}/notes`, { ...attest, kind: 'skip' });
  const own = await scene.ok('partner.operator', `${campaign}/notes`, { ...attest, ...evidence });
  const refused = await scene.refused('test-bed-refuses', 'partner.operator', `${campaign}/notes/${own.note}/approval`);
  assert.equal(refused.value, 'same-person');
  await scene.refused('role-not-allowed', 'his-vendor.operator', `${campaign}/notes/${own.note}/approval`);
  assert.equal((await standing()).cases.find((one) => one.id === first!.id)!.state, 'waiting');
  for (const one of open) {
    const made = await scene.ok('his-vendor.operator', `${campaign}/notes`, { ...attest, ...evidence, case: one.id });
    await scene.ok('xingqing.caseworker', `${campaign}/notes/${made.note}/approval`);
  }
  assert.equal((await standing()).cases.find((one) => one.id === first!.id)!.state, 'attested');
});

test('NX-附3.2: the 32 result records are entered one by one; then the run is frozen, verified and sealed by the four', async () => {
  const campaign = `${at}/test-campaigns/${opened.campaign}`;
  const record = { verdict: 'meets', record: '核查符合', evidenceSm3: sm3Hex('evidence') };
  await scene.refused('role-not-allowed', 'platform.operator', `${campaign}/records/1a`, record);
  for (const { code: item } of NX.onboarding.assessmentItems) await scene.ok('his-vendor.operator', `${campaign}/records/${item}`, record);
  const submitted = await scene.ok('his-vendor.operator', `${campaign}/submission`);
  assert.deepEqual([submitted.passed, submitted.share], [true, 1]);
  assert.equal(await scene.take('his-vendor.operator', number, 'record-test'), 'tested');
  await scene.seal(code, number, String(submitted.sm3));
  assert.equal(await scene.take('xingqing.approver', number, 'seal'), 'sealed');
  const { body } = await (await scene.system.as('xingqing.approver')).get(`${at}/test-report`);
  const text = canonicalJson(body.report);
  assert.equal(sm3Hex(text), submitted.sm3);
  assert.ok(sm2Verify(text, Buffer.from(String(body.signature), 'base64'), importPublicKey(String(body.publicKey))));
});

test('NX-20(4): nothing of the server’s people opens the bed, and nothing of the bed opens the server', async () => {
  const { token } = await scene.system.as('his-vendor.operator');
  for (const key of [token, opened.signing.secret])
    assert.equal(
      (await fetch(`${bed.url}/api/v1/campaigns/${opened.campaign}`, { headers: { authorization: `Bearer ${key}` } })).status,
      404,
    );
  for (const key of [opened.key, bed.operatorToken, opened.signing.secret])
    assert.equal((await fetch(`${scene.system.url}/api/v1${at}`, { headers: { authorization: `Bearer ${key}` } })).status, 401);
});

test('a bed that is silent is said to be silent, and nothing is recorded', async () => {
  await bed.process.stop();
  const other = await scene.institution('pharmacy');
  const application = await scene.open(other);
  await scene.handInAll(other, application);
  await scene.advance(other, application, 'record-test');
  await scene.refused('test-bed-silent', 'his-vendor.operator', `/applications/${application}/test-campaigns`, {});
  const { body } = await (await scene.system.as('his-vendor.operator')).get(`/applications/${application}/test-campaigns`);
  assert.deepEqual(body.campaigns, []);
});
