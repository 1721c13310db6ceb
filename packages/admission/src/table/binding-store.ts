import { canonicalAddress, ipv4Number, ipv4Text } from '../address.ts';
import type { Binding } from '../entry.ts';
import { ENVIRONMENTS } from '../words.ts';
import { lengthened, RowNumbers } from './columns.ts';
import { spread } from './key-column.ts';
import { SlotIndex } from './slot-index.ts';

const TEST = 1;
const IPV6 = 2;
const SUBSCRIBER = 4;
/** the segments in which the binding is in force: bit 0 the first, bit 1 the second */
const SEGMENTS_SHIFT = 3;

/** An address as a number with its family; IPv6 addresses are numbered as they are met. */
export interface AddressKey {
  readonly number: number;
  readonly ipv6: boolean;
}

/** Bindings of all rows, found by address; those of one row are a chain. MAC addresses lie in a pool of 10 bytes each. */
export class BindingStore {
  readonly index = new SlotIndex((binding) => hashOfKey(this.#address[binding]!, (this.#flags[binding]! & IPV6) !== 0));
  readonly #numbers = new RowNumbers((capacity) => this.#grow(capacity));
  readonly #subscribers = new Map<number, string>();
  readonly #ipv6Numbers = new Map<string, number>();
  readonly #ipv6: string[] = [];
  readonly #macs = new MacPool();
  #address = new Uint32Array(0);
  #owner = new Uint32Array(0);
  #flags = new Uint8Array(0);
  #firstMac = new Uint32Array(0);
  #next = new Uint32Array(0);

  /** Null where the text is no address, or an IPv6 address that no binding ever had. */
  keyOf(ip: string): AddressKey | null {
    const number = ipv4Number(ip.startsWith('::ffff:') ? ip.slice(7) : ip);
    if (number !== null) return { number, ipv6: false };
    const canonical = canonicalAddress(ip);
    if (canonical === null) return null;
    const mapped = ipv4Number(canonical);
    if (mapped !== null) return { number: mapped, ipv6: false };
    const known = this.#ipv6Numbers.get(canonical);
    return known === undefined ? null : { number: known, ipv6: true };
  }

  hash(key: AddressKey): number {
    return hashOfKey(key.number, key.ipv6);
  }

  matches(binding: number, key: AddressKey): boolean {
    return this.#address[binding] === key.number && (this.#flags[binding]! & IPV6) === (key.ipv6 ? IPV6 : 0);
  }

  /** Adds a binding before `next` (a number + 1; 0: none) in the row's chain, and gives its own number. */
  add(row: number, binding: Binding, segments: number, next: number): number {
    const number = this.#numbers.take();
    const { number: address, ipv6 } = this.#keyFor(binding.ip);
    this.#address[number] = address;
    this.#owner[number] = row;
    this.#flags[number] =
      (binding.environment === 'test' ? TEST : 0) |
      (ipv6 ? IPV6 : 0) |
      (binding.subscriber === null ? 0 : SUBSCRIBER) |
      (segments << SEGMENTS_SHIFT);
    this.#firstMac[number] = this.#macs.add(binding.macs);
    this.#next[number] = next;
    if (binding.subscriber !== null) this.#subscribers.set(number, binding.subscriber);
    this.index.insert(number);
    return number;
  }

  /** Removes the binding, and gives the next of its chain (a number + 1; 0: none). */
  remove(binding: number): number {
    this.index.remove(binding);
    this.#macs.remove(this.#firstMac[binding]!);
    this.#subscribers.delete(binding);
    this.#numbers.free(binding);
    return this.#next[binding]!;
  }

  next(binding: number): number {
    return this.#next[binding]!;
  }

  owner(binding: number): number {
    return this.#owner[binding]!;
  }

  isTest(binding: number): boolean {
    return (this.#flags[binding]! & TEST) !== 0;
  }

  inSegment(binding: number, segment: number): boolean {
    return ((this.#flags[binding]! >>> SEGMENTS_SHIFT) & (1 << segment)) !== 0;
  }

  binding(binding: number): Binding {
    return this.copy(binding)();
  }

  /** The binding as it is now, whatever becomes of its row; its texts are made when it is called. */
  copy(binding: number): () => Binding {
    const flags = this.#flags[binding]!;
    const address = this.#address[binding]!;
    const macs = this.#macs.read(this.#firstMac[binding]!);
    const subscriber = (flags & SUBSCRIBER) === 0 ? null : this.#subscribers.get(binding)!;
    return () => ({
      ip: (flags & IPV6) === 0 ? ipv4Text(address) : this.#ipv6[address]!,
      environment: ENVIRONMENTS[flags & TEST]!,
      macs: macs.map(macText),
      subscriber,
    });
  }

  #keyFor(ip: string): AddressKey {
    const known = this.keyOf(ip);
    if (known !== null) return known;
    const number = this.#ipv6.length;
    this.#ipv6.push(ip);
    this.#ipv6Numbers.set(ip, number);
    return { number, ipv6: true };
  }

  #grow(capacity: number): void {
    this.#address = lengthened(this.#address, capacity);
    this.#owner = lengthened(this.#owner, capacity);
    this.#flags = lengthened(this.#flags, capacity);
    this.#firstMac = lengthened(this.#firstMac, capacity);
    this.#next = lengthened(this.#next, capacity);
  }
}

class MacPool {
  readonly #numbers = new RowNumbers((capacity) => this.#grow(capacity));
  #high = new Uint16Array(0);
  #low = new Uint32Array(0);
  #next = new Uint32Array(0);

  /** Number + 1 of the first; 0: none. */
  add(macs: readonly string[]): number {
    let first = 0;
    for (const mac of macs.toReversed()) {
      const hex = mac.replaceAll(':', '');
      const number = this.#numbers.take();
      this.#high[number] = Number.parseInt(hex.slice(0, 4), 16);
      this.#low[number] = Number.parseInt(hex.slice(4), 16);
      this.#next[number] = first;
      first = number + 1;
    }
    return first;
  }

  remove(first: number): void {
    for (let at = first; at !== 0; at = this.#next[at - 1]!) this.#numbers.free(at - 1);
  }

  /** As 48-bit numbers. */
  read(first: number): number[] {
    const macs: number[] = [];
    for (let at = first; at !== 0; at = this.#next[at - 1]!) macs.push(this.#high[at - 1]! * 2 ** 32 + this.#low[at - 1]!);
    return macs;
  }

  #grow(capacity: number): void {
    this.#high = lengthened(this.#high, capacity);
    this.#low = lengthened(this.#low, capacity);
    this.#next = lengthened(this.#next, capacity);
  }
}

function hashOfKey(number: number, ipv6: boolean): number {
  return spread(ipv6 ? ~number : number);
}

function macText(mac: number): string {
  return mac
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?!$)/g, '$&:');
}
