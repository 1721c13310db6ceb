const HASH = 32;

/** A growing list of 32-byte hashes in one piece of memory: a Buffer object for each would cost fifteen times as much. */
export class HashColumn {
  #bytes = Buffer.alloc(HASH * 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(hash: Uint8Array): void {
    if ((this.#length + 1) * HASH > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
    this.#bytes.set(hash, this.#length * HASH);
    this.#length += 1;
  }

  /** A copy of hash number i; a negative i counts from the end. */
  at(i: number): Buffer {
    const place = i < 0 ? this.#length + i : i;
    if (place < 0 || place >= this.#length) throw new RangeError(`没有第 ${i} 个哈希 / there is no hash number ${i}`);
    return Buffer.from(this.#bytes.subarray(place * HASH, (place + 1) * HASH));
  }
}
