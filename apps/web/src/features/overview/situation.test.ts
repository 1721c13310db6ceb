import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyDay, share } from './situation.ts';

test('a share never rounds somebody away, and never to everybody', () => {
  assert.equal(share(0, 5), '0');
  assert.equal(share(0, 0), '0');
  assert.equal(share(1, 1_100_000), '<0.1');
  assert.equal(share(5, 5), '100.0');
  assert.equal(share(1_099_999, 1_100_000), '>99.9');
  assert.equal(share(1, 3), '33.3');
});

test('days without a change are there, over the end of a month too', () => {
  const rows = everyDay([{ day: '2026-03-01', n: 2 }], '2026-03-02', 4, { n: 0 });
  assert.deepEqual(rows, [
    { day: '2026-02-27', n: 0 },
    { day: '2026-02-28', n: 0 },
    { day: '2026-03-01', n: 2 },
    { day: '2026-03-02', n: 0 },
  ]);
});
