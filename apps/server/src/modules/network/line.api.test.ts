import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { applyLine, type FilingSystem, MAC, made, rows, startFilingSystem, YEAR } from './filing.test-system.ts';

let at: FilingSystem;
before(async () => {
  at = await startFilingSystem();
});
after(() => at.stop());

test('NX-8: a line is applied for with this year’s agreement', async () => {
  const code = await at.pharmacy();
  const old = { number: `OLD-${code}`, year: YEAR - 1, validFrom: `${YEAR - 1}-01-01` };
  made(await at.county.post(`/institutions/${code}/service-agreements`, old));
  for (const agreementNumber of [`OLD-${code}`, 'nothing', undefined]) {
    const answer = await at.county.post(`/institutions/${code}/line-filings`, { ...applyLine(code), agreementNumber });
    assert.equal(answer.status, 409, String(agreementNumber));
    assert.equal(answer.body.code, 'agreement-not-of-the-year');
    assert.equal(answer.body.clause, 'NX-8');
  }
  const filed = made(await at.county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  assert.equal(filed.agreementYear, YEAR);
});

test('NX-8: the bureau takes a line on record once its carrier’s audit passed it', async () => {
  const code = await at.pharmacy();
  const filed = made(await at.county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  const early = await at.accept('/line-filings', filed);
  assert.equal(early.body.code, 'audit-not-passed');
  assert.equal(early.body.clause, 'NX-8');
  const failed = made(
    await at.carrier.post(`/line-filings/${filed.id}/audit`, { passed: false, note: '缺件' }, { version: filed.version }),
  );
  assert.equal((await at.accept('/line-filings', failed)).body.code, 'audit-not-passed');
  const passed = made(await at.carrier.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: failed.version }));
  assert.equal(
    (await at.carrier.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: passed.version })).body.code,
    'audit-passed-already',
  );
  await at.accepted('/line-filings', passed);
});

test('NX-8: a carrier reads, audits and binds its own lines alone', async () => {
  const code = await at.pharmacy();
  const filed = made(await at.county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  const other = await at.system.as('carrier-jc.operator');
  assert.equal((await other.get(`/line-filings/${filed.id}`)).status, 404);
  assert.equal((await other.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: filed.version })).status, 404);
  assert.equal((await other.post(`/line-filings/${filed.id}/binding`, { ip: '10.64.9.9', macs: [MAC] })).status, 404);
  assert.equal(
    (await at.county.post(`/line-filings/${filed.id}/audit`, { passed: true }, { version: filed.version })).body.code,
    'role-not-allowed',
  );
  const early = await at.carrier.post(`/line-filings/${filed.id}/binding`, { ip: '10.64.9.9', macs: [MAC] });
  assert.equal(early.body.code, 'audit-not-passed');
  const own = await at.carrier.get('/line-filings?state=filed&limit=200');
  assert.ok(rows<{ number: string }>(own, 'filings').some((line) => line.number === filed.number));
  const unknown = await at.county.post(`/institutions/${code}/line-filings`, { ...applyLine(code), carrier: 'carrier-jc' });
  assert.equal(unknown.body.code, 'carrier-not-listed');
});

test('JC-6: only a dedicated line or VPDN is filed, never one over the internet', async () => {
  const chengqu = await at.system.as('chengqu.caseworker');
  const code = await at.pharmacy(chengqu, '140502');
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
  await at.accepted('/line-filings', filed, chengqu);
  await at.accepted(
    '/address-filings',
    made(await chengqu.post(`/institutions/${code}/address-filings`, { act: 'apply', ip: '10.64.5.1', environment: 'production' })),
    chengqu,
  );
  const { reasons, bindings } = await at.decided(code);
  assert.ok(!reasons.includes('line-not-filed') && !reasons.includes('address-not-filed'), reasons.join());
  assert.deepEqual(bindings, [{ ip: '10.64.5.1', environment: 'production', macs: [], subscriber: `${code}@jc.vpdn` }]);
});

test('JC-5: institutions choose among the carriers of their territory', async () => {
  const answer = await (await at.system.as('jincheng.caseworker')).get('/carriers');
  assert.deepEqual(answer.body.carriers, [{ code: 'carrier-jc', name: '示范运营商乙' }]);
  assert.deepEqual(answer.body.count, { value: 3, clause: 'JC-5' });
});

test('NX-7: connection and payment vouchers are kept with the line', async () => {
  const code = await at.pharmacy();
  const line = await at.lineInForce(code);
  const voucher = { kind: 'payment', number: 'FP-1', issuedOn: `${YEAR}-02-01` };
  made(await at.county.post(`/line-filings/${line.id}/vouchers`, { kind: 'connection', number: 'KT-1', issuedOn: `${YEAR}-01-05` }));
  const kept = made(await at.county.post(`/line-filings/${line.id}/vouchers`, voucher));
  assert.deepEqual(
    rows<{ kind: string }>({ body: kept }, 'vouchers').map((one) => one.kind),
    ['connection', 'payment'],
  );
  assert.equal((await at.county.post(`/line-filings/${line.id}/vouchers`, voucher)).body.code, 'voucher-recorded-already');
  const file = async (owner: string) => {
    const response = await fetch(`${at.system.url}/api/v1/institutions/${owner}/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${at.county.token}`, 'content-type': 'text/plain', 'x-file-name': 'voucher.txt' },
      body: `缴费凭证 ${owner}`,
    });
    return ((await response.json()) as { id: string }).id;
  };
  const documentId = await file(code);
  const withFile = made(await at.county.post(`/line-filings/${line.id}/vouchers`, { ...voucher, number: 'FP-2', documentId }));
  assert.equal(rows<{ documentId: string }>({ body: withFile }, 'vouchers').at(-1)!.documentId, documentId);
  const foreign = await file(await at.pharmacy());
  const another = await at.county.post(`/line-filings/${line.id}/vouchers`, { ...voucher, number: 'FP-3', documentId: foreign });
  assert.equal(another.status, 404, 'a document of another institution');
  assert.equal((await at.county.post(`/line-filings/${line.id}/vouchers`, { ...voucher, kind: 'photo' })).body.code, 'input-invalid');
});

test('NX-6: plain SQL as an institution neither accepts its own filing nor audits its own line', async () => {
  const code = await at.pharmacy();
  const line = made(await at.county.post(`/institutions/${code}/line-filings`, applyLine(code)));
  const [own] = await at.system.query<{ id: string; carrier: string }>(
    'select institution_id as id, carrier_id as carrier from filing where number = $1',
    [line.number],
  );
  const asInstitution = (statement: string, values: unknown[]) => at.plainSql('app_party', own!.id, statement, values);
  const audit = `insert into line_audit (id, filing_id, carrier_id, institution_id, prov, city, div, passed, audited_at, audited_by)
                 values (gen_random_uuid(), $1, $2, $3, '640000', '640100', '640104', true, now(), gen_random_uuid())`;
  assert.equal(await asInstitution('select 1 from filing where id = $1', [line.id]), 1);
  const accepting = `update filing set state = 'accepted', accepted_at = now(), accepted_by = gen_random_uuid() where id = $1`;
  await assert.rejects(asInstitution(accepting, [line.id]), /permission denied/);
  await assert.rejects(asInstitution(`update filing set state = 'returned' where id = $1`, [line.id]), /takes back its own open filing/);
  const asCarrier = (statement: string) => at.plainSql('app_party', own!.carrier, statement, [line.id]);
  const withdrawing = `update filing set state = 'withdrawn', withdrawn_at = now(), withdrawn_by = gen_random_uuid() where id = $1`;
  await assert.rejects(asCarrier(withdrawing), /takes back its own open filing/);
  await assert.rejects(asInstitution(audit, [line.id, own!.carrier, own!.id]), /row-level security/);
});

test('TS-2(1): the office plans how institutions connect: another kind is refused, and a line is on record once the office took it', async () => {
  const office = await at.system.as('lubei.caseworker');
  const code = await at.pharmacy(office, '130203');
  const unplanned = await office.post(`/institutions/${code}/line-filings`, { act: 'apply', kind: 'internet' });
  assert.equal(unplanned.body.code, 'line-kind-not-allowed');
  assert.equal(unplanned.body.clause, 'TS-2(1)');
  const filed = made(await office.post(`/institutions/${code}/line-filings`, { act: 'apply', kind: 'dedicated' }));
  assert.equal(filed.state, 'filed');
  assert.equal((await at.accepted('/line-filings', filed, office)).state, 'accepted');
});
