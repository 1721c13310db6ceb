/**
 * decide(): a connection's admission as a pure function of recorded facts. Every refusal comes from a row of the profile's table and names
 * its clause; nothing else refuses.
 */
import { canonicalAddress, canonicalMac } from './address.ts';
import type { Binding, Grant, Reason } from './entry.ts';
import type { AddressFact, AdmissionRules, Facts, Interval, RequirementRow } from './facts.ts';
import { everHolds, holdsAt, overlap } from './interval.ts';
import { compareReasons, lackReason, restrictionReason } from './reason.ts';
import { ENVIRONMENTS, type Environment } from './words.ts';

export interface Decision {
  readonly grants: Readonly<Record<Environment, Grant>>;
  /** addresses in force with the terminals in force behind them, listed even when refused, so that a known source is told WHY */
  readonly bindings: readonly Binding[];
  /** the first instant after `now` (epoch ms) at which the decision differs if nothing more is recorded; null: never */
  readonly changesAt: number | null;
}

/** A stretch of time in which a required fact is held, and the record that says so. */
export interface Holding extends Interval {
  readonly ref: string;
}

/**
 * Decides on one institution at `now` (epoch ms). Total: never throws. An address or MAC that is not well-formed is held to be unfiled.
 * The order in which facts are given does not matter.
 */
export function decide(facts: Facts, now: number): Decision {
  const sound = { ...facts, addresses: wellFormed(facts.addresses) };
  const result = evaluate(sound, now);
  const today = JSON.stringify(result);
  const changesAt = turningPoints(sound, now).find((t) => JSON.stringify(evaluate(sound, t)) !== today) ?? null;
  return { ...result, changesAt };
}

function evaluate(facts: Facts, t: number): Omit<Decision, 'changesAt'> {
  return {
    grants: { production: grantOf(facts, 'production', t), test: grantOf(facts, 'test', t) },
    bindings: ENVIRONMENTS.flatMap((environment) => bindingsOf(facts.addresses, environment, t)),
  };
}

function grantOf(facts: Facts, environment: Environment, t: number): Grant {
  const reasons = [...restrictionReasons(facts, environment, t), ...lackReasons(facts, environment, t)];
  return { admitted: !reasons.some((reason) => reason.denies === 'all'), reasons };
}

function restrictionReasons(facts: Facts, environment: Environment, t: number): Reason[] {
  const inForce = facts.restrictions.filter((restriction) => holdsAt(restriction, t));
  return inForce
    .flatMap((restriction) =>
      facts.rules.restrictions
        .filter((row) => row.kind === restriction.kind && row.environments.includes(environment))
        .map((row) => restrictionReason(row, restriction)),
    )
    .sort(compareReasons);
}

/** In the order of the profile's table, which is the order in which an institution goes through the steps. */
function lackReasons(facts: Facts, environment: Environment, t: number): Reason[] {
  const reasons: Reason[] = [];
  for (const row of facts.rules.requirements) {
    if (!applies(row, facts.institution.kind, environment)) continue;
    const holdings = holdingsOf(facts, row, environment);
    if (holdings.some((holding) => holdsAt(holding, t))) continue;
    reasons.push(lackReason(row, lastEnded(holdings, t), facts.institution.registeredAt));
  }
  return reasons;
}

function applies(row: AdmissionRules['requirements'][number], kind: string, environment: Environment): boolean {
  return row.environments.includes(environment) && (row.kinds === null || row.kinds.includes(kind));
}

/** A terminal counts only while the address before it is in force too: several filed MACs may stand behind one filed IP (NX-8). */
function holdingsOf(facts: Facts, { requires, atLeast }: RequirementRow, environment: Environment): Holding[] {
  if (requires === 'address') return facts.addresses.filter((address) => address.environment === environment);
  if (requires === 'terminal') {
    return facts.addresses
      .filter((address) => address.environment === environment)
      .flatMap((address) => address.terminals.map((terminal) => ({ ...overlap(address, terminal), ref: terminal.ref })));
  }
  return facts.held.filter(
    (fact) =>
      fact.kind === requires &&
      (fact.environment === null || fact.environment === environment) &&
      (atLeast === undefined || (fact.level ?? 0) >= atLeast),
  );
}

function lastEnded(holdings: readonly Holding[], t: number): Holding | null {
  let last: Holding | null = null;
  for (const holding of holdings) {
    if (holding.until === null || holding.until > t || !everHolds(holding)) continue;
    if (last === null || holding.until > last.until! || (holding.until === last.until && holding.ref > last.ref)) last = holding;
  }
  return last;
}

/** One binding an address, even where two records file the same one: their terminals are taken together. */
function bindingsOf(addresses: readonly AddressFact[], environment: Environment, t: number): Binding[] {
  const inForce = addresses.filter((address) => address.environment === environment && holdsAt(address, t));
  const byIp = Map.groupBy(inForce.sort(byRef), (address) => address.ip);
  return [...byIp.keys()].sort().map((ip) => {
    const records = byIp.get(ip)!;
    const terminals = records.flatMap((address) => address.terminals).filter((terminal) => holdsAt(terminal, t));
    const macs = [...new Set(terminals.map((terminal) => terminal.mac))].sort();
    return { ip, environment, macs, subscriber: records.find((address) => address.subscriber !== null)?.subscriber ?? null };
  });
}

function byRef(a: { readonly ref: string }, b: { readonly ref: string }): number {
  return a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0;
}

function wellFormed(addresses: readonly AddressFact[]): AddressFact[] {
  return addresses.flatMap((address) => {
    const ip = canonicalAddress(address.ip);
    if (ip === null) return [];
    const terminals = address.terminals.flatMap((terminal) => {
      const mac = canonicalMac(terminal.mac);
      return mac === null ? [] : [{ ...terminal, mac }];
    });
    return [{ ...address, ip, terminals }];
  });
}

/** The result is constant between two neighbouring end-points, so that only these need to be tried. Ascending, after `now`. */
function turningPoints(facts: Facts, now: number): number[] {
  const intervals: Interval[] = [
    ...facts.held,
    ...facts.restrictions,
    ...facts.addresses,
    ...facts.addresses.flatMap((address) => address.terminals),
  ];
  const points = new Set<number>();
  for (const { from, until } of intervals) {
    if (from > now) points.add(from);
    if (until !== null && until > now) points.add(until);
  }
  return [...points].sort((a, b) => a - b);
}
