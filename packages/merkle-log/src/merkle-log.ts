import { HashColumn } from './hash-column.ts';
import { EMPTY_ROOT, leafHash, nodeHash } from './merkle-hash.ts';

/** A proof that was asked about entries the log does not hold. */
export class MerkleRangeError extends RangeError {
  readonly code = 'merkle-range';
}

/**
 * An append-only Merkle tree over SM3. It keeps the hash of every complete subtree (64 bytes an entry, up to twice that while growing), so that appending costs two hashes
 * on average and a proof of any earlier size costs O(log² n). Source: RFC 9162 §2.1.
 */
export class MerkleLog {
  /** levels[h][i]: hash of the complete subtree of 2^h entries from entry i·2^h on. */
  readonly #levels: HashColumn[] = [new HashColumn()];

  /** A log of leaf hashes already computed, as when it is read back from a database. */
  static of(leafHashes: Iterable<Buffer>): MerkleLog {
    const log = new MerkleLog();
    for (const hash of leafHashes) log.appendHash(hash);
    return log;
  }

  /** Number of entries. */
  get size(): number {
    return this.#levels[0]!.length;
  }

  /** Adds an entry and gives its index. */
  append(entry: string | Uint8Array): number {
    return this.appendHash(leafHash(entry));
  }

  /** Adds an entry by its leaf hash (32 bytes) and gives its index. @throws MerkleRangeError for another length */
  appendHash(hash: Buffer): number {
    if (hash.length !== 32)
      throw new MerkleRangeError(`叶哈希应为 32 字节，实为 ${hash.length} / a leaf hash has 32 bytes, not ${hash.length}`);
    let added = hash;
    for (let height = 0; ; height += 1) {
      this.#levels[height] ??= new HashColumn();
      const level = this.#levels[height]!;
      level.push(added);
      if (level.length % 2 === 1) return this.size - 1;
      added = nodeHash(level.at(-2), added);
    }
  }

  /** Root of the first `size` entries. @throws MerkleRangeError */
  root(size: number = this.size): Buffer {
    this.#expectSize(size, 0);
    return size === 0 ? EMPTY_ROOT : this.#subtree(0, size);
  }

  /** Proof that entry `index` is in the log of the first `size` entries. @throws MerkleRangeError Source: RFC 9162 §2.1.3.1. */
  inclusionProof(index: number, size: number = this.size): Buffer[] {
    this.#expectSize(size, 1);
    if (!Number.isSafeInteger(index) || index < 0 || index >= size)
      throw new MerkleRangeError(`序号 ${index} 不在 0 到 ${size - 1} 之间 / index ${index} is not within 0 to ${size - 1}`);
    const proof: Buffer[] = [];
    for (let [from, to] = [0, size]; to - from > 1; ) {
      const middle = from + splitOf(to - from);
      proof.unshift(index < middle ? this.#subtree(middle, to) : this.#subtree(from, middle));
      if (index < middle) to = middle;
      else from = middle;
    }
    return proof;
  }

  /** Proof that the log of `first` entries is the beginning of that of `second`. @throws MerkleRangeError Source: RFC 9162 §2.1.4.1. */
  consistencyProof(first: number, second: number = this.size): Buffer[] {
    this.#expectSize(second, 1);
    if (!Number.isSafeInteger(first) || first < 1 || first > second)
      throw new MerkleRangeError(`起始数 ${first} 不在 1 到 ${second} 之间 / the first size ${first} is not within 1 to ${second}`);
    const proof: Buffer[] = [];
    let [from, to] = [0, second];
    while (to !== first) {
      const middle = from + splitOf(to - from);
      proof.unshift(first <= middle ? this.#subtree(middle, to) : this.#subtree(from, middle));
      if (first <= middle) to = middle;
      else from = middle;
    }
    // The verifier knows the first root; it needs the subtree's hash only where the first size is no complete subtree from the left.
    return from === 0 ? proof : [this.#subtree(from, to), ...proof];
  }

  /** Hash of the entries in [from, to), where from is a multiple of the largest power of two below to - from. */
  #subtree(from: number, to: number): Buffer {
    const count = to - from;
    const height = Math.floor(Math.log2(count));
    if (count === 2 ** height) return this.#levels[height]!.at(from / count);
    const middle = from + splitOf(count);
    return nodeHash(this.#subtree(from, middle), this.#subtree(middle, to));
  }

  #expectSize(size: number, least: number): void {
    if (!Number.isSafeInteger(size) || size < least || size > this.size)
      throw new MerkleRangeError(
        `条数 ${size} 不在 ${least} 到 ${this.size} 之间 / the size ${size} is not within ${least} to ${this.size}`,
      );
  }
}

/** The largest power of two below n. */
function splitOf(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}
