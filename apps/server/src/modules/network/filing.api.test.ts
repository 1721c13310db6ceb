import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logIn } from '@anjie/test-system';
import { applyLine, type FilingSystem, MAC, made, rows, startFilingSystem, YEAR } from './filing.test-system.ts';

const EXAMINED = { examinedOn: `${YEAR}-01-01`, dedicated: true, offline: true, protected: true };

let at: FilingSystem;
before(async () => {
  at = await startFilingSystem();
});
after(() => at.stop());

test('NX-6, NX-8: line, address, terminal and the carrier’s binding, accepted, remove their reasons one by one', async () => {
  const code = await at.pharmacy();
  const ip = '10.64.1.1';
  const lacking = ['address-not-filed', 'line-not-filed', 'mac-not-bound-by-carrier', 'terminal-not-filed'];
  const lacks = async () => (await at.decided(code)).reasons.filter((reason) => lacking.includes(reason)).sort();
  assert.deepEqual(await lacks(), lacking);
  await at.terminalInForce(code, ip, 'AA-BB-CC-00-00-01');
  assert.deepEqual(await lacks(), lacking, 'a terminal counts behind a filed address only');
  await at.addressInForce(code, ip);
  assert.deepEqual(await lacks(), ['line-not-filed', 'mac-not-bound-by-carrier']);
  const line = await at.lineInForce(code);
  assert.deepEqual(await lacks(), ['mac-not-bound-by-carrier']);
  made(await at.carrier.post(`/line-filings/${line.id}/binding`, { ip, macs: ['aa:bb:cc:00:00:02'] }));
  assert.deepEqual(await lacks(), ['mac-not-bound-by-carrier'], 'another MAC binds nothing');
  made(await at.carrier.post(`/line-filings/${line.id}/binding`, { ip, macs: ['AA:BB:CC:00:00:01'] }));
  assert.deepEqual(await lacks(), []);
  assert.deepEqual((await at.decided(code)).bindings, [{ ip, environment: 'production', macs: [MAC], subscriber: null }]);
});

test('NX-8: an unfiled or only filed address is in no entry', async () => {
  const code = await at.pharmacy();
  made(await at.county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip: '10.64.2.1', environment: 'production' }));
  const { reasons, bindings } = await at.decided(code);
  assert.ok(reasons.includes('address-not-filed'));
  assert.deepEqual(bindings, []);
});

test('NX-8: an address in force elsewhere is refused and nobody is named', async () => {
  const first = await at.pharmacy();
  await at.addressInForce(first, '10.64.4.1');
  const chengqu = await at.system.as('chengqu.caseworker');
  const second = await at.pharmacy(chengqu, '140502');
  const filed = made(
    await chengqu.post(`/institutions/${second}/address-filings`, { act: 'apply', ip: '10.64.4.1', environment: 'production' }),
  );
  const answer = await at.accept('/address-filings', filed, chengqu);
  assert.equal(answer.status, 409);
  assert.equal(answer.body.code, 'in-force-elsewhere');
  assert.ok(!JSON.stringify(answer.body).includes(first));
  assert.equal((await chengqu.get(`/address-filings/${filed.id}`)).body.state, 'filed');
});

test('JC-6: an address outside the allowed ranges, or none at all, is refused', async () => {
  const code = await at.pharmacy();
  const file = (ip: string) => at.county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip, environment: 'production' });
  assert.equal((await file('8.8.8.8')).body.code, 'address-not-allowed');
  assert.equal((await file('10.1.1')).body.code, 'address-malformed');
  assert.equal((await file('10.1.1.0/24')).body.code, 'address-malformed');
  const mac = await at.county.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.1.1.1', mac: '0:1:2:3:4:5' });
  assert.equal(mac.body.code, 'mac-malformed');
  assert.deepEqual((await at.county.get(`/institutions/${code}/address-filings`)).body.filings, []);
});

test('NX-7: a change or cancellation ends what it changes when it is accepted, and nothing is overwritten', async () => {
  const code = await at.pharmacy();
  const first = await at.addressInForce(code, '10.64.6.1');
  const change = { act: 'change', target: first.number, ip: '10.64.6.2', environment: 'production' };
  const changed = made(await at.county.post(`/institutions/${code}/address-filings`, change));
  assert.equal(
    (await at.county.post(`/institutions/${code}/address-filings`, change)).body.code,
    'target-not-in-force',
    'a change of it is open',
  );
  assert.equal((await at.county.get(`/address-filings/${first.id}`)).body.state, 'accepted');
  const second = await at.accepted('/address-filings', changed);
  const before = (await at.county.get(`/address-filings/${first.id}`)).body;
  assert.equal(before.state, 'cancelled');
  assert.equal(before.ip, '10.64.6.1');
  assert.equal(before.endedAt, second.acceptedAt);
  assert.deepEqual(
    ((await at.decided(code)).bindings as { ip: string }[]).map((binding) => binding.ip),
    ['10.64.6.2'],
  );
  await at.accepted(
    '/address-filings',
    made(await at.county.post(`/institutions/${code}/address-filings`, { act: 'cancel', target: second.number })),
  );
  assert.deepEqual((await at.decided(code)).bindings, []);
  assert.equal(rows(await at.county.get(`/institutions/${code}/address-filings`), 'filings').length, 3);
  await at.addressInForce(code, '10.64.6.1');
});

test('NX-6: a filing is returned for a formal reason only, and what is returned is not accepted afterwards', async () => {
  const code = await at.pharmacy();
  const filed = made(await at.county.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.64.7.1', mac: MAC }));
  const path = `/terminal-filings/${filed.id}/return`;
  const version = { version: filed.version };
  assert.equal((await at.county.post(path, { reason: 'not-convenient', note: '不便' }, version)).body.code, 'input-invalid');
  assert.equal((await at.county.post(path, { reason: 'illegible', note: '字迹不清' }, { version: 7 })).status, 412);
  const returned = await at.county.post(path, { reason: 'illegible', note: '字迹不清' }, version);
  assert.equal(returned.body.state, 'returned');
  const late = await at.accept('/terminal-filings', returned.body);
  assert.equal(late.status, 409);
  assert.equal(late.body.code, 'filing-state');
});

test('NX-6: an institution files for itself; only its territorial bureau takes it on record', async () => {
  const code = await at.pharmacy();
  const administrator = await at.system.as('nx.system-administrator');
  const password = 'Own#2026-pharmacy';
  const account = { login: code.toLowerCase(), name: '店长', role: 'institution', partyKind: 'institution', partyCode: code, password };
  made(await administrator.post('/accounts', account));
  await (await at.system.as('nx.security-officer')).post(`/accounts/${account.login}/activation`);
  const own = await logIn(at.system.url, account.login, password);
  const filed = made(await own.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.64.8.1', mac: MAC }));
  assert.equal((await at.accept('/terminal-filings', filed, own)).body.code, 'role-not-allowed');
  const other = await at.pharmacy();
  assert.equal((await own.post(`/institutions/${other}/terminal-filings`, { act: 'apply', ip: '10.64.8.1', mac: MAC })).status, 404);
  assert.equal((await own.get(`/institutions/${other}/line-filings`)).status, 404);
  for (const login of ['jinfeng.caseworker', 'chengqu.caseworker'])
    assert.equal((await at.accept('/terminal-filings', filed, await at.system.as(login))).status, 404, login);
  const city = await at.accept('/terminal-filings', filed, await at.system.as('yinchuan.caseworker'));
  assert.equal(city.body.code, 'not-the-territorial-bureau');
  assert.equal((await at.accept('/terminal-filings', filed, await at.system.as('xingqing.approver'))).body.code, 'role-not-allowed');
  await at.accepted('/terminal-filings', filed);
  const line = made(await own.post(`/institutions/${code}/line-filings`, applyLine(code)));
  made(await own.post(`/line-filings/${line.id}/vouchers`, { kind: 'connection', number: 'KT-9', issuedOn: `${YEAR}-01-05` }));
  assert.equal(rows(await own.get('/line-filings'), 'filings').length, 1);
});

test('TS-1(9): a terminal of Tangshan is filed and changed with the territorial office, without a carrier’s binding', async () => {
  const office = await at.system.as('lubei.caseworker');
  const code = await at.pharmacy(office, '130203');
  const line = made(await office.post(`/institutions/${code}/line-filings`, { act: 'apply', kind: 'dedicated' }));
  await at.accepted('/line-filings', line, office);
  const filed = made(
    await office.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.64.10.1', mac: MAC, device: '收费一' }),
  );
  made(await office.post(`/terminal-filings/${filed.id}/examination`, EXAMINED));
  const first = await at.accepted('/terminal-filings', filed, office);
  const change = { act: 'change', target: first.number, ip: '10.64.10.1', mac: 'aa:bb:cc:00:00:09' };
  const changed = made(await office.post(`/institutions/${code}/terminal-filings`, change));
  made(await office.post(`/terminal-filings/${changed.id}/examination`, EXAMINED));
  const second = await at.accepted('/terminal-filings', changed, office);
  assert.equal(second.target, first.number);
  assert.equal((await office.get(`/terminal-filings/${first.id}`)).body.state, 'cancelled');
});

test('NX-8: of two acceptances of one address at once exactly one is done', async () => {
  const codes = [await at.pharmacy(), await at.pharmacy()];
  const filed = await Promise.all(
    codes.map(async (code) =>
      made(await at.county.post(`/institutions/${code}/address-filings`, { act: 'apply', ip: '10.64.11.1', environment: 'production' })),
    ),
  );
  const answers = await Promise.all(filed.map((filing) => at.accept('/address-filings', filing)));
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409]);
});

test('TS-1(6): a device is accepted once its latest examination found it dedicated, off the internet and protected', async () => {
  const office = await at.system.as('lubei.caseworker');
  const code = await at.pharmacy(office, '130203');
  const filed = made(
    await office.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: '10.64.12.1', mac: 'aa:bb:cc:00:12:01' }),
  );
  const path = `/terminal-filings/${filed.id}/examination`;
  const refused = await at.accept('/terminal-filings', filed, office);
  assert.equal(refused.body.code, 'examination-missing');
  assert.equal(refused.body.clause, 'TS-1(6)');
  assert.equal((await office.post(path, { ...EXAMINED, offline: false })).body.code, 'input-invalid', 'a fault is said in words');
  assert.equal((await office.post(path, { ...EXAMINED, examinedOn: '2199-01-01' })).body.code, 'input-invalid');
  assert.equal((await (await at.system.as('lubei.approver')).post(path, EXAMINED)).body.code, 'role-not-allowed');
  assert.equal((await (await at.system.as('chengqu.caseworker')).post(path, EXAMINED)).status, 404);
  made(await office.post(path, { ...EXAMINED, offline: false, note: '装有无线网卡' }));
  assert.equal((await at.accept('/terminal-filings', filed, office)).body.code, 'examination-missing');
  const seen = made(await office.post(path, EXAMINED));
  assert.deepEqual(
    rows<{ conforms: boolean }>({ body: seen }, 'examinations').map((one) => one.conforms),
    [false, true],
  );
  const accepted = await at.accepted('/terminal-filings', filed, office);
  const cancel = { act: 'cancel', target: accepted.number };
  await at.accepted('/terminal-filings', made(await office.post(`/institutions/${code}/terminal-filings`, cancel)), office);
  assert.equal((await office.post(path, EXAMINED)).body.code, 'filing-state');
});

test('NX-6: an open filing of any subject is taken back by those who file, and what it would have changed stays in force', async () => {
  const code = await at.pharmacy();
  const line = await at.lineInForce(code);
  const opened: [string, Record<string, unknown>][] = [
    ['/line-filings', { act: 'cancel', target: line.number }],
    ['/address-filings', { act: 'apply', ip: '10.64.13.1', environment: 'production' }],
    ['/terminal-filings', { act: 'apply', ip: '10.64.13.1', mac: 'aa:bb:cc:00:13:01' }],
  ];
  for (const [path, body] of opened) {
    const filed = made(await at.county.post(`/institutions/${code}${path}`, body));
    const at404 = await (await at.system.as('jinfeng.caseworker')).post(`${path}/${filed.id}/withdrawal`, undefined, { version: 1 });
    assert.equal(at404.status, 404, path);
    const wrong = await (await at.system.as('xingqing.approver')).post(`${path}/${filed.id}/withdrawal`, undefined, { version: 1 });
    assert.equal(wrong.body.code, 'role-not-allowed', path);
    const above = await (await at.system.as('yinchuan.caseworker')).post(`${path}/${filed.id}/withdrawal`, undefined, { version: 1 });
    assert.equal(above.body.code, 'not-the-territorial-bureau', path);
    const taken = await at.county.post(`${path}/${filed.id}/withdrawal`, undefined, { version: filed.version });
    assert.equal(taken.body.state, 'withdrawn', JSON.stringify(taken.body));
    const again = await at.county.post(`${path}/${filed.id}/withdrawal`, undefined, { version: taken.body.version });
    assert.equal(again.body.code, 'filing-state');
    made(await at.county.post(`/institutions/${code}${path}`, body));
  }
  assert.equal((await at.county.get(`/line-filings/${line.id}`)).body.state, 'accepted');
});
