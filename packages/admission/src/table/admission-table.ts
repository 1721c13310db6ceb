import { canonicalAddress, canonicalMac } from '../address.ts';
import { narrow, reaching } from '../combine.ts';
import type { Binding, Entry, GatewayPolicy, Grant, Reason, ScopeOrder, Segment } from '../entry.ts';
import { deniedClass } from '../verdict.ts';
import { ENVIRONMENTS, type Environment, type TransactionClass } from '../words.ts';
import { AdmissionRow, type Lookup } from './admission-row.ts';
import { BindingStore } from './binding-store.ts';
import { RowStore } from './row-store.ts';
import { NONE } from './slot-index.ts';
import type { Standing } from './standing-store.ts';

/** `reason` is null where no segment of the institution's entry counts any more: the gateway refuses by its own "admission-unknown". */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: Reason | null };

const PASSES: Verdict = { ok: true };
const UNKNOWN: Verdict = { ok: false, reason: null };

/**
 * What an enforcement point knows, in typed arrays: 1.1 million institutions, their addresses, terminals and reasons. A verdict here is that
 * of `combine` and `deniedClass` on the plain entry, and every entry can be given back whole.
 */
export class AdmissionTable {
  readonly #rows = new RowStore();
  readonly #bindings = new BindingStore();
  readonly #orders = new Map<string, ScopeOrder>();
  readonly #policies = new Map<string, GatewayPolicy>();
  /** which orders reach a standing, until the next change */
  readonly #reaching = new Map<Standing, readonly ScopeOrder[]>();

  get size(): number {
    return this.#rows.size;
  }

  get orders(): readonly ScopeOrder[] {
    return [...this.#orders.values()];
  }

  get policies(): readonly GatewayPolicy[] {
    return [...this.#policies.values()];
  }

  policy(profile: string): GatewayPolicy | null {
    return this.#policies.get(profile) ?? null;
  }

  /** Ids of all institutions held. The table must not change in between. */
  *institutions(): Generator<string> {
    for (const row of this.#rows.all()) yield this.#rows.ids.text(row);
  }

  /**
   * Applies the current state of what is named; null removes. Throws before anything is changed if an entry stands under another name or
   * has an address that is not in canonical spelling.
   */
  apply(
    entries: readonly { readonly institution: string; readonly entry: Entry | null }[],
    orders: readonly { readonly id: string; readonly order: ScopeOrder | null }[] = [],
    policies: readonly GatewayPolicy[] = [],
  ): void {
    for (const { institution, entry } of entries) if (entry !== null) assertSound(institution, entry);
    this.#reaching.clear();
    for (const { institution, entry } of entries) {
      if (entry === null) this.#remove(institution);
      else this.#put(entry);
    }
    for (const { id, order } of orders) {
      if (order === null) this.#orders.delete(id);
      else this.#orders.set(id, order);
    }
    for (const policy of policies) this.#policies.set(policy.profile, policy);
  }

  /**
   * Whose address it is at `t` (epoch ms). Where entries disagree about an address that passed from one institution to another, the one whose
   * segment holds at `t` goes before one that is to begin and one that has run out, and then the entry decided later.
   */
  lookup(ip: string, environment: Environment, t: number): Lookup {
    const key = this.#bindings.keyOf(ip);
    if (key === null) return { kind: 'unknown-source' };
    let best = NONE;
    let other = NONE;
    const { index } = this.#bindings;
    for (let s = index.home(this.#bindings.hash(key)); ; s = index.after(s)) {
      const binding = index.at(s);
      if (binding === NONE) break;
      if (!this.#bindings.matches(binding, key) || this.#rank(binding, t) === NONE) continue;
      if (this.#bindings.isTest(binding) === (environment === 'test')) best = this.#better(best, binding, t);
      else other = this.#better(other, binding, t);
    }
    if (best !== NONE) return { kind: 'found', row: this.#view(this.#bindings.owner(best), best) };
    if (other !== NONE) return { kind: 'wrong-environment', row: this.#view(this.#bindings.owner(other), other) };
    return { kind: 'unknown-source' };
  }

  byCode(code: string): AdmissionRow | null {
    const row = this.#rows.byCode(this.#rows.codes.wordsOf(code));
    return row === NONE ? null : this.#view(row, NONE);
  }

  byInstitution(institution: string): AdmissionRow | null {
    const row = this.#rows.byId(this.#rows.ids.wordsOf(institution));
    return row === NONE ? null : this.#view(row, NONE);
  }

  /** Whether a transaction of the class passes at `t` (epoch ms), by what is known now of the institution that the row was found for. */
  verdict(row: AdmissionRow, environment: Environment, transactionClass: TransactionClass, t: number): Verdict {
    const current = this.#current(row);
    const segment = current === NONE ? NONE : this.#rows.segmentAt(current, t);
    if (segment === NONE) return UNKNOWN;
    const orders = this.#ordersReaching(current);
    if (orders.length === 0 && !this.#rows.denies(current, segment, environment, transactionClass)) return PASSES;
    const reason = deniedClass(narrow(this.#rows.grant(current, segment, environment), orders, environment, t), transactionClass);
    return reason === null ? PASSES : { ok: false, reason };
  }

  /** What `combine` gives for the institution. Null: nothing is known of it at `t`. */
  grant(row: AdmissionRow, environment: Environment, t: number): Grant | null {
    const current = this.#current(row);
    const segment = current === NONE ? NONE : this.#rows.segmentAt(current, t);
    return segment === NONE ? null : narrow(this.#rows.grant(current, segment, environment), this.#ordersReaching(current), environment, t);
  }

  /** The entry as it was applied, bindings in the order of `entryOf`; null where the institution is not held. */
  entry(institution: string): Entry | null {
    const row = this.#rows.byId(this.#rows.ids.wordsOf(institution));
    if (row === NONE) return null;
    const { policy, scope } = this.#rows.standing(row);
    const first = this.#segment(row, 0);
    return {
      institution,
      code: this.#rows.codes.text(row),
      policy,
      scope,
      segments: this.#rows.segments(row) === 1 ? [first] : [first, this.#segment(row, 1)],
    };
  }

  #put(entry: Entry): void {
    const row = this.#rows.put(entry);
    this.#unbind(row);
    let chain = 0;
    for (const [binding, segments] of bindingsBySegments(entry.segments)) chain = this.#bindings.add(row, binding, segments, chain) + 1;
    this.#rows.setFirstBinding(row, chain);
  }

  #remove(institution: string): void {
    const row = this.#rows.byId(this.#rows.ids.wordsOf(institution));
    if (row === NONE) return;
    this.#unbind(row);
    this.#rows.remove(row);
  }

  #unbind(row: number): void {
    for (let at = this.#rows.firstBinding(row); at !== 0; ) at = this.#bindings.remove(at - 1);
    this.#rows.setFirstBinding(row, 0);
  }

  /** 0: its segment holds at `t`; 1: the first segment, which is to begin; 2: the last one, which has run out; NONE: not bound then. */
  #rank(binding: number, t: number): number {
    const row = this.#bindings.owner(binding);
    const segment = this.#rows.segmentAt(row, t);
    if (segment === NONE) return this.#bindings.inSegment(binding, this.#rows.segments(row) - 1) ? 2 : NONE;
    if (!this.#bindings.inSegment(binding, segment)) return NONE;
    return segment === 0 && t < this.#rows.from(row) ? 1 : 0;
  }

  #better(a: number, b: number, t: number): number {
    if (a === NONE) return b;
    const rank = this.#rank(a, t) - this.#rank(b, t);
    if (rank !== 0) return rank < 0 ? a : b;
    const [rowA, rowB] = [this.#bindings.owner(a), this.#bindings.owner(b)];
    const later = this.#rows.from(rowA) - this.#rows.from(rowB);
    if (later !== 0) return later > 0 ? a : b;
    return this.#rows.ids.text(rowA) < this.#rows.ids.text(rowB) ? a : b;
  }

  #view(row: number, binding: number): AdmissionRow {
    const policy = this.policy(this.#rows.standing(row).policy);
    return new AdmissionRow(this.#rows, row, policy, binding === NONE ? null : this.#bindings.copy(binding));
  }

  #current(row: AdmissionRow): number {
    return this.#rows.holds(row.index) && this.#rows.ids.equals(row.index, row.key) ? row.index : this.#rows.byId(row.key);
  }

  #ordersReaching(row: number): readonly ScopeOrder[] {
    if (this.#orders.size === 0) return [];
    const standing = this.#rows.standing(row);
    let orders = this.#reaching.get(standing);
    if (orders === undefined) {
      orders = reaching(standing.scope, this.orders);
      this.#reaching.set(standing, orders);
    }
    return orders;
  }

  #segment(row: number, segment: number): Segment {
    const bindings: Binding[] = [];
    for (let at = this.#rows.firstBinding(row); at !== 0; at = this.#bindings.next(at - 1)) {
      if (this.#bindings.inSegment(at - 1, segment)) bindings.push(this.#bindings.binding(at - 1));
    }
    return {
      from: segment === 0 ? this.#rows.from(row) : this.#rows.until(row, 0)!,
      until: this.#rows.until(row, segment),
      grants: { production: this.#rows.grant(row, segment, 'production'), test: this.#rows.grant(row, segment, 'test') },
      bindings: bindings.sort(byEnvironmentAndAddress),
    };
  }
}

/** Each distinct binding with the segments in which it is in force, as bits. */
function bindingsBySegments(segments: readonly Segment[]): Iterable<readonly [Binding, number]> {
  const distinct = new Map<string, [Binding, number]>();
  for (const [i, { bindings }] of segments.entries()) {
    for (const binding of bindings) {
      const key = `${binding.environment} ${binding.ip} ${binding.macs.join()} ${binding.subscriber ?? ''}`;
      const known = distinct.get(key);
      if (known === undefined) distinct.set(key, [binding, 1 << i]);
      else known[1] |= 1 << i;
    }
  }
  return distinct.values();
}

function byEnvironmentAndAddress(a: Binding, b: Binding): number {
  return ENVIRONMENTS.indexOf(a.environment) - ENVIRONMENTS.indexOf(b.environment) || (a.ip < b.ip ? -1 : 1);
}

function assertSound(institution: string, entry: Entry): void {
  if (entry.institution !== institution) {
    throw new Error(
      `准入条目属于 ${entry.institution}，却以 ${institution} 之名送达 / the entry of ${entry.institution} came under ${institution}`,
    );
  }
  for (const { bindings } of entry.segments) {
    for (const { ip, macs } of bindings) {
      const wrong = canonicalAddress(ip) !== ip ? ip : macs.find((mac) => canonicalMac(mac) !== mac);
      if (wrong !== undefined)
        throw new Error(`${institution}：地址书写不规范 ${wrong} / ${institution}: not a canonical address: ${wrong}`);
    }
  }
}
