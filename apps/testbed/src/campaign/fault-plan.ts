import type { Fields } from '../exchange.ts';
import { valuesNamed } from '../suite/condition.ts';
import type { TestPerson } from '../suite/suite-folder.ts';
import { FAULTS, type Fault } from './fault.ts';

/** Which fault a message meets: one armed by hand first, else the one of the test person it is about. */
export class FaultPlan {
  readonly #persons: ReadonlyMap<string, TestPerson>;
  readonly #marks: readonly Buffer[];
  readonly #met = new Map<string, number>();
  #armed: { readonly infno: string; readonly fault: Fault }[] = [];

  constructor(persons: readonly TestPerson[]) {
    this.#persons = new Map(persons.map((one) => [one.psn_no, one]));
    this.#marks = persons.filter((one) => one.fault !== undefined).map((one) => Buffer.from(one.psn_no));
  }

  /** Arms a fault for the next `times` messages of a transaction. */
  arm(infno: string, fault: Fault, times: number): void {
    for (let n = 0; n < times; n += 1) this.#armed.push({ infno, fault });
  }

  /** Whether a message of these bytes could meet a fault; a cheap test before any parsing. */
  mayConcern(body: Uint8Array): boolean {
    if (this.#armed.length > 0) return true;
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return this.#marks.some((mark) => bytes.includes(mark));
  }

  /** The fault that a message is about to meet, or null; `settled` must be told afterwards. */
  next(infno: string, input: unknown): Fault | null {
    const armed = this.#armed.find((one) => one.infno === infno);
    if (armed !== undefined) return armed.fault;
    const found = this.#person(infno, input);
    if (found === null) return null;
    const { fault, key } = found;
    return (this.#met.get(key) ?? 0) % fault.every === 0 ? known(fault.kind) : null;
  }

  /** Counts a message that took its course: met its fault, or went through between two faults. */
  settled(infno: string, input: unknown): void {
    const armed = this.#armed.findIndex((one) => one.infno === infno);
    if (armed !== -1) {
      this.#armed = this.#armed.toSpliced(armed, 1);
      return;
    }
    const found = this.#person(infno, input);
    if (found !== null) this.#met.set(found.key, (this.#met.get(found.key) ?? 0) + 1);
  }

  #person(infno: string, input: unknown): { readonly fault: NonNullable<TestPerson['fault']>; readonly key: string } | null {
    for (const psn_no of valuesNamed(input as Fields, 'psn_no')) {
      const fault = this.#persons.get(String(psn_no))?.fault;
      return fault?.on.includes(infno) === true ? { fault, key: `${String(psn_no)} ${infno}` } : null;
    }
    return null;
  }
}

function known(kind: string): Fault {
  const fault = FAULTS.find((one) => one === kind);
  if (fault === undefined) throw new Error(`persons.json: 没有故障 ${kind}，可用：${FAULTS.join(', ')} / there is no fault ${kind}`);
  return fault;
}
