import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRuns, turned } from './comparison.ts';
import type { Report } from './report.ts';

const run = (number: number, states: Readonly<Record<string, string>>, missing: readonly string[]): Report =>
  ({
    run: { number, beganAt: '' },
    verdict: 'waiting',
    cases: Object.entries(states).map(([id, state]) => ({ id, zh: id, en: id, state, reason: '' })),
    coverage: { share: 0.5, missing: missing.map((code) => ({ kind: 'transaction', code, of: '', next: '' })) },
  }) as unknown as Report;

test('a case that leaves failure got better, one that falls back got worse; skipping is neither', () => {
  assert.equal(turned('fail', 'pass'), 'better');
  assert.equal(turned('waiting', 'warning'), 'better');
  assert.equal(turned('pass', 'waiting'), 'worse');
  assert.equal(turned('warning', 'fail'), 'worse');
  assert.equal(turned('pass', 'attested'), 'other');
  assert.equal(turned('fail', 'skipped'), 'other');
  assert.equal(turned(null, 'pass'), 'other');
});

test('a comparison names only what changed, also a case that one run alone has, and what the coverage gained and lost', () => {
  const told = compareRuns(
    run(1, { same: 'pass', mended: 'fail', broken: 'pass', gone: 'pass' }, ['2102']),
    run(2, { same: 'pass', mended: 'pass', broken: 'fail' }, ['2103']),
  );
  assert.deepEqual(
    told.changed.map(({ id, a, b, turn }) => [id, a, b, turn]),
    [
      ['mended', 'fail', 'pass', 'better'],
      ['broken', 'pass', 'fail', 'worse'],
      ['gone', 'pass', null, 'other'],
    ],
  );
  assert.deepEqual([told.gained, told.lost], [['transaction 2102'], ['transaction 2103']]);
});
