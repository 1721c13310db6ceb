import { hash } from 'node:crypto';

/** The definitions of RFC 9162 §2.1 word by word, over lists of entries: slow, and sharing nothing with the log that it checks. */
const sm3 = (...parts: Uint8Array[]): Buffer => hash('sm3', Buffer.concat(parts), 'buffer');

/** MTH(D). */
export function naiveRoot(entries: readonly string[]): Buffer {
  if (entries.length === 0) return sm3();
  if (entries.length === 1) return sm3(Buffer.from([0]), Buffer.from(entries[0]!));
  const k = split(entries.length);
  return sm3(Buffer.from([1]), naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k)));
}

/** PATH(m, D). */
export function naivePath(m: number, entries: readonly string[]): Buffer[] {
  if (entries.length === 1) return [];
  const k = split(entries.length);
  return m < k
    ? [...naivePath(m, entries.slice(0, k)), naiveRoot(entries.slice(k))]
    : [...naivePath(m - k, entries.slice(k)), naiveRoot(entries.slice(0, k))];
}

/** PROOF(m, D). */
export function naiveProof(m: number, entries: readonly string[]): Buffer[] {
  return subproof(m, entries, true);
}

function subproof(m: number, entries: readonly string[], known: boolean): Buffer[] {
  if (m === entries.length) return known ? [] : [naiveRoot(entries)];
  const k = split(entries.length);
  return m <= k
    ? [...subproof(m, entries.slice(0, k), known), naiveRoot(entries.slice(k))]
    : [...subproof(m - k, entries.slice(k), false), naiveRoot(entries.slice(0, k))];
}

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
