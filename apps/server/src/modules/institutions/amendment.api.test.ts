import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

let serial = 0;
async function register(clerk: string, div: string): Promise<string> {
  const code = `P${div}${String(++serial).padStart(5, '0')}`;
  const body = {
    code,
    kind: 'pharmacy',
    name: `药房${serial}`,
    contactName: '李四',
    contactPhone: '13912345678',
    legalRepresentative: '王五六',
  };
  assert.equal((await (await system.as(clerk)).post('/institutions', body)).status, 201);
  return code;
}

const REASON = { reason: '营业执照已变更' };
const change = (set: object, changedOn = '2026-03-02') => ({ set, nature: 'change', changedOn, ...REASON });
const amend = async (login: string, code: string, body: unknown, version = 1): Promise<Answer> =>
  (await system.as(login)).patch(`/institutions/${code}`, body, version);

async function own(code: string, officers = 'nx'): Promise<string> {
  const login = code.toLowerCase();
  const account = { login, name: '店长', role: 'institution', partyKind: 'institution', partyCode: code, password: 'Demo#2026-anjie' };
  assert.equal((await (await system.as(`${officers}.system-administrator`)).post('/accounts', account)).status, 201);
  assert.equal((await (await system.as(`${officers}.security-officer`)).post(`/accounts/${login}/activation`)).status, 200);
  return login;
}

async function clocks(clerk: string, code: string) {
  const { body } = await (await system.as(clerk)).get(`/institutions/${code}/dossier`);
  return body.clocks as unknown as { kind: string; clause: string; dueOn: string; state: string; endedAt: string | null }[];
}

test('an amendment keeps who, when, before, after and why; persons are masked in it and in the audit', async () => {
  const code = await register('xingqing.caseworker', '640104');
  const answer = await amend('xingqing.caseworker', code, change({ name: '新药房', legalRepresentative: '赵七八' }));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.deepEqual([answer.body.name, answer.body.version, answer.headers.get('etag')], ['新药房', 2, '"2"']);
  const { body } = await (await system.as('xingqing.caseworker')).get(`/institutions/${code}/amendments`);
  const [first] = body.amendments as unknown as Record<string, unknown>[];
  assert.deepEqual(first!.before, { name: `药房${serial}`, legalRepresentative: '王*六' });
  assert.deepEqual(first!.after, { name: '新药房', legalRepresentative: '赵*八' });
  assert.deepEqual([first!.reason, first!.changedOn, first!.state], ['营业执照已变更', '2026-03-02', 'accepted']);
  const audited = await system.query(`select detail::text from audit_event where event = 'institution-amended'`);
  assert.ok(!JSON.stringify(audited).includes('赵七八'));
});

test('who looks at contacts unmasked leaves a trace', async () => {
  const code = await register('xingqing.caseworker', '640104');
  const { body } = await (await system.as('xingqing.caseworker')).get(`/institutions/${code}/contacts`);
  assert.deepEqual(body, { contactName: '李四', contactPhone: '13912345678', legalRepresentative: '王五六' });
  const trace = await system.query(`select actor from audit_event where event = 'contacts-shown' and object_id = $1`, [code]);
  assert.equal(trace.length, 1);
  assert.equal((await (await system.as('jinfeng.caseworker')).get(`/institutions/${code}/contacts`)).status, 404);
});

test('a stale version, a wrong role, another territory, a superior bureau and an empty change are refused each by name', async () => {
  const code = await register('xingqing.caseworker', '640104');
  const renaming = change({ name: '新名' });
  assert.equal((await amend('xingqing.caseworker', code, renaming, 7)).body.code, 'version-stale');
  assert.equal((await amend('xingqing.approver', code, renaming)).body.code, 'role-not-allowed');
  assert.equal((await amend('jinfeng.caseworker', code, renaming)).body.code, 'not-found');
  assert.equal((await amend('yinchuan.caseworker', code, renaming)).body.code, 'amendment-not-territorial');
  assert.equal((await amend('xingqing.caseworker', code, change({ contactName: '李四' }))).body.code, 'amendment-changes-nothing');
  assert.equal((await amend('xingqing.caseworker', code, change({ name: '新名' }, '2099-01-01'))).body.path, 'body.changedOn');
  const undated = await amend('xingqing.caseworker', code, { set: { name: '新名' }, nature: 'change', ...REASON });
  assert.equal(undated.body.code, 'input-invalid');
  assert.equal((await amend('xingqing.caseworker', code, { ...renaming, set: { code: 'P64010499999' } })).body.code, 'input-invalid');
});

test('TS-2(4): a change of name or legal person opens 20 working days from the day of the change, overdue when entered late', async () => {
  const code = await register('lubei.caseworker', '130203');
  assert.equal((await amend('lubei.caseworker', code, change({ legalRepresentative: '赵七八' }))).status, 200);
  const [clock, ...others] = await clocks('lubei.caseworker', code);
  assert.deepEqual(
    [clock!.kind, clock!.clause, clock!.dueOn, clock!.state, others.length],
    ['name-or-legal-person-changed', 'TS-2(4)', '2026-03-30', 'breached', 0],
  );
});

test('TS-2(4): signing again ends the clock by the day it was signed, in time or too late', async () => {
  for (const [signedOn, state] of [
    ['2026-03-30', 'met'],
    ['2026-03-31', 'breached'],
  ]) {
    const code = await register('lubei.caseworker', '130203');
    assert.equal((await amend('lubei.caseworker', code, change({ name: `更名${signedOn}` }))).status, 200);
    const signed = await (await system.as('tangshan.caseworker')).post(`/institutions/${code}/agreements`, {
      kind: 'security-agreement',
      signatories: { institution: true, bureau: true },
      copies: 2,
      signedOn,
    });
    assert.equal(signed.status, 201, JSON.stringify(signed.body));
    const [clock] = await clocks('lubei.caseworker', code);
    assert.deepEqual([clock!.state, clock!.endedAt], [state, `${signedOn}T15:59:59.999Z`]);
  }
});

test('TS-2(4): what was signed before the change ends no clock', async () => {
  const code = await register('lubei.caseworker', '130203');
  assert.equal((await amend('lubei.caseworker', code, change({ name: '更名后' }))).status, 200);
  await (await system.as('tangshan.caseworker')).post(`/institutions/${code}/agreements`, {
    kind: 'security-agreement',
    signatories: { institution: true, bureau: true },
    copies: 2,
    signedOn: '2026-03-01',
  });
  assert.equal((await clocks('lubei.caseworker', code))[0]!.endedAt, null);
});

test('TS-2(4): a relocation, a correction, and a renaming where no text asks for signing again, open no clock', async () => {
  const code = await register('lubei.caseworker', '130203');
  assert.equal((await amend('lubei.caseworker', code, change({ address: '建设路1号' }))).status, 200);
  const correction = { set: { name: '正确的名称' }, nature: 'correction', ...REASON };
  assert.equal((await amend('lubei.caseworker', code, correction, 2)).status, 200);
  assert.deepEqual(await clocks('lubei.caseworker', code), []);
  const nx = await register('xingqing.caseworker', '640104');
  assert.equal((await amend('xingqing.caseworker', nx, change({ name: '宁夏新名' }))).status, 200);
  assert.deepEqual(await clocks('xingqing.caseworker', nx), []);
});

test('an institution files its relocation; nothing changes until its bureau takes it on record', async () => {
  const code = await register('xingqing.caseworker', '640104');
  const party = await system.as(await own(code));
  const filed = await party.post(`/institutions/${code}/amendments`, change({ address: '新址2号' }));
  assert.equal(filed.status, 201, JSON.stringify(filed.body));
  assert.equal((await party.post(`/institutions/${code}/amendments`, change({ address: '新址3号' }))).body.code, 'amendment-open');
  const clerk = await system.as('xingqing.caseworker');
  assert.equal((await clerk.get(`/institutions/${code}`)).body.address, null);
  const accept = async (login: string, version = 1) =>
    (await system.as(login)).post(`/amendments/${filed.body.id}/acceptance`, undefined, { version });
  assert.equal((await party.post(`/amendments/${filed.body.id}/acceptance`, undefined, { version: 1 })).body.code, 'role-not-allowed');
  assert.equal((await accept('jinfeng.caseworker')).body.code, 'not-found');
  assert.equal((await accept('yinchuan.caseworker')).body.code, 'amendment-not-territorial');
  assert.equal((await accept('xingqing.caseworker', 5)).body.code, 'version-stale');
  const accepted = await accept('xingqing.caseworker');
  assert.deepEqual([accepted.status, accepted.body.address, accepted.body.version], [200, '新址2号', 2]);
  assert.equal((await accept('xingqing.caseworker', 2)).body.code, 'amendment-decided');
});

test('a filed amendment is returned with a reason, and one filed on what has changed since is refused acceptance', async () => {
  const code = await register('xingqing.caseworker', '640104');
  const party = await system.as(await own(code));
  const clerk = await system.as('xingqing.caseworker');
  const first = await party.post(`/institutions/${code}/amendments`, change({ name: '甲名' }));
  assert.equal((await amend('xingqing.caseworker', code, change({ name: '乙名' }))).status, 200);
  const stale = await clerk.post(`/amendments/${first.body.id}/acceptance`, undefined, { version: 1 });
  assert.deepEqual([stale.status, stale.body.code, stale.body.path], [409, 'amendment-outdated', 'before.name']);
  const returned = await clerk.post(`/amendments/${first.body.id}/return`, { reason: '名称已另行变更' }, { version: 1 });
  assert.deepEqual([returned.status, returned.body.state, returned.body.returnReason], [200, 'returned', '名称已另行变更']);
  assert.equal((await party.post(`/institutions/${code}/amendments`, change({ name: '丙名' }))).status, 201);
});

test('past the server: a party cannot take its own amendment on record, and nobody rewrites what was filed', async () => {
  const granted = await system.query(
    `select has_column_privilege('app_party', 'institution_amendment', 'state', 'insert') as born,
       has_any_column_privilege('app_party', 'institution_amendment', 'update') as later`,
  );
  assert.deepEqual(granted, [{ born: false, later: false }]);
  await assert.rejects(system.query(`update institution_amendment set reason = 'x' where state = 'filed'`), /not rewritten/);
  await assert.rejects(
    system.query(`update institution_amendment set state = 'filed', decided_at = null where state = 'accepted'`),
    /closed/,
  );
});
