import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, logIn, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';

let system: TestSystem;
let county: Person;
let carrier: Person;
const YEAR = Number(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4));
const MAC = 'aa:bb:cc:00:00:01';

before(async () => {
  system = await startTestSystem();
  county = await system.as('xingqing.caseworker');
  carrier = await system.as('carrier-a.operator');
});
after(() => system.stop());

let count = 0;
/** A registered pharmacy with an agreement of this year; its own code in every test. */
async function pharmacy(clerk = county, div = '640104'): Promise<string> {
  const code = `P${div}${String(++count).padStart(5, '0')}`;
  made(await clerk.post('/institutions', { code, kind: 'pharmacy', name: `药店 ${code}` }));
  made(await clerk.post(`/institutions/${code}/service-agreements`, { number: `A-${code}`, year: YEAR, validFrom: `${YEAR}-01-01` }));
  return code;
}

function made(answer: Answer): Answer['body'] {
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

/** A list in an answer. */
function rows<Row = unknown>(answer: Pick<Answer, 'body'>, name: string): Row[] {
  return (answer.body as Record<string, unknown>)[name] as Row[];
}

/** Accepts a filing in the version just read. */
async function accept(path: string, filing: Record<string, unknown>, clerk = county): Promise<Answer> {
  return clerk.post(`${path}/${filing.id}/acceptance`, undefined, { version: filing.version as number });
}

async function accepted(path: string, filing: Record<string, unknown>, clerk = county) {
  const answer = await accept(path, filing, clerk);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

const applyLine = (code: string) => ({ act: 'apply', kind: 'dedicated', carrier: 'carrier-a', agreementNumber: `A-${code}` });

async function lineInForce(code: string): Promise<Answer['body']> {
  const filed = made(await county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  const audited = made(await carrier.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: filed.version }));
  return accepted('/line-filings', audited);
}

async function addressInForce(code: string, ip: string, environment = 'production') {
  return accepted('/address-filings', made(await county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip, environment })));
}

async function terminalInForce(code: string, ip: string, mac: string) {
  return accepted('/terminal-filings', made(await county.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip, mac })));
}

/** Codes of the reasons for which production is refused at present, and the bindings. */
async function decided(code: string) {
  const found = await system.query<{
    entry: { segments: { grants: { production: { reasons: { code: string }[] } }; bindings: unknown[] }[] };
  }>('select entry from admission_entry where code = $1', [code]);
  const segment = found[0]!.entry.segments[0]!;
  return { reasons: segment.grants.production.reasons.map((reason) => reason.code), bindings: segment.bindings };
}

test('NX-6, NX-8: line, address, terminal and the carrier’s binding, accepted, remove their reasons one by one', async () => {
  const code = await pharmacy();
  const ip = '10.64.1.1';
  const lacking = ['address-not-filed', 'line-not-filed', 'mac-not-bound-by-carrier', 'terminal-not-filed'];
  const lacks = async () => (await decided(code)).reasons.filter((reason) => lacking.includes(reason)).sort();
  assert.deepEqual(await lacks(), lacking);
  await terminalInForce(code, ip, 'AA-BB-CC-00-00-01');
  assert.deepEqual(await lacks(), lacking, 'a terminal counts behind a filed address only');
  await addressInForce(code, ip);
  assert.deepEqual(await lacks(), ['line-not-filed', 'mac-not-bound-by-carrier']);
  const line = await lineInForce(code);
  assert.deepEqual(await lacks(), ['mac-not-bound-by-carrier']);
  made(await carrier.post(`/line-filings/${line.id}/binding`, { ip, macs: ['aa:bb:cc:00:00:02'] }));
  assert.deepEqual(await lacks(), ['mac-not-bound-by-carrier'], 'another MAC binds nothing');
  made(await carrier.post(`/line-filings/${line.id}/binding`, { ip, macs: ['AA:BB:CC:00:00:01'] }));
  assert.deepEqual(await lacks(), []);
  assert.deepEqual((await decided(code)).bindings, [{ ip, environment: 'production', macs: [MAC], subscriber: null }]);
});

test('NX-8: an unfiled or only filed address is in no entry', async () => {
  const code = await pharmacy();
  made(await county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip: '10.64.2.1', environment: 'production' }));
  const { reasons, bindings } = await decided(code);
  assert.ok(reasons.includes('address-not-filed'));
  assert.deepEqual(bindings, []);
});

test('NX-8: a line is applied for with this year’s agreement', async () => {
  const code = await pharmacy();
  const old = { number: `OLD-${code}`, year: YEAR - 1, validFrom: `${YEAR - 1}-01-01` };
  made(await county.post(`/institutions/${code}/service-agreements`, old));
  for (const agreementNumber of [`OLD-${code}`, 'nothing', undefined]) {
    const answer = await county.post(`/institutions/${code}/line-filings`, { ...applyLine(code), agreementNumber });
    assert.equal(answer.status, 409, String(agreementNumber));
    assert.equal(answer.body.code, 'agreement-not-of-the-year');
    assert.equal(answer.body.clause, 'NX-8');
  }
  const filed = made(await county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  assert.equal(filed.agreementYear, YEAR);
});

test('NX-8: the bureau takes a line on record once its carrier’s audit passed it', async () => {
  const code = await pharmacy();
  const filed = made(await county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  const early = await accept('/line-filings', filed);
  assert.equal(early.body.code, 'audit-not-passed');
  assert.equal(early.body.clause, 'NX-8');
  const failed = made(await carrier.post(`/line-filings/${filed.id}/audit`, { passed: false, note: '缺件' }, { version: filed.version }));
  assert.equal((await accept('/line-filings', failed)).body.code, 'audit-not-passed');
  const passed = made(await carrier.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: failed.version }));
  assert.equal(
    (await carrier.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: passed.version })).body.code,
    'audit-passed-already',
  );
  await accepted('/line-filings', passed);
});

test('NX-8: a carrier reads, audits and binds its own lines alone', async () => {
  const code = await pharmacy();
  const filed = made(await county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  const other = await system.as('carrier-jc.operator');
  assert.equal((await other.get(`/line-filings/${filed.id}`)).status, 404);
  assert.equal((await other.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: filed.version })).status, 404);
  assert.equal((await other.post(`/line-filings/${filed.id}/binding`, { ip: '10.64.9.9', macs: [MAC] })).status, 404);
  assert.equal(
    (await county.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: filed.version })).body.code,
    'role-not-allowed',
  );
  const early = await carrier.post(`/line-filings/${filed.id}/binding`, { ip: '10.64.9.9', macs: [MAC] });
  assert.equal(early.body.code, 'audit-not-passed');
  const own = await carrier.get('/line-filings?state=filed&limit=200');
  assert.ok(rows<{ number: string }>(own, 'filings').some((line) => line.number === filed.number));
  const unknown = await county.post(`/institutions/${code}/line-filings`, { ...applyLine(code), carrier: 'carrier-jc' });
  assert.equal(unknown.body.code, 'carrier-not-listed');
});

test('NX-8: a second production address is refused, unless two people granted an exception', async () => {
  const code = await pharmacy();
  await addressInForce(code, '10.64.3.1');
  const second = { act: 'apply', ip: '10.64.3.2', environment: 'production' };
  const refused = await county.post(`/institutions/${code}/address-filings`, second);
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, 'address-limit');
  assert.equal(refused.body.clause, 'NX-8');
  made(await county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip: '10.64.3.3', environment: 'test' }));

  const asked = made(await county.post(`/institutions/${code}/address-exceptions`, { reason: '两处院区' }));
  assert.equal((await county.post(`/institutions/${code}/address-filings`, second)).body.code, 'address-limit');
  assert.equal(
    (await county.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version })).body.code,
    'role-not-allowed',
  );
  const elsewhere = await system.as('jinfeng.approver');
  assert.equal((await elsewhere.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version })).status, 404);
  const above = await system.as('yinchuan.approver');
  const overridden = await above.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version });
  assert.equal(overridden.body.code, 'not-the-territorial-bureau');
  const approver = await system.as('xingqing.approver');
  assert.equal((await approver.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: 9 })).status, 412);
  const approved = await approver.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version });
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  await accepted('/address-filings', made(await county.post(`/institutions/${code}/address-filings`, second)));
  assert.equal(
    (await county.post(`/institutions/${code}/address-filings`, { ...second, ip: '10.64.3.4' })).body.code,
    'address-limit',
    'one exception, one address',
  );
});

test('NX-8: plain SQL as the application role cannot approve an exception alone, nor keep an approval of other words', async () => {
  const code = await pharmacy();
  const asked = made(await county.post(`/institutions/${code}/address-exceptions`, { reason: '两处院区' }));
  const client = new pg.Client({ connectionString: system.database.appUrl });
  await client.connect();
  const asCounty = async (statement: string) => {
    await client.query(`begin; set local role app_county; select set_config('app.scope', '640104', true)`);
    try {
      return (await client.query(statement, [asked.id])).rowCount;
    } finally {
      await client.query('commit');
    }
  };
  try {
    const alone = `update address_exception set approved_at = now(), approved_by = requested_by, digest = '\\x${'00'.repeat(32)}' where id = $1`;
    await assert.rejects(asCounty(alone), /approved_by_four_eyes/);
    await assert.rejects(asCounty('update address_exception set requested_by = gen_random_uuid() where id = $1'), /not rewritten/);
    const approver = await system.as('xingqing.approver');
    assert.equal((await approver.post(`/address-exceptions/${asked.id}/approval`, undefined, { version: asked.version })).status, 200);
    assert.equal(await asCounty(`update address_exception set extra = 9 where id = $1`), 1);
    const kept = await system.query('select approved_at, digest from address_exception where id = $1', [asked.id]);
    assert.deepEqual(kept, [{ approved_at: null, digest: null }]);
  } finally {
    await client.end();
  }
});

test('NX-8: an address in force elsewhere is refused and nobody is named', async () => {
  const first = await pharmacy();
  await addressInForce(first, '10.64.4.1');
  const chengqu = await system.as('chengqu.caseworker');
  const second = await pharmacy(chengqu, '140502');
  const filed = made(
    await chengqu.post(`/institutions/${second}/address-filings`, { act: 'apply', ip: '10.64.4.1', environment: 'production' }),
  );
  const answer = await accept('/address-filings', filed, chengqu);
  assert.equal(answer.status, 409);
  assert.equal(answer.body.code, 'in-force-elsewhere');
  assert.ok(!JSON.stringify(answer.body).includes(first));
  assert.equal((await chengqu.get(`/address-filings/${filed.id}`)).body.state, 'filed');
});

test('JC-6: only a dedicated line or VPDN is filed, never one over the internet', async () => {
  const chengqu = await system.as('chengqu.caseworker');
  const code = await pharmacy(chengqu, '140502');
  const line = { act: 'apply', carrier: 'carrier-jc' };
  const internet = await chengqu.post(`/institutions/${code}/line-filings`, { ...line, kind: 'internet' });
  assert.equal(internet.status, 409);
  assert.equal(internet.body.code, 'line-kind-not-allowed');
  assert.equal(internet.body.clause, 'JC-6');
  assert.equal((await chengqu.post(`/institutions/${code}/line-filings`, { ...line, kind: 'vpdn' })).body.code, 'subscriber-mismatch');
  assert.equal(
    (await chengqu.post(`/institutions/${code}/line-filings`, { act: 'apply', kind: 'dedicated' })).body.code,
    'carrier-missing',
  );
  const filed = made(await chengqu.post(`/institutions/${code}/line-filings`, { ...line, kind: 'vpdn', subscriber: `${code}@jc.vpdn` }));
  await accepted('/line-filings', filed, chengqu);
  await accepted(
    '/address-filings',
    made(await chengqu.post(`/institutions/${code}/address-filings`, { act: 'apply', ip: '10.64.5.1', environment: 'production' })),
    chengqu,
  );
  const { reasons, bindings } = await decided(code);
  assert.ok(!reasons.includes('line-not-filed') && !reasons.includes('address-not-filed'), reasons.join());
  assert.deepEqual(bindings, [{ ip: '10.64.5.1', environment: 'production', macs: [], subscriber: `${code}@jc.vpdn` }]);
});

test('JC-5: institutions choose among the carriers of their territory', async () => {
  const answer = await (await system.as('jincheng.caseworker')).get('/carriers');
  assert.deepEqual(answer.body.carriers, [{ code: 'carrier-jc', name: '示范运营商乙' }]);
  assert.deepEqual(answer.body.count, { value: 3, clause: 'JC-5' });
});

test('JC-6: an address outside the allowed ranges, or none at all, is refused', async () => {
  const code = await pharmacy();
  const file = (ip: string) => county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip, environment: 'production' });
  assert.equal((await file('8.8.8.8')).body.code, 'address-not-allowed');
  assert.equal((await file('10.1.1')).body.code, 'address-malformed');
  assert.equal((await file('10.1.1.0/24')).body.code, 'address-malformed');
  const mac = await county.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.1.1.1', mac: '0:1:2:3:4:5' });
  assert.equal(mac.body.code, 'mac-malformed');
  assert.deepEqual((await county.get(`/institutions/${code}/address-filings`)).body.filings, []);
});

test('NX-7: a change or cancellation ends what it changes when it is accepted, and nothing is overwritten', async () => {
  const code = await pharmacy();
  const first = await addressInForce(code, '10.64.6.1');
  const change = { act: 'change', target: first.number, ip: '10.64.6.2', environment: 'production' };
  const changed = made(await county.post(`/institutions/${code}/address-filings`, change));
  assert.equal(
    (await county.post(`/institutions/${code}/address-filings`, change)).body.code,
    'target-not-in-force',
    'a change of it is open',
  );
  assert.equal((await county.get(`/address-filings/${first.id}`)).body.state, 'accepted');
  const second = await accepted('/address-filings', changed);
  const before = (await county.get(`/address-filings/${first.id}`)).body;
  assert.equal(before.state, 'cancelled');
  assert.equal(before.ip, '10.64.6.1');
  assert.equal(before.endedAt, second.acceptedAt);
  assert.deepEqual(
    ((await decided(code)).bindings as { ip: string }[]).map((binding) => binding.ip),
    ['10.64.6.2'],
  );
  await accepted(
    '/address-filings',
    made(await county.post(`/institutions/${code}/address-filings`, { act: 'cancel', target: second.number })),
  );
  assert.deepEqual((await decided(code)).bindings, []);
  assert.equal(rows(await county.get(`/institutions/${code}/address-filings`), 'filings').length, 3);
  await addressInForce(code, '10.64.6.1');
});

test('NX-6: a filing is returned for a formal reason only, and what is returned is not accepted afterwards', async () => {
  const code = await pharmacy();
  const filed = made(await county.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.64.7.1', mac: MAC }));
  const path = `/terminal-filings/${filed.id}/return`;
  const version = { version: filed.version };
  assert.equal((await county.post(path, { reason: 'not-convenient', note: '不便' }, version)).body.code, 'input-invalid');
  assert.equal((await county.post(path, { reason: 'illegible', note: '字迹不清' }, { version: 7 })).status, 412);
  const returned = await county.post(path, { reason: 'illegible', note: '字迹不清' }, version);
  assert.equal(returned.body.state, 'returned');
  const late = await accept('/terminal-filings', returned.body);
  assert.equal(late.status, 409);
  assert.equal(late.body.code, 'filing-state');
});

test('NX-7: connection and payment vouchers are kept with the line', async () => {
  const code = await pharmacy();
  const line = await lineInForce(code);
  const voucher = { kind: 'payment', number: 'FP-1', issuedOn: `${YEAR}-02-01` };
  made(await county.post(`/line-filings/${line.id}/vouchers`, { kind: 'connection', number: 'KT-1', issuedOn: `${YEAR}-01-05` }));
  const kept = made(await county.post(`/line-filings/${line.id}/vouchers`, voucher));
  assert.deepEqual(
    rows<{ kind: string }>({ body: kept }, 'vouchers').map((one) => one.kind),
    ['connection', 'payment'],
  );
  assert.equal((await county.post(`/line-filings/${line.id}/vouchers`, voucher)).body.code, 'voucher-recorded-already');
  assert.equal((await county.post(`/line-filings/${line.id}/vouchers`, { ...voucher, kind: 'photo' })).body.code, 'input-invalid');
});

test('NX-6: an institution files for itself; only its territorial bureau takes it on record', async () => {
  const code = await pharmacy();
  const administrator = await system.as('nx.system-administrator');
  const password = 'Own#2026-pharmacy';
  const account = { login: code.toLowerCase(), name: '店长', role: 'institution', partyKind: 'institution', partyCode: code, password };
  made(await administrator.post('/accounts', account));
  await (await system.as('nx.security-officer')).post(`/accounts/${account.login}/activation`);
  const own = await logIn(system.url, account.login, password);
  const filed = made(await own.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.64.8.1', mac: MAC }));
  assert.equal((await accept('/terminal-filings', filed, own)).body.code, 'role-not-allowed');
  const other = await pharmacy();
  assert.equal((await own.post(`/institutions/${other}/terminal-filings`, { act: 'apply', ip: '10.64.8.1', mac: MAC })).status, 404);
  assert.equal((await own.get(`/institutions/${other}/line-filings`)).status, 404);
  for (const login of ['jinfeng.caseworker', 'chengqu.caseworker'])
    assert.equal((await accept('/terminal-filings', filed, await system.as(login))).status, 404, login);
  const city = await accept('/terminal-filings', filed, await system.as('yinchuan.caseworker'));
  assert.equal(city.body.code, 'not-the-territorial-bureau');
  assert.equal((await accept('/terminal-filings', filed, await system.as('xingqing.approver'))).body.code, 'role-not-allowed');
  await accepted('/terminal-filings', filed);
  const line = made(await own.post(`/institutions/${code}/line-filings`, applyLine(code)));
  made(await own.post(`/line-filings/${line.id}/vouchers`, { kind: 'connection', number: 'KT-9', issuedOn: `${YEAR}-01-05` }));
  assert.equal(rows(await own.get('/line-filings'), 'filings').length, 1);
});

test('TS-1(9): a terminal of Tangshan is filed and changed with the territorial office, without a carrier’s binding', async () => {
  const office = await system.as('lubei.caseworker');
  const code = await pharmacy(office, '130203');
  const line = made(await office.post(`/institutions/${code}/line-filings`, { act: 'apply', kind: 'dedicated' }));
  await accepted('/line-filings', line, office);
  const filed = made(
    await office.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.64.10.1', mac: MAC, device: '收费一' }),
  );
  const first = await accepted('/terminal-filings', filed, office);
  const change = { act: 'change', target: first.number, ip: '10.64.10.1', mac: 'aa:bb:cc:00:00:09' };
  const second = await accepted('/terminal-filings', made(await office.post(`/institutions/${code}/terminal-filings`, change)), office);
  assert.equal(second.target, first.number);
  assert.equal((await office.get(`/terminal-filings/${first.id}`)).body.state, 'cancelled');
});

test('NX-8: of two acceptances of one address at once exactly one is done', async () => {
  const codes = [await pharmacy(), await pharmacy()];
  const filed = await Promise.all(
    codes.map(async (code) =>
      made(await county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip: '10.64.11.1', environment: 'production' })),
    ),
  );
  const answers = await Promise.all(filed.map((filing) => accept('/address-filings', filing)));
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409]);
});

test('NX-6: plain SQL as an institution neither accepts its own filing nor audits its own line', async () => {
  const code = await pharmacy();
  const line = made(await county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  const [own] = await system.query<{ id: string; carrier: string }>(
    'select institution_id as id, carrier_id as carrier from filing where number = $1',
    [line.number],
  );
  const client = new pg.Client({ connectionString: system.database.appUrl });
  await client.connect();
  const asInstitution = async (statement: string, values: unknown[]) => {
    await client.query(`begin; set local role app_party; select set_config('app.party', '${own!.id}', true)`);
    try {
      return (await client.query(statement, values)).rowCount;
    } finally {
      await client.query('rollback');
    }
  };
  const audit = `insert into line_audit (id, filing_id, carrier_id, institution_id, prov, city, div, passed, audited_at, audited_by)
                 values (gen_random_uuid(), $1, $2, $3, '640000', '640100', '640104', true, now(), gen_random_uuid())`;
  try {
    assert.equal(await asInstitution('select 1 from filing where id = $1', [line.id]), 1);
    const accepting = `update filing set state = 'accepted', accepted_at = now(), accepted_by = gen_random_uuid() where id = $1`;
    await assert.rejects(asInstitution(accepting, [line.id]), /permission denied/);
    await assert.rejects(asInstitution(audit, [line.id, own!.carrier, own!.id]), /row-level security/);
  } finally {
    await client.end();
  }
});
