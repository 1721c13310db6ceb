import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdsAt, outside } from './interval.ts';

const interval = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }))
  .map(([from, length]) => ({ from, until: length === null ? null : from + length }));

test('what is outside of the holes holds exactly when the interval does and no hole does', () => {
  fc.assert(
    fc.property(interval, fc.array(interval, { maxLength: 5 }), (whole, holes) => {
      const left = outside(whole, holes);
      for (let t = -1; t < 70; t++)
        assert.equal(
          left.some((one) => holdsAt(one, t)),
          holdsAt(whole, t) && !holes.some((hole) => holdsAt(hole, t)),
          String(t),
        );
      for (const one of left) assert.ok(one.until === null || one.from < one.until);
    }),
  );
});

test('without holes an interval stays as it is', () => {
  assert.deepEqual(outside({ from: 3, until: null }, []), [{ from: 3, until: null }]);
});
