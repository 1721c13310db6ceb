/** The form of suites: data in conformance/suites, readable by any language. */

/** A value a condition asks for: text (equal), a list (one of), or one of the named tests. `$name` is a kept value, `@name` a parameter. */
export type Wanted = string | readonly string[] | { readonly not: string } | { readonly matches: string } | { readonly present: boolean };

/** Path → wanted. Paths: `envelope.X`, `in.NODE.X`, `out.NODE.X`, `in..X` (the first X at any depth), `infno`. All must hold. */
export type Conditions = Readonly<Record<string, Wanted>>;

export interface Must {
  readonly that: Conditions;
  /** what is wrong and how to mend it, Chinese; {path} is replaced by the value met */
  readonly else: string;
}

export interface Never {
  readonly send: readonly string[];
  readonly when: Conditions;
  readonly say: string;
}

export interface Step {
  readonly send: readonly string[];
  /** instruction to the person at the HIS, Chinese */
  readonly do: string;
  readonly when: Conditions;
  readonly reply: 'accepted' | 'refused' | 'lost' | 'any';
  readonly fault: string | null;
  /** judged once the step is recognised: what does not hold fails the case */
  readonly must: readonly Must[];
  /** name → path */
  readonly keep: Readonly<Record<string, string>>;
  readonly optional: boolean;
  /** what must not be sent while this step is awaited */
  readonly never: readonly Never[];
}

interface CaseHead {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly clauses: readonly string[];
  /** parameter → values; the case stands once for each value that is in the campaign's scope */
  readonly each: { readonly name: string; readonly values: readonly string[] } | null;
}

/** Fulfilled by messages in an order. */
export interface SequenceCase extends CaseHead {
  readonly kind: 'sequence';
  /** paths of the first message: attempts that differ in them are judged apart, and one that fails is not mended by another that passes */
  readonly apart: readonly string[];
  readonly steps: readonly Step[];
}

/** Judged on every message by a named judgement of the bed. */
export interface AlwaysCase extends CaseHead {
  readonly kind: 'always';
  readonly judgement: string;
  readonly do: string;
}

/** Seen by a person, shown by evidence. */
export interface AttestedCase extends CaseHead {
  readonly kind: 'attested';
  readonly do: string;
}

export type SuiteCase = SequenceCase | AlwaysCase | AttestedCase;

export interface Suite {
  readonly suite: string;
  readonly zh: string;
  readonly en: string;
  readonly cases: readonly SuiteCase[];
}

/** What a kind of institution is tested on when nothing narrower is agreed. */
export interface Plan {
  readonly plan: string;
  readonly zh: string;
  readonly institution: 'hospital' | 'pharmacy';
  readonly suites: readonly string[];
  readonly med_type: readonly string[];
  /** settlements that the exceptions are played on */
  readonly settlement: readonly string[];
  /** catalogues that are downloaded */
  readonly catalogue: readonly string[];
  /** of a short plan: the whole one, which a release must have passed before; the territory's rules say whether that suffices */
  readonly short_of?: string;
  /** of a short plan: the transactions that it demands in place of those of the care categories */
  readonly transactions?: readonly string[];
}

/** 就诊类别: what an institution offers, with the transactions and medical categories that belong to it. */
export interface CareCategory {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly institutions: readonly ('hospital' | 'pharmacy')[];
  readonly med_type: readonly string[];
  readonly transactions: readonly string[];
}

/** A case of a campaign: parameters put in. `id` is unique in the campaign. */
export interface CampaignCase {
  readonly id: string;
  readonly of: SuiteCase;
  readonly parameters: Readonly<Record<string, string>>;
}
