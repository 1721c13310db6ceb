import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editableRules, withValues } from './editable-rules.ts';

const profile = {
  code: '640000',
  name: { zh: '宁夏', en: 'Ningxia' },
  addresses: { perInstitution: { value: 1, clause: 'NX-8', stated: true } },
  clocks: [
    { kind: 'acceptance', clause: 'NX-20', period: { amount: 5, unit: 'working-day' } },
    { kind: 'acceptance', clause: 'NX-20', period: { amount: 3, unit: 'working-day' } },
  ],
  password: null,
};

test('every single value can be written anew; what names the profile and its clauses cannot', () => {
  assert.deepEqual(
    editableRules(profile).map((one) => one.path),
    [
      'addresses.perInstitution.value',
      'clocks.acceptance NX-20#0.kind',
      'clocks.acceptance NX-20#0.period.amount',
      'clocks.acceptance NX-20#0.period.unit',
      'clocks.acceptance NX-20#1.kind',
      'clocks.acceptance NX-20#1.period.amount',
      'clocks.acceptance NX-20#1.period.unit',
    ],
  );
});

test('another value stands at its path and nowhere else, and the profile that was read stays as it is', () => {
  const before = structuredClone(profile);
  const after = withValues(profile, new Map<string, number>([['clocks.acceptance NX-20#1.period.amount', 4]]));
  assert.deepEqual(after, {
    ...profile,
    clocks: [profile.clocks[0], { ...profile.clocks[1], period: { amount: 4, unit: 'working-day' } }],
  });
  assert.deepEqual(profile, before);
});
