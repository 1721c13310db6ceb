import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { sql } from 'kysely';
import { readDataDictionary } from '../../../scripts/data-dictionary.ts';
import { actorOf, type InProcess, openInProcess } from './in-process.ts';

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

/** Scopes that a request runs under, and the login of the servers, which has nothing of its own. */
const SCOPES = ['anjie_app', 'app_national', 'app_province', 'app_city', 'app_county', 'app_party', 'app_identity'];
const [BUREAUS, ALL] = ['national province city county', 'national province city county party'];

/**
 * Columns of secrets, of what endangers the network and of sealed persons that a scope may select, each with its reason. Rows are
 * bounded by row security beside. `app_system`, which decides, seals and keeps the audit, is no scope of a request's own reading.
 */
const NEEDED: readonly (readonly [columns: string, scopes: string, why: string])[] = [
  ['account.name', `${ALL} identity`, 'who acted is shown by name; stored sealed'],
  ['account.password_hash account.person_digest', 'identity', 'a login is proved by it'],
  ['account_code.digest service_key.secret', 'identity', 'a login is proved by it'],
  [
    'factor.secret factor.public_key factor.credential_id factor_challenge.challenge factor_challenge.token_digest',
    'identity',
    'a second factor is proved by it',
  ],
  ['account_duty.person', 'identity', 'duties that exclude each other are looked for at login'],
  ['password_history.password_hash recovery_code.digest session.token_digest', 'identity', 'a login is proved by it'],
  ['login_address.address management_range.range', 'identity', 'a login is bounded by it'],
  ['management_range.range', 'national province', 'the security officer sets it'],
  [
    'filing.ip filing.mac filing.psam filing.subscriber line_binding.ip line_binding.mac psam_record.card',
    ALL,
    'of its own filings and lines; the answer masks them above the role’s clearance',
  ],
  ['admission_entry.entry admission_decision.entry', ALL, 'of its own admission, which is explained by it'],
  ['gateway_record.record', BUREAUS, 'traffic of the territory'],
  ['assessment.fault assessment_finding.finding assessment_remark.remark', 'national province', 'officers read what was found'],
  ['institution.contact_name institution.contact_phone institution.legal_representative', ALL, 'of its own record; stored sealed'],
  [
    'institution_amendment.before institution_amendment.after institution_amendment.filed_by_name institution_amendment.decided_by_name',
    ALL,
    'of its own record; stored sealed',
  ],
  ['institution_operator.name institution_operator.phone reach_check.checked_by_name', ALL, 'of its own people; stored sealed'],
  [
    'application.form application_opinion.given_by_name application_step.requested_by_name application_step.decided_by_name material_finding.found_by_name report_seal.sealed_by_name',
    ALL,
    'of its own application; stored sealed, masked above the role’s clearance',
  ],
  ['calendar_notice.proposed_by_name calendar_notice.approved_by_name', ALL, 'a published notice; stored sealed'],
  ['census_record.requested_by_name census_record.decided_by_name census_urging.urged_by_name', ALL, 'of its own census; stored sealed'],
  ['restriction.decided_by_name', ALL, 'of an order against it; stored sealed'],
  [
    'withdrawal.withdrawn_by_name withdrawal.requested_by_name withdrawal.reinstated_by_name',
    ALL,
    'of its own system or line; stored sealed, masked above the role’s clearance',
  ],
  [
    'division_change.requested_by_name division_change.approved_by_name clock_event.actor_name',
    BUREAUS,
    'work of the bureaus; stored sealed',
  ],
  ['mail_preference.email', ALL, 'one’s own; stored sealed'],
];

async function guardedColumns(): Promise<string[]> {
  const { dictionary } = readDataDictionary();
  const sealed = await system.query<{ name: string }>(`select table_name || '.' || column_name as name from sealed_column`);
  const sensitive = Object.entries(dictionary.tables ?? {}).flatMap(([table, { columns }]) =>
    Object.entries(columns ?? {}).flatMap(([column, entry]) => (Array.isArray(entry) && entry[0] === '敏感' ? [`${table}.${column}`] : [])),
  );
  return [...new Set([...sensitive, ...sealed.map((row) => row.name)])].sort();
}

test('NX-附3.2-2f: of what is secret, sealed or sensitive each scope selects the columns it needs; every one is listed with its reason', async () => {
  const columns = await guardedColumns();
  assert.ok(columns.length > 60);
  const granted = await system.query<{ name: string; scope: string }>(
    `select name, replace(role, 'app_', '') as scope from unnest($1::text[]) name, unnest($2::text[]) role
     where has_column_privilege(role, split_part(name, '.', 1), split_part(name, '.', 2), 'select')`,
    [columns, SCOPES],
  );
  const needed = new Set(
    NEEDED.flatMap(([names, scopes]) => names.split(' ').flatMap((name) => scopes.split(' ').map((scope) => `${name} ${scope}`))),
  );
  const there = new Set(granted.map(({ name, scope }) => `${name} ${scope}`));
  assert.deepEqual([...there].filter((one) => !needed.has(one)).sort(), [], 'granted without a reason');
  assert.deepEqual([...needed].filter((one) => !there.has(one)).sort(), [], 'a reason without a grant');
});

test('NX-附3.2-2f: whoever could put SQL into a request reads no password, no secret and no file key, and sets nobody’s password', async () => {
  const attempts: readonly (readonly [login: string, statement: string])[] = [
    ['his-vendor.operator', 'select password_hash from account'],
    ['xingqing.caseworker', 'select * from account'],
    ['nx.system-administrator', 'select person_digest from account'],
    ['nx.system-administrator', `update account set password_hash = 'x' where login = 'nx.auditor'`],
    ['nx.security-officer', `update account set name = 'x' where login = 'nx.auditor'`],
    ['nx.security-officer', `update account set role = 'auditor' where login = 'nx.security-officer'`],
    ['nx.security-officer', 'select secret from service_key'],
    ['nx.security-officer', 'select digest from account_code'],
    ['xingqing.caseworker', 'select 1 from service_key'],
    ['nx.security-officer', 'select secret from factor'],
    ['nx.security-officer', 'select wrapped from sealing_key'],
    ['nation.security-officer', 'select token_digest from session'],
    ['nation.system-administrator', 'select secret from acting_key'],
    ['nation.auditor', 'select private from audit_key'],
    ['xingqing.caseworker', 'select file_key from document'],
    ['his-vendor.operator', 'select address from audit_event'],
    ['his-vendor.operator', 'select record from gateway_record'],
  ];
  for (const [login, statement] of attempts) {
    const actor = await actorOf(system, login);
    await assert.rejects(
      within.transactor.run(actor, 'column-privileges', (tx) => sql.raw(statement).execute(tx.db)),
      { code: '42501' },
      `${login}: ${statement}`,
    );
  }
});
