import { EMPTY_ROOT, leafHash, nodeHash } from './merkle-hash.ts';
import { MerkleRangeError } from './merkle-log.ts';

/**
 * The right edge of a log: enough to append and to give the root, in one hash per bit of its size, for whoever signs roots of a log that is
 * too long to hold. Proofs need the `MerkleLog`. Source: RFC 9162 §2.1.2.
 */
export class MerkleFrontier {
  #size: number;
  /** Roots of the complete subtrees that make up the log, the largest first. */
  readonly #peaks: Buffer[];

  /** Goes on from what `size` and `peaks` gave. @throws MerkleRangeError when they do not belong together */
  constructor(size = 0, peaks: readonly Buffer[] = []) {
    const wanted = Number.isSafeInteger(size) && size >= 0 ? [...size.toString(2)].filter((bit) => bit === '1').length : -1;
    if (peaks.length !== wanted || peaks.some((peak) => peak.length !== 32))
      throw new MerkleRangeError(
        `${size} 条的日志应有 ${wanted} 个 32 字节的子树根 / a log of ${size} entries has ${wanted} subtree roots of 32 bytes`,
      );
    this.#size = size;
    this.#peaks = [...peaks];
  }

  get size(): number {
    return this.#size;
  }

  get peaks(): readonly Buffer[] {
    return this.#peaks;
  }

  append(entry: string | Uint8Array): void {
    this.appendHash(leafHash(entry));
  }

  /** Adds an entry by its leaf hash (32 bytes). @throws MerkleRangeError for another length */
  appendHash(hash: Buffer): void {
    if (hash.length !== 32)
      throw new MerkleRangeError(`叶哈希应为 32 字节，实为 ${hash.length} / a leaf hash has 32 bytes, not ${hash.length}`);
    let added = hash;
    for (let left = this.#size; left % 2 === 1; left = Math.floor(left / 2)) added = nodeHash(this.#peaks.pop()!, added);
    this.#peaks.push(added);
    this.#size += 1;
  }

  root(): Buffer {
    if (this.#peaks.length === 0) return EMPTY_ROOT;
    return this.#peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}
