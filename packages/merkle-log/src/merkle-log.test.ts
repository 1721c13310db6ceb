import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { naivePath, naiveProof, naiveRoot } from '../tests/naive-tree.ts';
import { leafHash, MerkleLog, nodeHash, verifyConsistency, verifyInclusion } from './index.ts';

const entriesOf = (n: number): string[] => Array.from({ length: n }, (_, i) => `审计记录 ${i}`);
const logOf = (entries: readonly string[]): MerkleLog => MerkleLog.of(entries.map(leafHash));

test('RFC 9162 2.1.1: the root is that of the definition at every size', () => {
  const log = new MerkleLog();
  for (let n = 0; n <= 130; n += 1) {
    assert.deepEqual(log.root(), naiveRoot(entriesOf(n)));
    log.append(`审计记录 ${n}`);
  }
  for (let n = 0; n <= 130; n += 1) assert.deepEqual(log.root(n), naiveRoot(entriesOf(n)));
});

test('RFC 9162 2.1.3, 2.1.4: every proof of every size up to 40 is that of the definition, and verifies', () => {
  const log = logOf(entriesOf(40));
  for (let size = 1; size <= 40; size += 1) {
    const entries = entriesOf(size);
    for (let at = 0; at < size; at += 1) {
      const proof = log.inclusionProof(at, size);
      assert.deepEqual(proof, naivePath(at, entries));
      assert.equal(verifyInclusion({ leaf: leafHash(entries[at]!), index: at, size, root: log.root(size) }, proof), true);
      const consistency = log.consistencyProof(at + 1, size);
      assert.deepEqual(consistency, naiveProof(at + 1, entries));
      const claim = { first: at + 1, firstRoot: log.root(at + 1), second: size, secondRoot: log.root(size) };
      assert.equal(verifyConsistency(claim, consistency), true);
    }
  }
});

test('RFC 9162 2.1.5: the example of seven entries has the proofs that the text lists', () => {
  const leaves = entriesOf(7).map(leafHash);
  const [a, b, c, d, e, f, j] = leaves as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
  const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)];
  const [k, l] = [nodeHash(g, h), nodeHash(i, j)];
  const log = MerkleLog.of(leaves);
  assert.deepEqual(log.root(), nodeHash(k, l));
  assert.deepEqual(log.inclusionProof(0), [b, h, l]);
  assert.deepEqual(log.inclusionProof(3), [c, g, l]);
  assert.deepEqual(log.inclusionProof(4), [f, j, k]);
  assert.deepEqual(log.inclusionProof(6), [i, k]);
  assert.deepEqual(log.consistencyProof(3), [c, d, g, l]);
  assert.deepEqual(log.consistencyProof(4), [l]);
  assert.deepEqual(log.consistencyProof(6), [i, j, k]);
});

test('entries and sizes that the log does not hold are refused by name', () => {
  const log = logOf(entriesOf(3));
  for (const wrong of [() => log.root(4), () => log.inclusionProof(3), () => log.inclusionProof(-1), () => log.inclusionProof(0.5)])
    assert.throws(wrong, { code: 'merkle-range' });
  for (const wrong of [() => log.consistencyProof(0), () => log.consistencyProof(4), () => log.appendHash(Buffer.alloc(31))])
    assert.throws(wrong, { code: 'merkle-range' });
  assert.throws(() => new MerkleLog().inclusionProof(0), { code: 'merkle-range' });
});

const forgery = fc.record({
  size: fc.integer({ min: 1, max: 200 }),
  at: fc.nat(),
  place: fc.nat(),
  bit: fc.nat(7),
  other: fc.integer({ min: 1, max: 300 }),
});

test('a forged proof of inclusion is rejected: a changed bit, another entry, index, length or root', () => {
  fc.assert(
    fc.property(forgery, ({ size, at, place, bit, other }) => {
      const log = logOf(entriesOf(size));
      const index = at % size;
      const proof = log.inclusionProof(index);
      const claim = { leaf: leafHash(`审计记录 ${index}`), index, size, root: log.root() };
      assert.equal(verifyInclusion(claim, proof), true);
      if (proof.length > 0) {
        assert.equal(verifyInclusion(claim, flipOne(proof, place, bit)), false);
        assert.equal(verifyInclusion(claim, proof.slice(1)), false);
        assert.equal(verifyInclusion(claim, proof.slice(0, -1)), false);
      }
      assert.equal(verifyInclusion(claim, [...proof, claim.root]), false);
      assert.equal(verifyInclusion({ ...claim, leaf: leafHash('forged') }, proof), false);
      assert.equal(verifyInclusion({ ...claim, root: log.root(size - 1) }, proof), false);
      if (other !== index) assert.equal(verifyInclusion({ ...claim, index: other }, proof), false);
      for (const wrong of [-1, 0.5, Number.NaN, size]) assert.equal(verifyInclusion({ ...claim, index: wrong }, proof), false);
      assert.equal(verifyInclusion({ ...claim, leaf: claim.leaf.subarray(1) }, proof), false);
    }),
    { numRuns: 300 },
  );
});

test('a forged proof of consistency is rejected: a changed bit, a rewritten beginning, another size or length', () => {
  fc.assert(
    fc.property(forgery, ({ size, at, place, bit }) => {
      const log = logOf(entriesOf(size));
      const first = (at % size) + 1;
      const proof = log.consistencyProof(first);
      const claim = { first, firstRoot: log.root(first), second: size, secondRoot: log.root() };
      assert.equal(verifyConsistency(claim, proof), true);
      if (proof.length > 0) {
        assert.equal(verifyConsistency(claim, flipOne(proof, place, bit)), false);
        assert.equal(verifyConsistency(claim, proof.slice(1)), false);
      }
      assert.equal(verifyConsistency(claim, [...proof, claim.secondRoot]), false);
      const rewritten = logOf(entriesOf(size).map((entry, i) => (i === place % first ? 'rewritten' : entry)));
      assert.equal(verifyConsistency({ ...claim, secondRoot: rewritten.root() }, proof), false);
      assert.equal(verifyConsistency({ ...claim, secondRoot: rewritten.root() }, rewritten.consistencyProof(first)), false);
      if (first > 1) assert.equal(verifyConsistency({ ...claim, first: first - 1 }, proof), false);
      for (const wrong of [0, -1, 0.5, size + 1]) assert.equal(verifyConsistency({ ...claim, first: wrong }, proof), false);
    }),
    { numRuns: 300 },
  );
});

function flipOne(proof: readonly Buffer[], place: number, bit: number): Buffer[] {
  return proof.map((hash, i) => {
    const copy = Buffer.from(hash);
    if (i === place % proof.length) copy[place % 32]! ^= 1 << bit;
    return copy;
  });
}
