import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

let serial = 0;
async function institution(clerk: string): Promise<string> {
  const code = `H1302037${String(++serial).padStart(4, '0')}`;
  assert.equal((await (await system.as(clerk)).post('/institutions', { code, kind: 'hospital', name: `医院 ${code}` })).status, 201);
  return code;
}

const security = {
  kind: 'security-agreement',
  number: 'TS-2026-001',
  signatories: { institution: true, bureau: true },
  copies: 2,
  signedOn: '2024-01-05',
};
const record = async (login: string, code: string, body: unknown): Promise<Answer> =>
  (await system.as(login)).post(`/institutions/${code}/agreements`, body);
const end = async (login: string, id: unknown, version = 1): Promise<Answer> =>
  (await system.as(login)).post(`/agreements/${id}/end`, { reason: '机构迁址，协议终止' }, { version });

/** Whether TS-0 refuses the institution by the entry on record. */
async function lacksAgreement(code: string): Promise<boolean> {
  const [row] = await system.query<{ entry: unknown }>('select entry from admission_entry where code = $1', [code]);
  return JSON.stringify(row!.entry).includes('no-security-agreement');
}

test('TS-0: without the security agreement the connection is refused; recording it takes that reason away; its end brings it back', async () => {
  const code = await institution('lubei.caseworker');
  assert.ok(await lacksAgreement(code));
  const answer = await record('tangshan.caseworker', code, security);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.ok(!(await lacksAgreement(code)));
  assert.equal((await end('tangshan.caseworker', answer.body.id)).status, 200);
  assert.ok(await lacksAgreement(code));
  assert.equal((await end('tangshan.caseworker', answer.body.id, 2)).body.code, 'agreement-ended');
});

test('TS-2(4): the office records it; the district is told who does, an approver may not', async () => {
  const code = await institution('lubei.caseworker');
  const district = await record('lubei.caseworker', code, security);
  assert.deepEqual([district.status, district.body.code, district.body.rule], [403, 'agreement-recorder', 'city']);
  assert.equal((await record('tangshan.approver', code, security)).body.code, 'role-not-allowed');
  assert.ok(await lacksAgreement(code));
});

test('TS-2(4): signing again replaces the former without a gap; a second one beside it is refused', async () => {
  const code = await institution('lubei.caseworker');
  const first = await record('tangshan.caseworker', code, security);
  assert.equal((await record('tangshan.caseworker', code, security)).body.code, 'agreement-in-force');
  const again = await record('tangshan.caseworker', code, { ...security, number: 'TS-2026-002', replaces: first.body.id });
  assert.equal(again.status, 201, JSON.stringify(again.body));
  assert.ok(!(await lacksAgreement(code)));
  const list = await (await system.as('lubei.caseworker')).get(`/institutions/${code}/agreements`);
  const ended = (list.body.agreements as unknown as { number: string; ended: object | null }[]).map((one) => [
    one.number,
    one.ended !== null,
  ]);
  assert.deepEqual(ended, [
    ['TS-2026-002', false],
    ['TS-2026-001', true],
  ]);
  const third = await record('tangshan.caseworker', code, { ...security, replaces: first.body.id });
  assert.equal(third.body.code, 'agreement-ended');
});

test('TS-5: one copy, a wrong party, a date ahead and unknown input are refused by name, and nothing is recorded', async () => {
  const code = await institution('lubei.caseworker');
  const bad: [object, string][] = [
    [{ ...security, copies: 1 }, 'agreement-copies'],
    [{ ...security, signatories: { institution: true, bureau: false } }, 'agreement-signatories'],
    [{ ...security, signedOn: '2099-01-01' }, 'agreement-signed-ahead'],
    [{ ...security, kind: 'commitment' }, 'agreement-kind-not-foreseen'],
    [{ ...security, kind: 'service-agreement' }, 'input-invalid'],
    [{ ...security, signedOn: '2026-02-30' }, 'input-invalid'],
    [{ ...security, validTo: '2023-01-01' }, 'input-invalid'],
    [{ ...security, extra: true }, 'input-invalid'],
  ];
  for (const [body, refusal] of bad)
    assert.equal((await record('tangshan.caseworker', code, body)).body.code, refusal, JSON.stringify(body));
  const [{ count }] = (await system.query(
    'select count(*)::int as count from agreement a join institution i on i.id = a.institution_id where i.code = $1',
    [code],
  )) as [{ count: number }];
  assert.equal(count, 0);
});

test('another territory sees no agreement: 404, and nothing changes', async () => {
  const code = await institution('lubei.caseworker');
  const { id } = (await record('tangshan.caseworker', code, security)).body;
  for (const login of ['jincheng.caseworker', 'nx.caseworker']) {
    assert.equal((await record(login, code, security)).status, 404, login);
    assert.equal((await (await system.as(login)).get(`/institutions/${code}/agreements`)).status, 404, login);
    assert.equal((await end(login, id)).status, 404, login);
  }
  assert.ok(!(await lacksAgreement(code)));
});

test('NX-21, NX-22: a firm’s agreements are recorded apart, and the list says with whom it has signed', async () => {
  const code = await institution('xingqing.caseworker');
  const confidentiality = {
    kind: 'confidentiality-agreement',
    signatories: { institution: true, bureau: false, firm: 'his-vendor' },
    subject: '信息系统运维',
    signedOn: '2024-01-05',
  };
  assert.equal((await record('xingqing.caseworker', code, confidentiality)).status, 201);
  const unknown = { ...confidentiality, signatories: { ...confidentiality.signatories, firm: 'nobody' } };
  assert.equal((await record('xingqing.caseworker', code, unknown)).status, 404);
  const dated = await record('xingqing.caseworker', code, { ...confidentiality, validTo: '2027-01-05' });
  assert.deepEqual([dated.body.code, dated.body.clause], ['agreement-end-date', 'NX-附5-3']);
  const withBureau = { ...confidentiality, signatories: { institution: false, bureau: true, firm: 'his-vendor' } };
  assert.equal((await record('xingqing.caseworker', code, withBureau)).status, 201);
  const property = { ...confidentiality, kind: 'intellectual-property-agreement' };
  assert.equal((await record('xingqing.caseworker', code, property)).status, 201);
  const list = await (await system.as('xingqing.caseworker')).get(`/institutions/${code}/agreements`);
  assert.deepEqual(list.body.counterparties, [
    { firm: 'his-vendor', kind: 'confidentiality-agreement', institution: true, bureau: true },
    { firm: 'his-vendor', kind: 'intellectual-property-agreement', institution: true, bureau: false },
  ]);
});

test('two people on one agreement: the second is told', async () => {
  const code = await institution('lubei.caseworker');
  const { id } = (await record('tangshan.caseworker', code, security)).body;
  const stale = await end('tangshan.caseworker', id, 7);
  assert.deepEqual([stale.status, stale.body.code], [412, 'version-stale']);
});
