import { nodeHash } from './merkle-hash.ts';

export interface InclusionClaim {
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  readonly root: Buffer;
}

export interface ConsistencyClaim {
  readonly first: number;
  readonly firstRoot: Buffer;
  readonly second: number;
  readonly secondRoot: Buffer;
}

/** Whether the proof shows that the entry with this leaf hash is number `index` of the log. Never throws. Source: RFC 9162 §2.1.3.2. */
export function verifyInclusion({ leaf, index, size, root }: InclusionClaim, proof: readonly Buffer[]): boolean {
  if (!counts(index, size) || index < 0 || index >= size || !hashes(leaf, root, ...proof)) return false;
  let hash = leaf;
  let [node, last] = [index, size - 1];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else hash = nodeHash(hash, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/** Whether the proof shows that the first log is the beginning of the second. Never throws. Source: RFC 9162 §2.1.4.2. */
export function verifyConsistency({ first, firstRoot, second, secondRoot }: ConsistencyClaim, proof: readonly Buffer[]): boolean {
  if (!counts(first, second) || first < 1 || first > second || !hashes(firstRoot, secondRoot, ...proof)) return false;
  if (first === second) return proof.length === 0 && firstRoot.equals(secondRoot);
  let [node, last] = [first - 1, second - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const path = node === 0 ? [firstRoot, ...proof] : [...proof];
  const start = path.shift();
  if (start === undefined) return false;
  let [before, after] = [start, start];
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      before = nodeHash(sibling, before);
      after = nodeHash(sibling, after);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else after = nodeHash(after, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && before.equals(firstRoot) && after.equals(secondRoot);
}

const half = (n: number): number => Math.floor(n / 2);
const counts = (...numbers: number[]): boolean => numbers.every(Number.isSafeInteger);
const hashes = (...values: Buffer[]): boolean => values.every((value) => value.length === 32);
