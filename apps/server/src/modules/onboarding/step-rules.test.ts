import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '../../ground/actor.ts';
import { profileOf } from './onboarding.scene.ts';
import { beginsTest, isEditable, mayRequest, maySeal, mayTake, type Parties, takesReport } from './step-rules.ts';

const parties: Parties = {
  institutionId: 'institution',
  bureauId: 'own',
  vendorId: 'vendor',
  platformVendorId: 'platform',
  partnerId: 'partner',
};
const nobody: Actor = {
  id: 'somebody',
  name: '某人',
  role: 'reader',
  level: 'nation',
  bureauId: null,
  bureauName: null,
  partyKind: null,
  partyId: null,
  prov: null,
  city: null,
  div: null,
  address: null,
};
const staff = (role: string, level: Actor['level'], bureauId: string): Actor => ({ ...nobody, role, level, bureauId });
const party = (role: string, partyId: string): Actor => ({ ...nobody, role, level: 'party', partyId });

/** Everybody who could come: the right ones of each kind, and their doubles of another bureau or firm. */
const PEOPLE: readonly { readonly who: string; readonly actor: Actor }[] = [
  { who: 'caseworker@territory', actor: staff('caseworker', 'county', 'own') },
  { who: 'approver@territory', actor: staff('approver', 'county', 'own') },
  { who: 'caseworker@province', actor: staff('caseworker', 'province', 'province') },
  { who: 'approver@province', actor: staff('approver', 'province', 'province') },
  { who: 'institution', actor: party('institution', 'institution') },
  { who: 'connecting-party', actor: party('vendor', 'vendor') },
  { who: 'platform-vendor', actor: party('platform-vendor', 'platform') },
  { who: 'integration-partner', actor: party('integration-partner', 'partner') },
  { who: 'nobody', actor: staff('caseworker', 'city', 'city') },
  { who: 'nobody', actor: staff('approver', 'county', 'another') },
  { who: 'nobody', actor: staff('leader', 'province', 'province') },
  { who: 'nobody', actor: party('institution', 'another') },
  { who: 'nobody', actor: party('vendor', 'another') },
  { who: 'nobody', actor: party('carrier', 'partner') },
  { who: 'nobody', actor: nobody },
];

for (const [code, name] of [
  ['640000', 'NX-20'],
  ['140500', 'JC-7'],
  ['130200', 'TS-2(3)'],
] as const) {
  const profile = profileOf(code);
  for (const step of profile.onboarding.transitions) {
    const named = step.by.map((by) => (by.level === null ? by.role : `${by.role}@${by.level}`));
    test(`${name}: step ${step.name} is taken by ${named.join(', ')} and by nobody else`, () => {
      for (const { who, actor } of PEOPLE) assert.equal(mayTake(step, actor, parties), named.includes(who as never), `${who} ${step.name}`);
    });
  }
}

test('a step of two people is requested by staff of the level that approves it', () => {
  for (const step of profileOf('640000').onboarding.transitions.filter((one) => one.fourEyes)) {
    const levels = step.by.map((by) => by.level);
    for (const { who, actor } of PEOPLE) {
      const level = who.split('@')[1];
      assert.equal(mayRequest(step, actor, parties), level !== undefined && levels.includes(level as never), `${who} ${step.name}`);
    }
  }
});

test('NX-20(2): each of the four seals is set by its own party', () => {
  const { transitions, seals } = profileOf('640000').onboarding;
  const sealing = transitions.find((one) => one.name === 'seal')!;
  const sealer: Record<string, string> = { 'territorial-bureau': 'approver@territory' };
  for (const { party: of } of seals)
    for (const { who, actor } of PEOPLE) assert.equal(maySeal(of, sealing, actor, parties), who === (sealer[of] ?? of), `${who} ${of}`);
  assert.equal(maySeal('carrier', sealing, party('carrier', 'partner'), parties), false);
});

test('the connecting party is the institution itself where no vendor stands behind the system', () => {
  const step = { by: [{ role: 'connecting-party' as const, level: null }] };
  const alone = { ...parties, vendorId: null };
  assert.equal(mayTake(step, party('institution', 'institution'), alone), true);
  assert.equal(mayTake(step, party('institution', 'institution'), parties), false);
  assert.equal(mayTake(step, party('vendor', 'vendor'), alone), false);
});

test('the institution changes its application as a draft, when it is returned and after a failed evaluation, and not else', () => {
  const profile = profileOf('640000');
  assert.deepEqual(
    profile.onboarding.states.filter((state) => isEditable(profile, state)),
    ['draft', 'supplement', 'received-supplement', 'evaluation-failed'],
  );
});

test('NX-20(2): the report is recorded during the test and until it is sealed; testing again begins with none', () => {
  const profile = profileOf('640000');
  assert.deepEqual(
    profile.onboarding.states.filter((state) => takesReport(profile, state)),
    ['testing', 'tested'],
  );
  assert.deepEqual(
    profile.onboarding.transitions.filter((one) => beginsTest(profile, one)).map((one) => one.name),
    ['appoint-partner', 'test-again'],
  );
});
