import type { Text } from '../../words/language.tsx';

/** A campaign as it was opened; the newest comes first. */
export interface Campaign {
  readonly campaign: string;
  readonly plan: string;
  readonly openedAt: string;
}

export interface TestCase {
  readonly id: string;
  readonly title: Text;
  readonly kind: string;
  readonly clauses: readonly string[];
  readonly state: string;
  readonly reason: string;
  readonly next: string;
}

export interface ResultRecord {
  readonly item: string;
  readonly clause: string;
  readonly text: string;
  readonly verdict: string | null;
  readonly record: string | null;
}

/** Where a campaign stands, as the server tells it. */
export interface Standing {
  readonly run: number;
  readonly frozenAt: string | null;
  readonly verdict: string;
  readonly messages: number;
  /** covered of required, 0 to 1 */
  readonly share: number;
  readonly cases: readonly TestCase[];
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
