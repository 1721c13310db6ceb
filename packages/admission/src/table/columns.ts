type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** The same column, longer. */
export function lengthened<C extends Column>(column: C, length: number): C {
  const longer = new (column.constructor as new (length: number) => C)(length);
  longer.set(column as never);
  return longer;
}

/** Numbers of rows: the freed ones are given out again. `grow` is called with the new capacity before a number beyond the old one is given. */
export class RowNumbers {
  readonly #grow: (capacity: number) => void;
  readonly #free: number[] = [];
  #capacity = 0;
  #next = 0;

  constructor(grow: (capacity: number) => void) {
    this.#grow = grow;
  }

  /** One more than the highest number ever given. */
  get end(): number {
    return this.#next;
  }

  take(): number {
    const freed = this.#free.pop();
    if (freed !== undefined) return freed;
    if (this.#next === this.#capacity) {
      this.#capacity = Math.max(64, Math.ceil(this.#capacity * 1.25));
      this.#grow(this.#capacity);
    }
    return this.#next++;
  }

  free(row: number): void {
    this.#free.push(row);
  }
}
