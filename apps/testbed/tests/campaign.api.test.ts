import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { importPublicKey, signatureFromDer, signatureToDer, sm2PrivateKey, sm2PublicKey, sm2Sign, sm2Verify } from '@anjie/guomi';
import pg from 'pg';
import { canonical, digestOf } from '../src/report/canonical.ts';
import { openSm4Ecb, sessionKey, signText, sm4Ecb } from '../src/signing/sealed-body.ts';
import { ask, type Begun, beginCampaign, LOST, OPERATOR, query, READY, sale, send, startTestBed, type TestBed } from './test-bed.ts';

let bed: TestBed;
before(async () => {
  bed = await startTestBed();
});
after(() => bed.stop());

const runs = (begun: Begun, rest: string): string => `/api/v1/campaigns/${begun.id}/runs/1${rest}`;

async function stateOf(begun: Begun, id: string): Promise<{ state: string; reason: string; next: string }> {
  const { body } = await ask(bed, begun.key, 'GET', runs(begun, '/cases'));
  return (body.cases as { id: string; state: string; reason: string; next: string }[]).find((one) => one.id === id)!;
}

test('a campaign gives an endpoint and keys of its own; a HIS that settles passes its case without any operator', async () => {
  const begun = await beginCampaign(bed);
  const found = await send(begun, '1101', query(READY));
  assert.equal(found.infcode, 0, found.err_msg);
  assert.match((await stateOf(begun, 'PH-settle@41')).next, /结算（2102）/);
  const settled = await send(begun, '2102', sale(READY));
  assert.equal(settled.infcode, 0, settled.err_msg);
  assert.equal((await stateOf(begun, 'PH-settle@41')).state, 'pass');
});

test('a wrong signature is refused with its diagnosis, without effect, and fails the case for signatures', async () => {
  const begun = await beginCampaign(bed);
  const reply = await send(begun, '1101', query(READY), {}, 'not the secret');
  assert.equal(reply.infcode, -1);
  assert.match(reply.err_msg, /签名不符/);
  assert.equal((await stateOf(begun, 'CM-signature')).state, 'fail');
});

test('a settlement whose reply is lost took effect; the reversal finds it, also after the bed was restarted', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query(LOST));
  const msgid = `P64010400001${'20261122120000'}0001`;
  await assert.rejects(send(begun, '2102', sale(LOST), { msgid }));
  await bed.restart();
  const moved = { ...begun, endpoint: begun.endpoint.replace(/^http:\/\/[^/]+/, bed.url) };
  const reversed = await send(moved, '2601', { data: { psn_no: LOST.psn_no, omsgid: msgid, oinfno: '2102' } });
  assert.equal(reversed.infcode, 0, reversed.err_msg);
  const again = await send(moved, '2102', sale(LOST));
  assert.equal(again.infcode, 0, again.err_msg);
  assert.equal((await stateOf(begun, 'EX-lost@2102')).state, 'pass');
});

test('what the bed remembers after a restart is what it knew before, number for number', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query(READY));
  await send(begun, '2102', sale({ ...READY, psn_no: 'nobody' }));
  const settled = await send(begun, '2102', sale(READY, 12.5));
  const earlier = await ask(bed, begun.key, 'GET', runs(begun, '/cases'));
  await bed.restart();
  assert.deepEqual((await ask(bed, begun.key, 'GET', runs(begun, '/cases'))).body, earlier.body);
  const moved = { ...begun, endpoint: begun.endpoint.replace(/^http:\/\/[^/]+/, bed.url) };
  const { setl_id, mdtrt_id } = settled.output.setlinfo!;
  const back = await send(moved, '2103', { data: { setl_id, mdtrt_id, psn_no: READY.psn_no } });
  assert.equal(back.infcode, 0, back.err_msg);
});

test('personal data of anybody but the test persons is masked in the log', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query({ certno: '110101199003070000' }));
  await send(begun, '1101', query(READY));
  const { body } = await ask(bed, begun.key, 'GET', runs(begun, '/messages'));
  const text = JSON.stringify(body);
  assert.doesNotMatch(text, /110101199003070000/);
  assert.match(text, /640104198001012001/);
});

test('one campaign sees nothing of another: not its log, not its persons’ balances, not that it exists', async () => {
  const [one, two] = await Promise.all([beginCampaign(bed), beginCampaign(bed)]);
  await send(one, '1101', query(READY));
  await send(one, '2102', sale(READY));
  const other = await send(two, '1101', query(READY));
  assert.equal((other.output.insuinfo as unknown as { balc: number }[])[0]!.balc, 100_000);
  assert.equal((await ask(bed, two.key, 'GET', `/api/v1/campaigns/${one.id}`)).status, 404);
  assert.equal((await ask(bed, '', 'GET', `/api/v1/campaigns/${one.id}`)).status, 401);
  assert.equal((await ask(bed, one.key, 'POST', '/api/v1/campaigns', { plan: 'pharmacy' })).status, 403);
});

test('faults on demand are met once each, in the order they were armed', async () => {
  const begun = await beginCampaign(bed);
  const arm = (fault: string) => ask(bed, begun.key, 'POST', `/api/v1/campaigns/${begun.id}/faults`, { infno: '1101', fault });
  for (const fault of ['infcode-text', 'empty-refmsgid', 'refused']) assert.equal((await arm(fault)).status, 201);
  assert.equal((await send(begun, '1101', query(READY))).infcode, '0');
  assert.equal((await send(begun, '1101', query(READY))).inf_refmsgid, '');
  assert.match((await send(begun, '1101', query(READY))).err_msg, /测试安排/);
  assert.equal((await send(begun, '1101', query(READY))).infcode, 0);
  await arm('disconnect');
  await assert.rejects(send(begun, '1101', query(READY)));
  assert.equal((await arm('earthquake')).status, 400);
});

test('an attestation counts only when another person approves it; plain SQL cannot approve one’s own', async () => {
  const begun = await beginCampaign(bed);
  const note = { kind: 'attestation', case: 'CO-display', reason: '界面截图', by: '甲', evidence_sm3: 'a'.repeat(64) };
  assert.equal((await ask(bed, begun.key, 'POST', runs(begun, '/notes'), { ...note, evidence_sm3: '' })).status, 400);
  const made = await ask(bed, begun.key, 'POST', runs(begun, '/notes'), note);
  assert.equal(made.status, 201);
  assert.equal((await stateOf(begun, 'CO-display')).state, 'waiting');
  const approval = runs(begun, `/notes/${made.body.id as string}/approval`);
  assert.equal((await ask(bed, OPERATOR, 'POST', approval, { by: '甲' })).status, 409);
  assert.equal((await ask(bed, begun.key, 'POST', approval, { by: '乙' })).status, 403);
  const client = new pg.Client({ connectionString: bed.appUrl });
  await client.connect();
  await assert.rejects(client.query(`update case_note set approved_by = requested_by, approved_at = now()`), /four_eyes/);
  await assert.rejects(client.query('delete from exchange'), /permission denied/);
  await client.end();
  assert.equal((await ask(bed, OPERATOR, 'POST', approval, { by: '乙' })).status, 201);
  assert.equal((await stateOf(begun, 'CO-display')).state, 'attested');
});

test('a submitted run is hashed, signed and immutable, for HIS, API and plain SQL alike', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query(READY));
  const frozen = await ask(bed, begun.key, 'POST', runs(begun, '/freeze'), {});
  assert.equal(frozen.status, 201, JSON.stringify(frozen.body));
  const { body: report } = await ask(bed, begun.key, 'GET', runs(begun, '/report'));
  assert.equal(digestOf(report), frozen.body.digest);
  const signature = Buffer.from(String(frozen.body.signature), 'base64');
  assert.ok(sm2Verify(canonical(report), signature, importPublicKey(String(frozen.body.publicKey))));
  assert.match((await send(begun, '1101', query(READY))).err_msg, /封存/);
  assert.equal((await ask(bed, begun.key, 'POST', runs(begun, '/freeze'), {})).status, 409);
  assert.equal(
    (await ask(bed, begun.key, 'POST', runs(begun, '/records/1a'), { verdict: 'meets', record: '已核查', by: '甲' })).status,
    409,
  );
  const owner = new pg.Client({ connectionString: bed.ownerUrl });
  await owner.connect();
  await assert.rejects(owner.query(`update run set digest = 'x' where frozen_at is not null`), /frozen/);
  await assert.rejects(owner.query(`update exchange set infno = '9999' where campaign_id = '${begun.id}'`), /frozen/);
  await owner.end();
});

test('NX-附3.1-6: agreed cases are added as data before a run has messages', async () => {
  const begun = await beginCampaign(bed);
  const path = `/api/v1/campaigns/${begun.id}/agreed-cases`;
  const yaml =
    'suite: agreed\nzh: 约定\nen: agreed\ncases:\n  - {id: AG-1, zh: 查询机构, en: a, clauses: [NX-附3.1-6], steps: [{send: "1201", do: 请查询机构（1201）}]}\n';
  assert.equal((await ask(bed, OPERATOR, 'POST', path, { yaml: 'suite: x' })).status, 400);
  assert.equal((await ask(bed, OPERATOR, 'POST', path, { yaml })).status, 201);
  assert.equal((await stateOf(begun, 'AG-1')).state, 'waiting');
  await send(begun, '1201', { medinsinfo: { fixmedins_type: '2', fixmedins_name: '示例药房', fixmedins_code: 'P64010400001' } });
  assert.equal((await stateOf(begun, 'AG-1')).state, 'pass');
  assert.equal((await ask(bed, OPERATOR, 'POST', path, { yaml })).status, 409);
});

test('a second run begins anew and compares with the first', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query(READY));
  await send(begun, '2102', sale(READY));
  assert.equal((await ask(bed, begun.key, 'POST', `/api/v1/campaigns/${begun.id}/runs`, {})).body.run, 2);
  const { body } = await ask(bed, begun.key, 'GET', `/api/v1/campaigns/${begun.id}/comparison?a=1&b=2`);
  const changed = body.changed as { id: string; a: string; b: string }[];
  const sold = changed.find((one) => one.id === 'PH-settle@41')!;
  assert.deepEqual([sold.a, sold.b], ['pass', 'waiting']);
  assert.ok((body.lost as string[]).includes('transaction 2102'));
});

test('NX-附3.1-4: the matrix tells of each transaction who demands it, which cases send it, and how often it came', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query(READY));
  await send(begun, '2102', sale(READY));
  await send(begun, '2102', {});
  const { body } = await ask(bed, begun.key, 'GET', runs(begun, '/matrix'));
  const rows = body.rows as {
    infno: string;
    required: boolean;
    covered: boolean;
    count: number;
    refused: number;
    cases: { id: string; state: string }[];
  }[];
  const sold = rows.find((one) => one.infno === '2102')!;
  assert.deepEqual([sold.required, sold.covered, sold.count, sold.refused], [true, true, 2, 1]);
  assert.equal(sold.cases.find((one) => one.id === 'PH-settle@41')!.state, 'pass');
  const owed = rows.find((one) => one.infno === '2103')!;
  assert.deepEqual([owed.required, owed.covered, owed.count], [true, false, 0]);
});

test('the log can be narrowed to messages with a fault; a finding at a personal field tells nothing of the person', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query(READY));
  const certno = `64010419800101${'9'.repeat(60)}`;
  await send(begun, '1101', query({ certno }));
  const { body } = await ask(bed, begun.key, 'GET', runs(begun, '/messages?flawed=true'));
  const [only, ...others] = body.messages as { seq: number; findings: { path: string; value: string }[] }[];
  assert.deepEqual([only!.seq, others], [2, []]);
  assert.equal(only!.findings.find((one) => one.path.endsWith('certno'))!.value, '6***');
});

test('a run is frozen on what is durable: messages sent while it freezes are in its report or refused, never kept beside it', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query(READY));
  const sending = Array.from({ length: 12 }, () => send(begun, '1101', query(READY)));
  const freezing = ask(bed, begun.key, 'POST', runs(begun, '/freeze'), {});
  const replies = await Promise.all(sending);
  assert.equal((await freezing).status, 201);
  const taken = 1 + replies.filter((one) => Number(one.infcode) === 0).length;
  const { body: report } = await ask(bed, begun.key, 'GET', runs(begun, '/report'));
  assert.equal((report.messages as { count: number }).count, taken);
  const { body: log } = await ask(bed, begun.key, 'GET', runs(begun, '/messages?limit=200'));
  assert.equal((log.messages as unknown[]).length, taken);
});

test('NX-附3.1, NX-附3.2: the report has six items computed and 32 records with 68 sub-checks', async () => {
  const begun = await beginCampaign(bed);
  await ask(bed, begun.key, 'POST', runs(begun, '/records/1a'), { verdict: 'meets', record: '<已核查>', by: '甲' });
  const { body } = await ask(bed, begun.key, 'GET', runs(begun, '/report'));
  const partTwo = body.partTwo as { id: string; checks: unknown[]; record: { verdict: string } | null }[];
  assert.equal((body.partOne as unknown[]).length, 6);
  assert.equal(partTwo.length, 32);
  assert.equal(
    partTwo.reduce((sum, one) => sum + one.checks.length, 0),
    68,
  );
  assert.equal(partTwo.find((one) => one.id === '1a')!.record!.verdict, 'meets');
  const page = await fetch(`${bed.url}${runs(begun, '/report.html')}`, { headers: { authorization: `Bearer ${begun.key}` } });
  const text = await page.text();
  assert.match(text, /必须测试项/);
  assert.doesNotMatch(text, /<已核查>/);
});

test('a campaign whose territory has an acceptance list owes its transactions; one that the catalogue does not know is refused', async () => {
  const owing = async (begun: Begun) => (await ask(bed, begun.key, 'GET', runs(begun, '/coverage'))).body.missing as { code: string }[];
  const plain = await owing(await beginCampaign(bed));
  const begun = await beginCampaign(bed, { transactions: ['5301'] });
  assert.deepEqual(
    (await owing(begun)).filter((one) => !plain.some((other) => other.code === one.code)).map((one) => one.code),
    ['5301'],
  );
  const unknown = await ask(bed, OPERATOR, 'POST', '/api/v1/campaigns', { plan: 'pharmacy', transactions: ['0000'] });
  assert.equal(unknown.status, 400);
});

test('the live view tells every case at first and then what changes', async () => {
  const begun = await beginCampaign(bed);
  const reply = await fetch(`${bed.url}/api/v1/campaigns/${begun.id}/live`, { headers: { authorization: `Bearer ${begun.key}` } });
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
  const next = async (): Promise<{ cases: { id: string; state: string }[] }> => {
    let text = '';
    while (!text.includes('\n\n')) text += (await reader.read()).value ?? '';
    return JSON.parse(/data: (.*)/.exec(text)![1]!) as { cases: { id: string; state: string }[] };
  };
  assert.ok((await next()).cases.length > 40);
  await send(begun, '9001', { signIn: { opter_no: '1', mac: '00:00:5e:00:53:01', ip: '127.0.0.1' } });
  const changed = (await next()).cases.map((one) => one.id);
  assert.ok(changed.includes('CM-sign-in') && !changed.includes('PH-settle@41'));
  await reader.cancel();
});

test('isolation: nothing that another system accepts opens the bed', async () => {
  const begun = await beginCampaign(bed);
  const jwt = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"operator"}').toString('base64url')}.`;
  for (const key of ['reader-token', jwt, OPERATOR.slice(1), begun.signing.secret, `${begun.key} `.trimEnd().slice(0, -1)])
    assert.equal((await ask(bed, key, 'GET', `/api/v1/campaigns/${begun.id}`)).status, 404, key.slice(0, 8));
  const reply = await fetch(`${bed.url}/production/fsi/api/2102`, { method: 'POST', body: '{}' });
  assert.equal(reply.status, 404);
  assert.equal(reply.headers.get('x-anjie-simulated'), '1');
});

test('isolation: the bed’s login enters no other database of the server and owns nothing in its own', async () => {
  const client = new pg.Client({ connectionString: bed.appUrl });
  await client.connect();
  assert.equal((await client.query('select count(*)::int as n from pg_class where relowner = current_user::regrole')).rows[0].n, 0);
  await assert.rejects(client.query('create table x (a int)'), /permission denied/);
  await client.end();
});

test('OAuth2 with SM2 and SM4, over the wire: a token, a sealed request, a sealed reply; a wrong seal is told which mistake it is', async () => {
  const begun = (await beginCampaign(bed, { signing: 'oauth2-sm' })) as Begun & { signing: { privateKey: string } };
  const { id, secret, privateKey } = begun.signing;
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  const tokenOf = (headers: Record<string, string>) =>
    fetch(`${begun.endpoint}/auth/oauth/token`, { method: 'POST', headers, body: 'grant_type=password' });
  assert.equal((await tokenOf(basic(`${id}:wrong`))).status, 401);
  const { access_token } = (await (await tokenOf(basic(`${id}:${secret}`))).json()) as { access_token: string };
  const text = JSON.stringify(query(READY));
  const own = sm2PrivateKey(Buffer.from(privateKey, 'base64'));
  const ask = async (signerId: string) => {
    const cainfo = signatureFromDer(sm2Sign(text, own, signerId)).toString('base64');
    const body = JSON.stringify({
      ...envelopeOf(begun),
      cainfo,
      signtype: 'SM2',
      encType: 'SM4',
      input: sm4Ecb(text, id).toString('base64'),
    });
    const reply = await fetch(`${begun.endpoint}/x`, { method: 'POST', headers: { authorization: `Bearer ${access_token}` }, body });
    return (await reply.json()) as { infcode: number; err_msg: string; output: string };
  };
  assert.match((await ask('1234567812345678')).err_msg, /用户标识用了/);
  const good = await ask(id);
  assert.equal(good.infcode, 0, good.err_msg);
  assert.match(openSm4Ecb(Buffer.from(good.output, 'base64'), id)!.toString(), /baseinfo/);
});

test('encData with signData, over the wire: the reply opens with the same key and verifies by the platform’s', async () => {
  const begun = (await beginCampaign(bed, { signing: 'encdata' })) as Begun & {
    signing: { privateKey: string; platformPublicKey: string };
  };
  const { id, secret, privateKey, platformPublicKey } = begun.signing;
  const data = { ...envelopeOf(begun), input: query(READY) };
  const head = { appId: id, encType: 'SM4', signType: 'SM2', timestamp: String(Date.now()), version: '2.0.1' };
  const own = sm2PrivateKey(Buffer.from(privateKey, 'base64'));
  const signData = signatureFromDer(sm2Sign(signText({ ...head, data }, secret), own)).toString('base64');
  const encData = sm4Ecb(JSON.stringify(data), sessionKey(id, secret)).toString('hex').toUpperCase();
  const reply = await fetch(`${begun.endpoint}/x`, { method: 'POST', body: JSON.stringify({ ...head, encData, signData }) });
  const sealed = (await reply.json()) as { encData: string; signData: string };
  const clear = JSON.parse(openSm4Ecb(Buffer.from(sealed.encData, 'hex'), sessionKey(id, secret))!.toString()) as {
    infcode: number;
    err_msg: string;
  };
  assert.equal(clear.infcode, 0, clear.err_msg);
  const key = sm2PublicKey(Buffer.from(platformPublicKey, 'base64'));
  const signed = signText({ ...sealed, data: clear }, secret);
  assert.ok(sm2Verify(signed, signatureToDer(Buffer.from(sealed.signData, 'base64')), key));
});

function envelopeOf(begun: Begun): Record<string, unknown> {
  const time = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  const code = begun.signing.id.slice(0, 12);
  const place = { mdtrtarea_admvs: '640104', insuplc_admdvs: '640100', recer_sys_code: 'FSI', infver: 'V1.0', sign_no: '' };
  const person = { opter_type: '1', opter: '001', opter_name: '收银员', inf_time: time, fixmedins_code: code, fixmedins_name: '示例药房' };
  return { infno: '1101', msgid: `${code}${time.replace(/\D/g, '')}9001`, ...place, ...person };
}
