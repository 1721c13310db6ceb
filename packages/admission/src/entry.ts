/**
 * An admission entry: what an enforcement point knows of one institution.
 *
 * It holds two segments: the grant now, and the grant from `changesAt` on until its own `changesAt`. Enforcement points switch by their
 * own clock, server or no server, and refuse everything after the last segment's end.
 */
import type { Denial, Text } from './facts.ts';
import type { Clause, Environment } from './words.ts';

export interface Reason {
  readonly code: string;
  readonly clause: Clause;
  readonly stated: boolean;
  /** since when it holds: epoch ms; null where nothing was ever recorded */
  readonly since: number | null;
  readonly denies: Denial;
  readonly what: Text;
  readonly mend: Text;
  /** the record behind it (restriction id, expired agreement id …), null where there is none */
  readonly ref: string | null;
  /** 由谁 — name of the bureau that ordered it; absent where nobody did */
  readonly by?: string;
}

export interface Grant {
  /** false: nothing passes. true: everything passes but the classes that reasons deny. */
  readonly admitted: boolean;
  readonly reasons: readonly Reason[];
}

export interface Binding {
  readonly ip: string;
  readonly environment: Environment;
  readonly macs: readonly string[];
  readonly subscriber: string | null;
}

export interface Segment {
  readonly from: number;
  /** exclusive; null: until something is recorded */
  readonly until: number | null;
  readonly grants: Readonly<Record<Environment, Grant>>;
  readonly bindings: readonly Binding[];
}

export interface EntryScope {
  readonly prov: string;
  readonly city: string;
  readonly div: string;
  readonly systems: readonly string[];
  readonly carriers: readonly string[];
}

export interface Entry {
  readonly institution: string;
  readonly code: string;
  /** profile code, names the gateway policy that applies */
  readonly policy: string;
  readonly scope: EntryScope;
  readonly segments: readonly [Segment] | readonly [Segment, Segment];
}

/** An order against a scope (NX-26 against a system, NX-35(2) against a jurisdiction …): ONE record of the feed. */
export interface ScopeOrder {
  readonly id: string;
  readonly scope:
    | { readonly kind: 'all' }
    | { readonly kind: 'division'; readonly code: string }
    /** within: code of the division whose text orders it, since a system runs, and a carrier works, in others too; absent: wherever it runs */
    | { readonly kind: 'system'; readonly id: string; readonly within?: string }
    | { readonly kind: 'carrier'; readonly id: string; readonly within?: string };
  readonly environments: readonly Environment[];
  readonly from: number;
  readonly until: number | null;
  readonly reason: Reason;
}

/** A refusal the gateway itself gives, with the clause of the jurisdiction. */
export interface GatewayRefusal {
  readonly clause: Clause;
  readonly stated: boolean;
  readonly what: Text;
  readonly mend: Text;
}

/** What a profile says to gateways. */
export interface GatewayPolicy {
  readonly profile: string;
  readonly replayWindowMs: number;
  readonly drainMs: number;
  readonly onCutOff: 'drain' | 'sever';
  readonly maxBodyBytes: number;
  /** by refusal code: unknown-source, binding-mismatch, wrong-environment, institution-mismatch, replayed, body-unreadable, envelope-incomplete, admission-unknown */
  readonly refusals: Readonly<Record<string, GatewayRefusal>>;
}

/**
 * A frame of the feed: state, not history. It holds the CURRENT entries, orders and policies of everything named in
 * (previous, revision]. A gateway applies it whole, and only if epoch and `previous` are its own.
 */
export interface Frame {
  readonly epoch: string;
  readonly previous: number;
  readonly revision: number;
  readonly serverTime: number;
  readonly entries: readonly { readonly institution: string; readonly revision: number; readonly entry: Entry | null }[];
  readonly orders: readonly { readonly id: string; readonly revision: number; readonly order: ScopeOrder | null }[];
  readonly policies: readonly GatewayPolicy[];
}
