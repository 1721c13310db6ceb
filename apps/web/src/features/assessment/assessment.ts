import type { Text } from '../../words/language.tsx';

export type Verdict = 'conforms' | 'partly' | 'does-not' | 'not-applicable';
export const VERDICTS = ['conforms', 'partly', 'does-not', 'not-applicable'] as const;

/** One self-assessment of the installation against NX-附3.2. */
export interface Summary {
  readonly id: string;
  readonly cause: 'officer' | 'schedule' | 'command';
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly stage: string | null;
  readonly finishedAt: string | null;
  readonly measuredAt: string | null;
  readonly fault: string | null;
  readonly counts: Readonly<Record<Verdict, number>> | null;
  readonly open: number;
}

export interface Remark {
  readonly id: string;
  readonly assessment: string;
  readonly judgement: 'in-order' | 'not-in-order';
  readonly text: string;
  readonly by: string;
  readonly at: string;
  readonly confirmedBy: string | null;
  readonly confirmedAt: string | null;
  readonly stands: boolean;
}

export interface Item {
  readonly item: string;
  readonly clause: string;
  readonly words: string;
  readonly erratum: string | null;
  readonly verdict: Verdict;
  readonly former: Verdict | null;
  readonly checks: readonly {
    readonly clause: string;
    readonly words: string;
    readonly erratum: string | null;
    readonly verdict: Verdict;
    readonly evidence: Text;
  }[];
  readonly person: Text | null;
  readonly fails: { readonly commands: readonly string[]; readonly note: Text | null };
  readonly remark: Remark | null;
  readonly earlier: Remark | null;
}

export interface Assessment extends Summary {
  readonly items: readonly Item[];
}

const RANK: Readonly<Record<Verdict, number>> = { 'does-not': 0, partly: 1, 'not-applicable': 2, conforms: 2 };

/** How an item stands against the assessment before: better, worse, the same; null where there was none, or it did not apply. */
export function trendOf({ verdict, former }: Pick<Item, 'verdict' | 'former'>): 'better' | 'worse' | 'same' | null {
  if (former === null) return null;
  if (verdict === former) return 'same';
  if (RANK[verdict] === RANK[former]) return null;
  return RANK[verdict] > RANK[former] ? 'better' : 'worse';
}
