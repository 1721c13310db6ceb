/** Marks the end of a probe. */
export const NONE = -1;

/**
 * Open addressing with linear probing over item numbers; the items' keys lie elsewhere. Removal shifts back instead of leaving tombstones,
 * so that a table that changes for years probes no longer than a fresh one. Several items may have equal keys.
 *
 * A probe: `for (let s = index.home(hash); (item = index.at(s)) !== NONE; s = index.after(s))`, comparing keys at each step.
 */
export class SlotIndex {
  readonly #hashOf: (item: number) => number;
  #slots: Uint32Array;
  #mask: number;
  #used = 0;

  constructor(hashOf: (item: number) => number) {
    this.#hashOf = hashOf;
    this.#slots = new Uint32Array(64);
    this.#mask = 63;
  }

  home(hash: number): number {
    return hash & this.#mask;
  }

  at(slot: number): number {
    return this.#slots[slot]! - 1;
  }

  after(slot: number): number {
    return (slot + 1) & this.#mask;
  }

  insert(item: number): void {
    if (++this.#used > 0.7 * this.#slots.length) this.#grow();
    this.#place(item);
  }

  /** The item must be in the index under the key that it has now. */
  remove(item: number): void {
    const slots = this.#slots;
    let hole = this.home(this.#hashOf(item));
    while (slots[hole] !== item + 1) hole = this.after(hole);
    for (let s = this.after(hole); slots[s] !== 0; s = this.after(s)) {
      const home = this.home(this.#hashOf(this.at(s)));
      if (((s - home) & this.#mask) >= ((s - hole) & this.#mask)) {
        slots[hole] = slots[s]!;
        hole = s;
      }
    }
    slots[hole] = 0;
    this.#used--;
  }

  #place(item: number): void {
    let s = this.home(this.#hashOf(item));
    while (this.#slots[s] !== 0) s = this.after(s);
    this.#slots[s] = item + 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#mask = this.#slots.length - 1;
    for (const stored of old) if (stored !== 0) this.#place(stored - 1);
  }
}
