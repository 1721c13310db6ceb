import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { treeMap } from './tree-map.ts';

const near = (a: number, b: number, what: string) => assert.ok(Math.abs(a - b) < 1e-6, `${what}: ${a} ${b}`);

test('areas are in proportion to the weights, fill the whole and do not overlap', () => {
  const weight = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000 }));
  fc.assert(
    fc.property(fc.array(weight, { maxLength: 40 }), fc.constantFrom(0.5, 1, 1.6, 3.6), (weights, ratio) => {
      const sum = weights.reduce((all, one) => all + one, 0);
      const places = treeMap(weights, ratio);
      let filled = 0;
      for (const [index, place] of places.entries()) {
        if (weights[index] === 0) {
          assert.equal(place, null);
          continue;
        }
        assert.ok(place!.left >= -1e-9 && place!.top >= -1e-9 && place!.left + place!.width <= 100 + 1e-6);
        assert.ok(place!.top + place!.height <= 100 + 1e-6);
        near((place!.width * place!.height) / 10_000, weights[index]! / sum, 'area');
        filled += place!.width * place!.height;
        for (const other of places.slice(index + 1)) {
          if (other === null) continue;
          const across = Math.min(place!.left + place!.width, other.left + other.width) - Math.max(place!.left, other.left);
          const down = Math.min(place!.top + place!.height, other.top + other.height) - Math.max(place!.top, other.top);
          assert.ok(across < 1e-6 || down < 1e-6, 'overlap');
        }
      }
      if (sum > 0) near(filled, 10_000, 'whole');
    }),
  );
});

test('equal weights in a wide whole stand side by side rather than as slivers', () => {
  for (const { width, height } of treeMap([1, 1, 1, 1], 4).map((place) => place!)) {
    near(width, 25, 'width');
    near(height, 100, 'height');
  }
});
