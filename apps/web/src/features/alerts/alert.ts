import type { Text } from '../../words/language.tsx';

/** A signal that something is amiss, as the officers see it. */
export interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly title: Text;
  readonly severity: 'notice' | 'warning' | 'critical';
  readonly state: 'open' | 'acknowledged' | 'closed';
  readonly subject: { readonly kind: string; readonly name: string | null };
  /** null: concerns the whole installation */
  readonly prov: string | null;
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly evidence: {
    readonly what: Text;
    readonly threshold: number | null;
    readonly windowMinutes: number | null;
    readonly detail: Readonly<Record<string, unknown>>;
  };
  readonly auditSearch: {
    readonly from: string;
    readonly until: string;
    readonly event: string | null;
    readonly result: string | null;
    readonly login: string | null;
  };
  readonly clause: string | null;
  readonly mend: Text;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly verdict: string | null;
  readonly finding: string | null;
  readonly may: readonly ('acknowledge' | 'close')[];
}

export const SEVERITIES = ['critical', 'warning', 'notice'] as const;
export const VERDICTS = ['attack', 'misuse', 'fault', 'false-alarm'] as const;
