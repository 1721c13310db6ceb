/**
 * What is recorded of one institution, as far as admission depends on it.
 *
 * Instants are epoch milliseconds. An interval holds from `from` (inclusive) to `until` (exclusive; null: open end).
 * Every fact declares its sign: a held fact, an address or a terminal can only widen the grant (positive); a restriction can only
 * narrow it (negative). The monotony test of decide() rests on these signs.
 */
import type { Clause, Environment, TransactionClass } from './words.ts';

export interface Interval {
  readonly from: number;
  readonly until: number | null;
}

/** Positive facts that are simply there or not. A rule row of the profile names the kind that it requires. */
export const HELD_KINDS = [
  'service-agreement', // 定点服务协议 in force
  'line', // 专线 / VPDN line filed, carrier's audit passed
  'carrier-binding', // the carrier has bound MAC to IP (NX-8)
  'connection-consent', // 反馈表「同意接入」 for the system connected (NX-20)
  'test-consent', // evaluation passed: joint test may begin (NX-20(2))
  'network-test', // JC-7
  'system-test', // JC-7
  'security-agreement', // 信息系统安全管理协议 (TS-0)
  'connection-procedure', // 联网申报流程 gone through (TS-2(3))
  'security-operator', // 安全运维人员 named (NX-5)
  'mlps-certificate', // 等保测评证书 of the system run (NX-20(1)), with its level
] as const;
export type HeldKind = (typeof HELD_KINDS)[number];

/** sign: positive */
export interface HeldFact extends Interval {
  readonly kind: HeldKind;
  /** null: counts for both environments */
  readonly environment: Environment | null;
  /** id of the record behind the fact */
  readonly ref: string;
  /** of a certificate: its MLPS level */
  readonly level?: number;
}

/** sign: positive. A filed address with the filed terminals behind it. */
export interface AddressFact extends Interval {
  readonly ip: string;
  readonly environment: Environment;
  readonly ref: string;
  readonly terminals: readonly TerminalFact[];
  /** RADIUS user of a VPDN line, where the line is one */
  readonly subscriber: string | null;
}

/** sign: positive. MAC in lower case with colons. */
export interface TerminalFact extends Interval {
  readonly mac: string;
  readonly ref: string;
}

export const RESTRICTION_KINDS = [
  'cut-off', // 切断
  'settlement-suspension', // 暂停结算
  'disbursement-stop', // 停止拨付
  'system-suspension', // NX-26
  'permission-stop', // TS-4
  'agreement-termination', // JC-14
  'settlement-termination', // NX-20(4)
  'upload-pause', // NX-35(2)
  'blacklist', // JC-14
] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];

/** sign: negative. What it denies is said by the profile's row for its kind; the clause is that of the order itself. */
export interface RestrictionFact extends Interval {
  readonly kind: RestrictionKind;
  readonly ref: string;
  readonly clause: Clause;
  readonly stated: boolean;
  /** 由谁 — the deciding bureau's name, shown in the reason */
  readonly by: string;
}

/** Something shared, by its id, that an institution stands on during an interval. */
export interface StandsOn extends Interval {
  readonly id: string;
}

export interface InstitutionFacts {
  readonly id: string;
  readonly code: string;
  readonly kind: string;
  readonly prov: string;
  readonly city: string;
  readonly div: string;
  readonly registeredAt: number;
  /** systems and carriers the institution has stood on, each with its time: what a scope order against one of them reaches */
  readonly systems: readonly StandsOn[];
  readonly carriers: readonly StandsOn[];
}

export interface Facts {
  readonly institution: InstitutionFacts;
  readonly held: readonly HeldFact[];
  readonly addresses: readonly AddressFact[];
  readonly restrictions: readonly RestrictionFact[];
  readonly rules: AdmissionRules;
}

/** Text in both languages. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** What a row takes away: everything, or some classes of transactions. An empty list takes nothing away and is only shown. */
export type Denial = 'all' | readonly TransactionClass[];

/** One row of the profile's table: the institution is refused unless the fact is held. */
export interface RequirementRow {
  /** stable refusal code, kebab-case, e.g. "address-not-filed" */
  readonly code: string;
  readonly requires: HeldKind | 'address' | 'terminal';
  /** of a certificate: the lowest level that suffices */
  readonly atLeast?: number;
  readonly environments: readonly Environment[];
  /** institution kinds it applies to; null: every kind */
  readonly kinds: readonly string[] | null;
  readonly denies: Denial;
  readonly clause: Clause;
  /** false: the text is silent here and the row is our reading */
  readonly stated: boolean;
  readonly what: Text;
  readonly mend: Text;
}

/** One row per restriction kind. */
export interface RestrictionRow {
  readonly kind: RestrictionKind;
  readonly code: string;
  readonly environments: readonly Environment[];
  readonly denies: Denial;
  readonly what: Text;
  readonly mend: Text;
}

/** The admission part of the profile in force for an institution's territory. */
export interface AdmissionRules {
  /** profile code, e.g. "640000" */
  readonly profile: string;
  readonly requirements: readonly RequirementRow[];
  readonly restrictions: readonly RestrictionRow[];
}
