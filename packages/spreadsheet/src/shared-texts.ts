import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Texts of one group lie together in the file; only where a group begins is kept in memory. */
const GROUP = 128;
/** Groups read back and kept: a sheet names its texts mostly in the order in which they were written down. */
const MOST_GROUPS = 64;

/**
 * The texts that cells of a workbook name by number. Up to `most` characters are kept in memory, the rest goes to a file that has no name:
 * a million texts take a few hundred kilobytes.
 */
export class SharedTexts {
  readonly #most: number;
  readonly #starts: number[] = [];
  readonly #read = new Map<number, readonly string[]>();
  #kept: string[] | null = [];
  #keptLength = 0;
  #group: string[] = [];
  #file: number | null = null;
  #end = 0;
  #count = 0;

  constructor(most = 1024 * 1024) {
    this.#most = most;
  }

  get spilled(): boolean {
    return this.#file !== null;
  }

  add(text: string): void {
    this.#count += 1;
    if (this.#kept === null) {
      this.#append(text);
      return;
    }
    this.#kept.push(text);
    this.#keptLength += text.length + 16;
    if (this.#keptLength <= this.#most) return;
    const kept = this.#kept;
    this.#kept = null;
    this.#file = namelessFile();
    for (const one of kept) this.#append(one);
  }

  /** The text of that number; undefined where there is none. */
  at(number: number): string | undefined {
    if (this.#kept !== null) return this.#kept[number];
    if (!(number >= 0 && number < this.#count)) return undefined;
    const group = Math.floor(number / GROUP);
    const texts = group === this.#starts.length ? this.#group : (this.#read.get(group) ?? this.#readGroup(group));
    return texts[number % GROUP];
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#read.clear();
  }

  #append(text: string): void {
    this.#group.push(text);
    if (this.#group.length < GROUP) return;
    const bytes = Buffer.from(JSON.stringify(this.#group));
    writeSync(this.#file!, bytes, 0, bytes.length, this.#end);
    this.#starts.push(this.#end);
    this.#end += bytes.length;
    this.#group = [];
  }

  #readGroup(group: number): readonly string[] {
    const start = this.#starts[group]!;
    const bytes = Buffer.allocUnsafe((this.#starts[group + 1] ?? this.#end) - start);
    readSync(this.#file!, bytes, 0, bytes.length, start);
    const texts = JSON.parse(bytes.toString()) as string[];
    if (this.#read.size >= MOST_GROUPS) this.#read.delete(this.#read.keys().next().value!);
    this.#read.set(group, texts);
    return texts;
  }
}

/** Readable by nobody else, and gone with the process. */
function namelessFile(): number {
  const path = join(tmpdir(), `anjie-texts-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}
