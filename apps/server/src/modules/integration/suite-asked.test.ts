import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadRegulations } from '@anjie/rulebook';
import * as fc from 'fast-check';
import { certificationRow } from '../onboarding/index.ts';
import { planFor, type Suite, standingOf } from './suite-asked.ts';

const row = { kind: 'pharmacy', step: 'agree', whole: 'pharmacy', short: 'pharmacy-short' };
const plans = fc.constantFrom('pharmacy', 'pharmacy-short', 'clinic');
const suites = fc.constantFrom<Suite>('whole', 'part', 'short');
const rows = fc.constantFrom(row, null);
const certificates = fc.option(fc.uuid());

test('NX-附3.1: the three held texts know no short suite: each institution is tested on all that it offers', () => {
  const { profiles } = loadRegulations(join(import.meta.dirname, '../../../../..'));
  for (const profile of profiles.values())
    for (const kind of ['hospital', 'pharmacy']) assert.equal(certificationRow(profile, kind), null, profile.code);
});

test('a run stands on a certification exactly if it is short, and then only under the short plan of the rules', () => {
  fc.assert(
    fc.property(plans, suites, rows, certificates, (plan, suite, rules, certificate) => {
      const standing = standingOf({ plan, suite }, rules, certificate);
      const allowed = rules !== null && certificate !== null && plan === rules.short;
      if (suite === 'short') assert.deepEqual(standing, allowed ? { suite, certificationId: certificate } : null);
      else assert.equal(standing!.certificationId, null);
    }),
  );
});

test('a certification in force never narrows what a whole run is good for, and only the whole plan of the rules is whole', () => {
  fc.assert(
    fc.property(plans, fc.constantFrom<Suite>('whole', 'part'), certificates, (plan, suite, certificate) => {
      const standing = standingOf({ plan, suite }, row, certificate);
      assert.deepEqual(standing, standingOf({ plan, suite }, row, null));
      assert.equal(standing!.suite === 'whole', suite === 'whole' && plan === row.whole);
    }),
  );
});

test('the short plan is proposed exactly if the release is certified and nothing else is asked for', () => {
  fc.assert(
    fc.property(fc.option(plans, { nil: undefined }), fc.boolean(), rows, fc.boolean(), (plan, narrowed, rules, certified) => {
      const asked = { plan, medTypes: narrowed ? ['41'] : undefined };
      const proposed = planFor('pharmacy', asked, rules, certified);
      if (plan !== undefined) assert.equal(proposed, plan);
      else assert.equal(proposed === row.short, rules !== null && certified && !narrowed);
    }),
  );
});
