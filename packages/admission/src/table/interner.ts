/** Values kept once for all that use them, by key, and dropped with the last user. */
export class Interner<T> {
  readonly #byKey = new Map<string, number>();
  readonly #kept: ({ readonly key: string; readonly value: T; uses: number } | undefined)[] = [];
  readonly #free: number[] = [];

  acquire(key: string, make: () => T): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      this.#kept[known]!.uses++;
      return known;
    }
    const number = this.#free.pop() ?? this.#kept.length;
    this.#kept[number] = { key, value: make(), uses: 1 };
    this.#byKey.set(key, number);
    return number;
  }

  get(number: number): T {
    return this.#kept[number]!.value;
  }

  release(number: number): void {
    const kept = this.#kept[number]!;
    if (--kept.uses > 0) return;
    this.#byKey.delete(kept.key);
    this.#kept[number] = undefined;
    this.#free.push(number);
  }
}
