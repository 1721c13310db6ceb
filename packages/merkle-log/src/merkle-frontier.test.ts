import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MerkleFrontier, MerkleLog } from './index.ts';

test('the frontier has the root of the whole log at every size, stopped and begun again anywhere', () => {
  const log = new MerkleLog();
  let frontier = new MerkleFrontier();
  for (let n = 0; n <= 300; n += 1) {
    assert.deepEqual(frontier.root(), log.root());
    assert.equal(frontier.size, n);
    if (n % 7 === 0) frontier = new MerkleFrontier(frontier.size, frontier.peaks);
    log.append(`entry ${n}`);
    frontier.append(`entry ${n}`);
  }
});

test('a size and subtree roots that do not belong together are refused', () => {
  const hash = Buffer.alloc(32);
  for (const [size, peaks] of [
    [1, []],
    [2, [hash, hash]],
    [0, [hash]],
    [-1, []],
    [1, [hash.subarray(1)]],
  ] as const)
    assert.throws(() => new MerkleFrontier(size, peaks), { code: 'merkle-range' });
  assert.throws(() => new MerkleFrontier().appendHash(hash.subarray(1)), { code: 'merkle-range' });
});
