import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { categoriesFor, playedSuite } from './campaign-suite.ts';
import { loadSuites } from './suite-folder.ts';

const { plans, categories } = loadSuites();
const full = plans.filter((one) => one.short_of === undefined);

test('NX-附3.1-5: a campaign plays the whole suite exactly if no medical category of its plan is left out', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...full).chain((plan) => fc.tuple(fc.constant(plan), fc.subarray([...plan.med_type]))),
      ([plan, scope]) => assert.equal(playedSuite(plan, scope), scope.length === plan.med_type.length ? 'whole' : 'part'),
    ),
  );
  assert.equal(playedSuite(undefined, ['41']), 'part');
});

test('a short plan is of a whole one of the same kind, plays some of its suites and categories, and is never taken for whole', () => {
  const short = plans.filter((one) => one.short_of !== undefined);
  assert.deepEqual(new Set(short.map((one) => one.institution)), new Set(['pharmacy', 'hospital']));
  for (const one of short) {
    const whole = full.find((other) => other.plan === one.short_of)!;
    assert.equal(one.institution, whole.institution);
    assert.ok(one.suites.every((suite) => whole.suites.includes(suite)) && one.suites.length < whole.suites.length);
    assert.ok(one.med_type.every((code) => whole.med_type.includes(code)));
    assert.equal(playedSuite(one, whole.med_type), 'short');
    const demanded = categoriesFor(one, categories, one.institution).flatMap((category) => category.transactions);
    const owed = categoriesFor(whole, categories, one.institution).flatMap((category) => category.transactions);
    assert.ok(demanded.length > 0 && demanded.every((code) => owed.includes(code)));
  }
});
