import { codeTable, findTransaction } from '@anjie/national-interface';
import type { CampaignCase } from '../suite/suite.ts';

/** States a case can be in; the report shows no other. */
export const CASE_STATES = ['pass', 'fail', 'warning', 'skipped', 'not-applicable', 'waiting', 'error', 'attested'] as const;
export type CaseState = (typeof CASE_STATES)[number];

export interface CaseStanding {
  readonly id: string;
  readonly kind: 'sequence' | 'always' | 'attested';
  readonly zh: string;
  readonly en: string;
  readonly clauses: readonly string[];
  readonly state: CaseState;
  /** why it failed, or what it warns of; Chinese; '' otherwise */
  readonly reason: string;
  /** what to do next, plain Chinese; '' where nothing is left to do */
  readonly next: string;
  /** seq of the messages that decided */
  readonly evidence: readonly number[];
  /** steps done of steps in all; 0 of 0 where the case has none */
  readonly progress: readonly [number, number];
}

/** The title of a case with its parameter in words. */
export function caseTitle({ of, parameters }: CampaignCase): string {
  const words = Object.entries(parameters).map(([name, value]) => {
    const meaning = codeTable(name)?.codes[value] ?? findTransaction(value)?.row.zh;
    return meaning === undefined ? value : `${value} ${meaning}`;
  });
  return words.length === 0 ? of.zh : `${of.zh}（${words.join('、')}）`;
}
