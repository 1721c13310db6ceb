import type { Text } from '../../words/language.tsx';

/** A campaign as it was opened; the newest comes first. */
export interface Campaign {
  readonly campaign: string;
  readonly plan: string;
  readonly openedAt: string;
  readonly suite: 'whole' | 'part' | 'short';
  /** of a short suite: since when the release is certified, and since when no more */
  readonly certifiedAt: string | null;
  readonly endedAt: string | null;
}

export interface TestCase {
  readonly id: string;
  readonly title: Text;
  readonly kind: string;
  readonly clauses: readonly string[];
  readonly state: string;
  readonly reason: string;
  readonly next: string;
  /** numbers of the messages that decided it */
  readonly messages: readonly number[];
}

export interface CaseNote {
  readonly id: string;
  readonly case: string;
  readonly kind: string;
  readonly state: string | null;
  readonly reason: string;
  readonly at: string;
  readonly evidence: { readonly sm3: string; readonly name: string; readonly kept: boolean } | null;
  readonly byYou: boolean;
  readonly approved: boolean;
  readonly youMayApprove: boolean;
}

export interface ResultRecord {
  readonly item: string;
  readonly clause: string;
  readonly text: string;
  readonly verdict: string | null;
  readonly record: string | null;
}

export interface Run {
  readonly number: number;
  readonly beganAt: string;
  readonly frozenAt: string | null;
}

/** Where a campaign stands, as the server tells it. */
export interface Standing {
  readonly run: number;
  readonly runs: readonly Run[];
  readonly frozenAt: string | null;
  readonly open: boolean;
  readonly verdict: string;
  readonly messages: number;
  /** covered of required, 0 to 1 */
  readonly share: number;
  readonly cases: readonly TestCase[];
  readonly notes: readonly CaseNote[];
  readonly records: readonly ResultRecord[];
  /** what the report still lacks */
  readonly owed: readonly { readonly kind: string; readonly code: string; readonly next: string }[];
}

/** What whoever drives the HIS needs; told once. */
export interface Opened {
  readonly campaign: string;
  readonly endpoint: string;
  readonly key: string;
  readonly signing: Readonly<Record<string, string>>;
}

export interface MatrixRow {
  readonly infno: string;
  readonly zh: string;
  readonly of: string;
  readonly required: boolean;
  readonly covered: boolean;
  readonly count: number;
  readonly refused: number;
  readonly flawed: number;
  readonly cases: readonly { readonly id: string; readonly state: string }[];
}

export interface Finding {
  /** JSONPath in the message */
  readonly path: string;
  readonly rule: string;
  readonly severity: string;
  readonly value: unknown;
  readonly message: Text;
  readonly source: string;
}

export interface Message {
  readonly seq: number;
  readonly at: string;
  readonly infno: string;
  readonly msgid: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
  readonly reply: string;
  readonly error: string;
  readonly fault: string | null;
  readonly findings: readonly Finding[];
  readonly signature: { readonly ok: boolean; readonly diagnosis: string } | null;
  readonly bytes: number;
}

export interface Comparison {
  readonly a: { readonly run: number; readonly verdict: string; readonly share: number };
  readonly b: { readonly run: number; readonly verdict: string; readonly share: number };
  readonly changed: readonly {
    readonly id: string;
    readonly zh: string;
    readonly en: string;
    readonly a: string | null;
    readonly b: string | null;
    readonly turn: string;
    readonly reason: string;
  }[];
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}
