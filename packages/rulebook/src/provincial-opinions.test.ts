import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadRegulations } from './load-regulations.ts';
import { lacksFor } from './onboarding-step.ts';

const { onboarding, ...rest } = loadRegulations(join(import.meta.dirname, '../../..')).profiles.get('640000')!;
const profile = { ...rest, onboarding };

test('NX-附2.4: evaluation lacks the province’s opinions on network security and self-check, agreement its opinion on admission, each by name', () => {
  const provincial = onboarding.opinions.filter((one) => one.level === 'province').map((one) => one.code);
  assert.deepEqual(provincial, ['network-security', 'system-self-check', 'admission']);
  const asked = new Map<string, string[]>();
  for (const step of onboarding.transitions)
    asked.set(
      step.name,
      lacksFor(profile, step.name, {
        state: step.from[0]!,
        materials: onboarding.materials.map((one) => one.code),
        found: onboarding.materials.map((one) => one.code),
        conditions: onboarding.conditions.map((one) => one.code),
        opinions: ['local'],
        seals: onboarding.seals.map((one) => one.party),
        operators: 9,
        report: true,
        held: [],
        applicationKind: 'new-designation',
        people: {},
        rulesUnread: [],
      })
        .filter((lack) => lack.kind === 'opinion')
        .map((lack) => `${lack.code} ${lack.clause} ${lack.stated}`),
    );
  const lacking = [...asked].filter(([, lacks]) => lacks.length > 0);
  assert.deepEqual(lacking, [
    ['evaluate-passed', ['network-security NX-附2 true', 'system-self-check NX-附2 true']],
    ['agree', ['admission NX-附2 true']],
  ]);
});
