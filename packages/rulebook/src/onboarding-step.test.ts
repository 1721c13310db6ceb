import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadRegulations, type Profile } from './index.ts';
import { type Dossier, lacksFor, stepsFrom } from './onboarding-step.ts';

const { profiles } = loadRegulations(join(import.meta.dirname, '../../..'));
const [nx, jc, ts] = ['640000', '140500', '130200'].map((code) => profiles.get(code)) as [Profile, Profile, Profile];

const MATERIALS = ['mlps-certificate', 'topology', 'security-plan', 'commitment', 'application-form'];
const SEALS = ['territorial-bureau', 'platform-vendor', 'connecting-party', 'institution'];
const whole: Dossier = {
  state: 'submitted',
  materials: MATERIALS,
  found: MATERIALS,
  conditions: ['card-reading', 'standard-codes', 'code-display', 'interfaces'],
  opinions: ['local', 'network-security', 'system-self-check', 'admission'],
  seals: SEALS,
  operators: 1,
  applicationKind: 'new-designation',
  people: {},
  rulesUnread: [],
  report: true,
  held: [],
};
const codes = (profile: Profile, step: string, dossier: Dossier) => lacksFor(profile, step, dossier).map((l) => [l.kind, l.code, l.clause]);

test('NX-5: an application without a security operator cannot be submitted, and the gate is marked as ours', () => {
  const [lack] = lacksFor(nx, 'submit', { ...whole, state: 'draft', operators: 0 });
  assert.deepEqual([lack?.kind, lack?.clause, lack?.stated], ['operator', 'NX-5', false]);
  assert.deepEqual(lacksFor(nx, 'submit', { ...whole, state: 'draft' }), []);
});

test('NX-20(1): local verification is refused for each of the five materials that is missing or not found true and complete', () => {
  assert.deepEqual(lacksFor(nx, 'verify', whole), []);
  for (const material of MATERIALS) {
    const others = MATERIALS.filter((one) => one !== material);
    assert.deepEqual(codes(nx, 'verify', { ...whole, materials: others }), [['material', material, 'NX-20(1)']]);
    assert.deepEqual(codes(nx, 'verify', { ...whole, found: others }), [['finding', material, 'NX-20(1)']]);
  }
});

test('NX-16: a changed system is not reported before topology and security plan are found to show isolation, measures and equipment', () => {
  const without = (material: string, applicationKind: string) =>
    codes(nx, 'verify', { ...whole, applicationKind, found: MATERIALS.filter((one) => one !== material) }).map(([, , clause]) => clause);
  assert.deepEqual(without('topology', 'system-change'), ['NX-20(1)', 'NX-16']);
  assert.deepEqual(without('security-plan', 'system-change'), ['NX-20(1)', 'NX-16']);
  assert.deepEqual(without('topology', 'new-designation'), ['NX-20(1)'], 'the clause speaks of a changed system');
  assert.deepEqual(lacksFor(nx, 'verify', { ...whole, applicationKind: 'system-change' }), []);
});

test('NX-附1, NX-附1.1: without the commitment found true and complete the application is not reported; it promises the changed system’s measures', () => {
  const others = MATERIALS.filter((one) => one !== 'commitment');
  assert.deepEqual(codes(nx, 'verify', { ...whole, materials: others }), [['material', 'commitment', 'NX-20(1)']]);
  const unfound = codes(nx, 'verify', { ...whole, applicationKind: 'system-change', found: others });
  assert.deepEqual(
    unfound.map(([, code, clause]) => [code, clause]),
    [
      ['commitment', 'NX-20(1)'],
      ['commitment', 'NX-附1.1'],
    ],
  );
});

test('TS-1(4), TS-3(3): without an information-security officer and a system manager the connection procedure is not completed', () => {
  const signed = { ...whole, state: 'agreement-signed' };
  assert.deepEqual(codes(ts, 'complete-procedure', signed), [
    ['operator', 'is_officer', 'TS-1(4)'],
    ['operator', 'manager', 'TS-3(3)'],
  ]);
  assert.deepEqual(codes(ts, 'complete-procedure', { ...signed, people: { is_officer: 1, manager: 1 } }), []);
  assert.ok(
    lacksFor(ts, 'complete-procedure', signed).every((one) => !one.stated),
    'the gate is marked as ours',
  );
});

test('TS-2(2): while a rule of the managing department is unread the connection procedure is not completed', () => {
  const signed = { ...whole, state: 'agreement-signed', people: { is_officer: 1, manager: 1 } };
  assert.deepEqual(codes(ts, 'complete-procedure', { ...signed, rulesUnread: ['唐医保信〔2026〕3号'] }), [
    ['rule', '唐医保信〔2026〕3号', 'TS-2(2)'],
  ]);
});

test('NX-附2: approval is refused while one of the four readiness conditions is unmet; submission is not', () => {
  const three = { ...whole, state: 'received', conditions: whole.conditions.slice(1) };
  assert.deepEqual(codes(nx, 'evaluate-passed', three), [['condition', 'card-reading', 'NX-附2.2(1)']]);
  assert.deepEqual(lacksFor(nx, 'submit', { ...three, state: 'draft' }), []);
});

test('NX-20(2): the report reaches the province only with the seals of exactly the four', () => {
  for (const seal of SEALS) {
    const three = SEALS.filter((one) => one !== seal);
    assert.deepEqual(codes(nx, 'report-test', { ...whole, state: 'sealed', seals: [...three, 'carrier'] }), [['seal', seal, 'NX-20(2)']]);
  }
});

test('NX-20(3): production consent is granted by one step alone, the agreeing feedback after the verified report', () => {
  const granting = nx.onboarding.transitions.filter((one) => one.grants.includes('connection-consent'));
  assert.deepEqual(
    granting.map((one) => [one.name, one.from]),
    [['agree', ['report-verified']]],
  );
  assert.deepEqual(codes(nx, 'agree', { ...whole, state: 'report-received' }), [['state', 'report-received', 'NX-20(3)']]);
});

test('NX-20(末): the application suspends settlement and disbursement of a pharmacy, and the agreeing feedback alone lifts them', () => {
  assert.deepEqual(
    nx.onboarding.pharmacy.suspend.map((one) => [one.kind, one.by, one.clause]),
    [
      ['settlement-suspension', 'territory', 'NX-20(末)'],
      ['disbursement-stop', 'territory', 'NX-20(末)'],
    ],
  );
  assert.deepEqual(
    nx.onboarding.transitions.filter((one) => one.suspendsPharmacy).map((one) => one.name),
    ['submit'],
  );
  assert.deepEqual(
    nx.onboarding.transitions.filter((one) => one.liftsPharmacy).map((one) => one.name),
    ['agree'],
  );
  for (const profile of [jc, ts]) assert.deepEqual(profile.onboarding.pharmacy.suspend, []);
});

test('JC-7: connecting needs the network test and the system test before it', () => {
  assert.deepEqual(
    stepsFrom(jc, 'submitted').map((one) => one.name),
    ['record-network-test', 'withdraw'],
  );
  assert.deepEqual(codes(jc, 'connect', { ...whole, state: 'network-tested' }), [['state', 'network-tested', 'JC-7']]);
});

test('each jurisdiction’s own way to the connection, step by step', () => {
  const way = (profile: Profile) =>
    profile.onboarding.transitions
      .filter((one) => one.stated)
      .map((one) => one.name)
      .join(' ');
  assert.equal(
    way(nx),
    'submit verify receive evaluate-passed evaluate-failed appoint-partner record-test seal report-test verify-report agree disagree',
  );
  assert.equal(way(jc), 'record-network-test record-system-test connect');
  assert.equal(way(ts), 'sign-agreement complete-procedure');
  const ours = nx.onboarding.transitions
    .filter((one) => !one.stated)
    .map((one) => one.name)
    .join(' ');
  assert.equal(ours, 'return resubmit return-to-mend resubmit-to-province apply-again test-again withdraw reject');
});

test('NX-20(2): the joint test is completed by a report that passed', () => {
  const testing = { ...whole, state: 'testing', report: false };
  assert.deepEqual(codes(nx, 'record-test', testing), [['report', 'test-report', 'NX-20(2)']]);
  assert.deepEqual(codes(nx, 'record-test', { ...testing, report: true }), []);
});

test('TS-0: the step that follows the security agreement needs that agreement in force, and grants nothing in its stead', () => {
  const draft = { ...whole, state: 'draft' };
  assert.deepEqual(codes(ts, 'sign-agreement', draft), [['held', 'security-agreement', 'TS-0']]);
  assert.deepEqual(codes(ts, 'sign-agreement', { ...draft, held: ['security-agreement'] }), []);
  assert.deepEqual(
    ts.onboarding.transitions.flatMap((one) => one.grants),
    ['connection-procedure'],
  );
});

test('NX-附3.2: the report owes one result for each of the 32 lettered items', () => {
  assert.equal(nx.onboarding.assessmentItems.length, 32);
  assert.deepEqual(jc.onboarding.assessmentItems, []);
});
