/** Transactions × cases: which transaction is demanded by what, which case sends it, and how each stands. */
import { findTransaction } from '@anjie/national-interface';
import type { CoverageReport } from '../coverage.ts';
import type { CaseStanding, CaseState } from '../recogniser/case-state.ts';
import type { CampaignCase } from '../suite/suite.ts';

/** How often a transaction was sent in a run. */
export interface Sent {
  readonly infno: string;
  readonly count: number;
  readonly refused: number;
  /** messages with a finding against the catalogue */
  readonly flawed: number;
}

export interface MatrixRow extends Sent {
  /** its name in the catalogue, Chinese; '' for one that the catalogue does not know */
  readonly zh: string;
  /** care category that demands it, Chinese; '' where none does */
  readonly of: string;
  /** demanded: counted by the coverage */
  readonly required: boolean;
  /** demanded and answered without an error of form */
  readonly covered: boolean;
  readonly cases: readonly { readonly id: string; readonly state: CaseState }[];
}

/**
 * One row for each transaction that is demanded, sent by a case, or was sent by the HIS; by number.
 *
 * @param demanded infno → care category that demands it, as the coverage counts
 */
export function matrixOf(
  demanded: ReadonlyMap<string, string>,
  covered: CoverageReport,
  cases: readonly CampaignCase[],
  standings: readonly CaseStanding[],
  sent: readonly Sent[],
): readonly MatrixRow[] {
  const states = new Map(standings.map((one) => [one.id, one.state]));
  const missing = new Set(covered.missing.filter((one) => one.kind === 'transaction').map((one) => one.code));
  const counts = new Map(sent.map((one) => [one.infno, one]));
  const senders = new Map<string, { id: string; state: CaseState }[]>();
  for (const { id, of } of cases) {
    if (of.kind !== 'sequence') continue;
    for (const infno of new Set(of.steps.flatMap((step) => step.send)))
      senders.set(infno, [...(senders.get(infno) ?? []), { id, state: states.get(id) ?? 'waiting' }]);
  }
  const all = new Set([...demanded.keys(), ...senders.keys(), ...counts.keys()]);
  return [...all].sort().map((infno) => ({
    infno,
    zh: findTransaction(infno)?.row.zh ?? '',
    of: demanded.get(infno) ?? '',
    required: demanded.has(infno),
    covered: demanded.has(infno) && !missing.has(infno),
    count: counts.get(infno)?.count ?? 0,
    refused: counts.get(infno)?.refused ?? 0,
    flawed: counts.get(infno)?.flawed ?? 0,
    cases: senders.get(infno) ?? [],
  }));
}
