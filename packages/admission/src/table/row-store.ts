import type { Entry, Grant } from '../entry.ts';
import type { Environment, TransactionClass } from '../words.ts';
import { lengthened, RowNumbers } from './columns.ts';
import { GrantStore } from './grant-store.ts';
import { hashOf, KeyColumn, type Words } from './key-column.ts';
import { NONE, SlotIndex } from './slot-index.ts';
import { type Standing, StandingStore } from './standing-store.ts';

const FREE = 0xffffffff;

/** Institutions in columns: some 70 bytes each. Their bindings hang on `firstBinding`. */
export class RowStore {
  readonly ids = new KeyColumn();
  readonly codes = new KeyColumn();
  readonly #byId = new SlotIndex((row) => this.ids.hash(row));
  readonly #byCode = new SlotIndex((row) => this.codes.hash(row));
  readonly #numbers = new RowNumbers((capacity) => this.#grow(capacity));
  readonly #standings = new StandingStore();
  readonly #grants = new GrantStore();
  readonly #ends = new EndPool();
  #standing = new Uint32Array(0);
  #shape = new Uint32Array(0);
  #from = new Float64Array(0);
  #end = new Uint32Array(0);
  #ownSince = new Float64Array(0);
  #firstBinding = new Uint32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  *all(): Generator<number> {
    for (let row = 0; row < this.#numbers.end; row++) if (this.#shape[row] !== FREE) yield row;
  }

  holds(row: number): boolean {
    return row < this.#numbers.end && this.#shape[row] !== FREE;
  }

  byId(words: Words | null): number {
    return words === null ? NONE : find(this.#byId, this.ids, words);
  }

  byCode(words: Words | null): number {
    return words === null ? NONE : find(this.#byCode, this.codes, words);
  }

  /** Writes the entry over the institution's row, or into a new one, and gives its number. Its bindings are the caller's. */
  put(entry: Entry): number {
    const known = this.byId(this.ids.wordsOf(entry.institution));
    const row = known === NONE ? this.#numbers.take() : known;
    if (known === NONE) {
      this.ids.set(row, entry.institution);
      this.#byId.insert(row);
      this.#firstBinding[row] = 0;
      this.#size++;
    } else this.#drop(row);
    this.codes.set(row, entry.code);
    this.#byCode.insert(row);
    const { segments } = entry;
    const own = this.#grants.ownSince(segments);
    this.#standing[row] = this.#standings.acquire(entry);
    this.#ownSince[row] = own;
    this.#shape[row] = this.#grants.acquire(segments, own);
    this.#from[row] = segments[0].from;
    this.#end[row] = this.#ends.add(segments[0].until, segments[1]?.until ?? null);
    return row;
  }

  /** The row's bindings must be removed before. */
  remove(row: number): void {
    this.#byId.remove(row);
    this.#drop(row);
    this.#shape[row] = FREE;
    this.#numbers.free(row);
    this.#size--;
  }

  /** Number + 1; 0: none. */
  firstBinding(row: number): number {
    return this.#firstBinding[row]!;
  }

  setFirstBinding(row: number, first: number): void {
    this.#firstBinding[row] = first;
  }

  standing(row: number): Standing {
    return this.#standings.get(this.#standing[row]!);
  }

  segments(row: number): number {
    return this.#grants.segments(this.#shape[row]!);
  }

  from(row: number): number {
    return this.#from[row]!;
  }

  until(row: number, segment: number): number | null {
    return this.#ends.read(this.#end[row]!, segment);
  }

  /** The segment that counts at `t`, as `grantAt` chooses it; NONE after the last one's end. */
  segmentAt(row: number, t: number): number {
    const end = this.#end[row]!;
    if (end === 0) return 0;
    const segments = this.segments(row);
    for (let segment = 0; segment < segments; segment++) {
      const until = this.#ends.read(end, segment);
      if (until === null || t < until) return segment;
    }
    return NONE;
  }

  denies(row: number, segment: number, environment: Environment, transactionClass: TransactionClass): boolean {
    return this.#grants.denies(this.#shape[row]!, segment, environment, transactionClass);
  }

  grant(row: number, segment: number, environment: Environment): Grant {
    return this.#grants.grant(this.#shape[row]!, segment, environment, this.#ownSince[row]!);
  }

  #drop(row: number): void {
    this.#byCode.remove(row);
    this.#standings.release(this.#standing[row]!);
    this.#grants.release(this.#shape[row]!);
    this.#ends.remove(this.#end[row]!);
  }

  #grow(capacity: number): void {
    this.ids.grow(capacity);
    this.codes.grow(capacity);
    this.#standing = lengthened(this.#standing, capacity);
    this.#shape = lengthened(this.#shape, capacity);
    this.#from = lengthened(this.#from, capacity);
    this.#end = lengthened(this.#end, capacity);
    this.#ownSince = lengthened(this.#ownSince, capacity);
    this.#firstBinding = lengthened(this.#firstBinding, capacity);
  }
}

/** The ends of both segments, for the rows that have any; NaN: open. */
class EndPool {
  readonly #numbers = new RowNumbers((capacity) => {
    this.#until = lengthened(this.#until, capacity * 2);
  });
  #until = new Float64Array(0);

  /** Number + 1; 0: neither segment ends. */
  add(first: number | null, second: number | null): number {
    if (first === null && second === null) return 0;
    const number = this.#numbers.take();
    this.#until[number * 2] = first ?? Number.NaN;
    this.#until[number * 2 + 1] = second ?? Number.NaN;
    return number + 1;
  }

  remove(end: number): void {
    if (end !== 0) this.#numbers.free(end - 1);
  }

  read(end: number, segment: number): number | null {
    if (end === 0) return null;
    const until = this.#until[(end - 1) * 2 + segment]!;
    return Number.isNaN(until) ? null : until;
  }
}

function find(index: SlotIndex, column: KeyColumn, words: Words): number {
  for (let s = index.home(hashOf(words)); ; s = index.after(s)) {
    const row = index.at(s);
    if (row === NONE || column.equals(row, words)) return row;
  }
}
