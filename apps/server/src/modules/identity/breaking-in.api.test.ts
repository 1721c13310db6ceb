import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { sql } from 'kysely';
import { actorOf, type InProcess, openInProcess } from '../../../tests/in-process.ts';

let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
});
after(async () => {
  await within.close();
  await system.stop();
});

/** Plain SQL under the scope and the proof of a person, as if a request had let it in. */
async function attempt(login: string, statement: string): Promise<string> {
  const actor = await actorOf(system, login);
  try {
    const { numAffectedRows } = await within.transactor.run(actor, 'breaking-in', (tx) => sql.raw(statement).execute(tx.db));
    return `changed ${numAffectedRows}`;
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    return constraint ?? code ?? String(error);
  }
}
const idOf = async (login: string) => (await system.query<{ id: string }>('select id from account where login = $1', [login]))[0]!.id;

test('NX-附3.2-2b: nobody makes an account that is active at once, or one made or activated by the wrong officer, in plain SQL', async () => {
  const insert = (more: string, values: string) =>
    `insert into account (id, login, name, role, level, bureau_id, prov, password_hash, created_at, ${more})
     select uuidv7(), 'broken.in', '~0.1', 'caseworker', 'province', bureau_id, prov, 'known', now(), ${values} from account where login = 'nx.auditor'`;
  const [administrator, officer] = [await idOf('nx.system-administrator'), await idOf('nx.security-officer')];
  assert.equal(await attempt('nx.system-administrator', insert('active', 'true')), 'made_and_activated_by_officers');
  assert.equal(
    await attempt('nx.caseworker', insert('active, created_by', `false, '${await idOf('nx.caseworker')}'`)),
    'made_and_activated_by_officers',
  );
  assert.equal(await attempt('nx.security-officer', insert('active, created_by', `false, '${officer}'`)), 'made_and_activated_by_officers');
  assert.equal(await attempt('nx.security-officer', insert('active, created_by', `false, '${administrator}'`)), 'acts_in_person');
  await assert.rejects(
    within.transactor.asIdentity((db) => sql.raw(insert('active', 'true')).execute(db)),
    { code: '42501' },
  );

  const made = await (await system.as('nx.system-administrator')).post('/accounts', {
    login: 'waits.here',
    name: '等待的人',
    role: 'caseworker',
    bureauCode: 'xingqing',
    password: 'Waits#2026-anjie',
    identityNumber: '640104199001011234',
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const activate = (who: string) => `update account set active = true, activated_by = '${who}' where login = 'waits.here'`;
  assert.equal(await attempt('nx.caseworker', activate(await idOf('nx.caseworker'))), 'made_and_activated_by_officers');
  assert.equal(await attempt('nx.system-administrator', activate(administrator)), 'created_and_activated_by_two');
  assert.equal(await attempt('nx.caseworker', `update account set active = true where login = 'waits.here'`), 'active_once_activated');
  assert.equal(await attempt('nx.security-officer', activate(officer)), 'changed 1', 'the right one may');
});

test('NX-附3.2-1d: the code of an approved recovery is neither replaced nor prolonged, and none comes without two officers', async () => {
  const asked = await (await system.as('nx.system-administrator')).post('/accounts/xingqing.leader/recovery', { reason: '手机遗失' });
  const id = String(asked.body.id);
  assert.equal(
    await attempt('nx.system-administrator', `update account_code set digest = '\\x00', expires_at = now() where id = '${id}'`),
    'a_code_once_approved',
  );
  const approved = await (await system.as('nx.security-officer')).post(`/account-recoveries/${id}/approval`);
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  for (const set of [
    `digest = '\\x00'`,
    `expires_at = now() + interval '9 days'`,
    'approved_by = null',
    'digest = null, expires_at = null',
  ])
    assert.equal(
      await attempt('nx.system-administrator', `update account_code set ${set} where id = '${id}'`),
      'what_is_decided_stands',
      set,
    );
});

test('NX-附3.2-2b: a delegation that ended does not come back, and one that was not granted is granted by no caseworker', async () => {
  const approver = await system.as('xingqing.approver');
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const asked = await approver.post('/delegations', { to: 'xingqing.caseworker', endsAt, reason: '出差' });
  const id = String(asked.body.id);
  const grant = (who: string) => `update delegation set granted_by = '${who}', granted_at = now() where id = '${id}'`;
  assert.equal(await attempt('xingqing.leader', grant(await idOf('xingqing.leader'))), 'granted_by_security_officer');
  assert.equal((await (await system.as('nx.security-officer')).post(`/delegations/${id}/grant`)).status, 200);
  assert.equal((await approver.post(`/delegations/${id}/end`)).status, 200);
  assert.equal(
    await attempt('xingqing.approver', `update delegation set ended_at = null, ended_by = null where id = '${id}'`),
    'what_is_decided_stands',
  );
  assert.equal(
    await attempt('xingqing.approver', `update delegation set ends_at = ends_at + interval '9 days' where id = '${id}'`),
    '42501',
  );
});

test('GJ-3.5: the record of duties, the quarter’s decisions, ended sessions and factors are changed by nobody', async () => {
  for (const [login, statement] of [
    ['nx.security-officer', `update account_duty set role = 'auditor'`],
    ['nx.security-officer', 'delete from account_duty'],
    [
      'nx.system-administrator',
      `insert into account_duty (person, account_id, role, from_at) select 'x', id, 'auditor', now() from account limit 1`,
    ],
    ['nx.security-officer', 'delete from access_review_item'],
    ['nx.auditor', 'delete from audit_event'],
  ] as const)
    assert.equal(await attempt(login, statement), '42501', statement);
  await system.as('xingqing.caseworker');
  await system.query(`update session set ended_at = now() where account_id = $1`, [await idOf('xingqing.caseworker')]);
  await assert.rejects(
    within.transactor.asIdentity((db) => sql`update session set ended_at = null where ended_at is not null`.execute(db)),
    { constraint: 'what_is_decided_stands' },
  );
});
