import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { canonicalJson } from '@anjie/admission';
import { importPublicKey, sm2Verify, sm3Hex } from '@anjie/guomi';
import { driveReferenceHis, startBedProcess, type TestBedProcess } from '@anjie/test-system';
import { FORM, NX, openScene, type Scene } from '../onboarding/onboarding.scene.ts';

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
  readonly notes: readonly {
    readonly id: string;
    readonly byYou: boolean;
    readonly approved: boolean;
    readonly youMayApprove: boolean;
    readonly evidence: { readonly kept: boolean } | null;
  }[];
}

const SCREEN = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let bed: TestBedProcess;
let scene: Scene;
let code: string;
let number: string;
let at: string;
let opened: Opened;
before(async () => {
  bed = await startBedProcess();
  // A scanner is set and away, and files without its verdict are taken and marked.
  scene = await openScene({ ...bed.forServer, CLAMAV_URL: 'tcp://127.0.0.1:9', ANJIE_SCAN_UNREACHABLE: 'accept' });
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

test('NX-附3.1-4: the matrix of a run and its messages are read by the people of the application, and by nobody of another territory', async () => {
  const campaign = `${at}/test-campaigns/${opened.campaign}`;
  const read = async (login: string, path: string) => (await scene.system.as(login)).get(`${campaign}${path}`);
  const { rows } = (await read('xingqing.caseworker', '/runs/1/matrix')).body as unknown as {
    rows: { infno: string; required: boolean; covered: boolean; cases: { state: string }[] }[];
  };
  const sold = rows.find((one) => one.infno === '2102')!;
  assert.deepEqual([sold.required, sold.covered], [true, true]);
  assert.ok(sold.cases.length > 0);
  const first = (await read('platform.operator', '/runs/1/messages?infno=2102&limit=1')).body as unknown as {
    messages: { seq: number; reply: string; request: { infno: string } }[];
    next: number;
  };
  assert.equal(first.messages[0]!.request.infno, '2102');
  assert.equal(first.next, first.messages[0]!.seq);
  const flawed = (await read('his-vendor.operator', '/runs/1/messages?flawed=true&limit=200')).body as unknown as {
    messages: { reply: string; findings: { message: { zh: string; en: string } }[]; signature: { ok: boolean } | null }[];
  };
  assert.ok(flawed.messages.length > 0);
  for (const one of flawed.messages) assert.ok(one.reply === 'refused' || one.findings.length > 0 || one.signature?.ok === false);
  for (const path of ['', '/runs/1/matrix', '/runs/1/messages', '/comparison?a=1&b=1', '/stream'])
    assert.equal((await read('jinfeng.caseworker', path)).status, 404, path);
  assert.equal((await read('xingqing.caseworker', '?run=9')).status, 404);
});

test('NX-20(2): a run is followed live: the state at first, then what changes, and signs of life of the bed between', async () => {
  const { token } = await scene.system.as('xingqing.caseworker');
  const left = new AbortController();
  const reply = await fetch(`${scene.system.url}/api/v1${at}/test-campaigns/${opened.campaign}/stream`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: left.signal,
  });
  assert.equal(reply.status, 200);
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!/data: .*\n\n[\s\S]*: \n\n/.test(text)) text += (await reader.read()).value;
  const state = JSON.parse(/data: (.*)/.exec(text)![1]!) as { run: number; messages: number; cases: { id: string }[] };
  assert.equal(state.run, 1);
  assert.ok(state.messages > 100 && state.cases.some((one) => one.id === 'CO-display'));
  left.abort();
  const once = await (await scene.system.as('his-vendor.operator')).get(`${at}`);
  assert.equal(once.status, 200);
});

test('NX-附3.1-2: a screenshot is kept with the run, and whoever approves may look at it; no other kind of file is taken', async () => {
  const campaign = `${at}/test-campaigns/${opened.campaign}`;
  const give = async (login: string, type: string, bytes: Buffer) => {
    const { token } = await scene.system.as(login);
    const headers = { authorization: `Bearer ${token}`, 'content-type': type, 'x-file-name': encodeURIComponent('界面.png') };
    const reply = await fetch(`${scene.system.url}/api/v1${campaign}/evidence`, { method: 'POST', headers, body: new Uint8Array(bytes) });
    return { status: reply.status, body: (await reply.json()) as { sm3: string; code: string } };
  };
  const kept = await give('his-vendor.operator', 'image/png', SCREEN);
  assert.deepEqual([kept.status, kept.body.sm3], [201, sm3Hex(SCREEN)]);
  const scans = await scene.system.query<{ event: string; scan: string | null }>(
    `select event, detail ->> 'scan' as scan from audit_event where object_kind = 'application' and detail ->> 'sm3' = $1 order by seq`,
    [kept.body.sm3],
  );
  assert.deepEqual(scans, [
    { event: 'document-unscanned', scan: null },
    { event: 'test-evidence-kept', scan: 'unreachable' },
  ]);
  assert.equal((await give('his-vendor.operator', 'image/png', Buffer.from('<html>'))).body.code, 'test-bed-refuses');
  assert.equal((await give('his-vendor.operator', 'text/html', SCREEN)).status, 415);
  assert.equal((await give('xingqing.caseworker', 'image/png', SCREEN)).body.code, 'role-not-allowed');
  const look = async (login: string, sm3: string) =>
    fetch(`${scene.system.url}/api/v1${campaign}/runs/1/evidence/${sm3}`, {
      headers: { authorization: `Bearer ${(await scene.system.as(login)).token}` },
    });
  const seen = await look('xingqing.caseworker', kept.body.sm3);
  assert.deepEqual(Buffer.from(await seen.arrayBuffer()), SCREEN);
  assert.match(seen.headers.get('content-disposition')!, /^attachment/);
  assert.equal((await look('xingqing.caseworker', '0'.repeat(64))).status, 404);
  assert.equal((await look('jinfeng.caseworker', kept.body.sm3)).status, 404);
});

test('NX-附3.1-2: what a screen shows is attested with evidence, and counts when another person approves it', async () => {
  const campaign = `${at}/test-campaigns/${opened.campaign}`;
  const notesFor = async (login: string, id: unknown) =>
    ((await (await scene.system.as(login)).get(campaign)).body as unknown as Standing).notes.find((one) => one.id === id);
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
    const waits = await notesFor('xingqing.caseworker', made.note);
    assert.deepEqual([waits?.byYou, waits?.approved, waits?.youMayApprove], [false, false, true]);
    assert.deepEqual([(await notesFor('his-vendor.operator', made.note))?.byYou, waits?.evidence?.kept], [true, false]);
    assert.equal((await notesFor('xingqing.approver', made.note))?.youMayApprove, false);
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
  assert.equal((body.report as unknown as { campaign: { institution: { name: string } } }).campaign.institution.name, code);
  assert.equal(sm3Hex(text), submitted.sm3);
  const { institution, system } = FORM;
  for (const person of [
    institution.contactName,
    institution.contactPhone,
    system.contactName,
    system.contactPhone,
    '王运维',
    opened.signing.secret,
  ])
    assert.ok(!text.includes(person), `NX-附3.2-7b: a frozen run holds no person and no secret: ${person}`);
  assert.ok(sm2Verify(text, Buffer.from(String(body.signature), 'base64'), importPublicKey(String(body.publicKey))));
});

test('NX-20(2): a new run begins only at the joint test, by who tests; what it lost against the run before is told', async () => {
  const other = await scene.institution('pharmacy');
  const application = await scene.open(other);
  await scene.handInAll(other, application);
  await scene.advance(other, application, 'record-test');
  const { campaign } = await scene.ok('his-vendor.operator', `/applications/${application}/test-campaigns`, {});
  const path = `/applications/${application}/test-campaigns/${campaign}`;
  await scene.refused('step-not-from-here', 'his-vendor.operator', `${at}/test-campaigns/${opened.campaign}/runs`);
  await scene.refused('role-not-allowed', 'xingqing.caseworker', `${path}/runs`);
  assert.equal((await scene.ok('his-vendor.operator', `${path}/runs`)).run, 2);
  const person = await scene.system.as('his-vendor.operator');
  const standings = (await person.get(path)).body as unknown as { run: number; runs: { number: number }[]; open: boolean };
  assert.deepEqual([standings.run, standings.runs.map((one) => one.number), standings.open], [2, [1, 2], true]);
  assert.equal(((await person.get(`${path}?run=1`)).body as unknown as { open: boolean }).open, false);
  const { body } = await person.get(`${path}/comparison?a=1&b=2`);
  assert.deepEqual(body.changed, []);
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
