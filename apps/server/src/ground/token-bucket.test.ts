import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBuckets } from './token-bucket.ts';

test('a full bucket gives a minute’s worth at once, then as it fills', () => {
  const buckets = createBuckets(10);
  for (let i = 0; i < 60; i++) assert.equal(buckets.take('a', 60, 1_000_000), 0, String(i));
  assert.equal(buckets.take('a', 60, 1_000_000), 1);
  assert.equal(buckets.take('a', 60, 1_000_400), 1, 'refusing takes nothing');
  assert.equal(buckets.take('a', 60, 1_001_000), 0);
  assert.equal(buckets.take('a', 60, 1_001_000), 1);
  assert.equal(buckets.take('b', 60, 1_001_000), 0, 'another key has its own');
});

test('what is given back may be taken again', () => {
  const buckets = createBuckets(10);
  for (let i = 0; i < 1000; i++) {
    assert.equal(buckets.take('a', 5, 0), 0);
    buckets.giveBack('a', 5);
  }
  for (let i = 0; i < 5; i++) assert.equal(buckets.take('a', 5, 0), 0);
  assert.equal(buckets.take('a', 5, 0), 12);
});

test('millions of keys are remembered within a bound, those that were touched last', () => {
  const buckets = createBuckets(1000);
  for (let i = 0; i < 200_000; i++) {
    buckets.take(`address ${i}`, 60, i);
    if (i % 100 === 0) buckets.take('busy', 60, i);
  }
  assert.equal(buckets.size, 1000);
  buckets.take('busy', 60, 200_000);
  assert.ok(buckets.take('busy', 60, 200_000) > 0, 'who keeps coming is not forgotten among those who come once');
});

test('whatever comes when: in no window of a minute are more than two minutes’ worth taken, and the wait that is told suffices', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), gaps, (perMinute, steps) => {
      const buckets = createBuckets(10);
      const taken: number[] = [];
      let now = 5_000_000;
      for (const step of steps) {
        now += step;
        const wait = buckets.take('k', perMinute, now);
        if (wait === 0) taken.push(now);
        else {
          now += wait * 1000;
          assert.equal(buckets.take('k', perMinute, now), 0);
          taken.push(now);
        }
      }
      for (const from of taken) assert.ok(taken.filter((at) => at >= from && at < from + 60_000).length <= 2 * perMinute);
    }),
    { numRuns: 200 },
  );
});
