/** A territory's acceptance list of the joint test: data of its profile, never assumed of another. Pure. */
import { type Profile, saidValue } from '@anjie/rulebook';
import type { BedReport, Owed } from './frozen-run.ts';

/**
 * Transactions that the list demands of an institution, each once.
 *
 * @param medTypes what the campaign covers; undefined: all that the kind of institution may offer
 */
export function demandedBy({ jointTest }: Profile, kind: string, medTypes: readonly string[] | undefined): readonly string[] {
  const rows = (saidValue(jointTest.acceptance) ?? []).filter(
    (row) =>
      row.kind === kind && (row.medTypes.length === 0 || medTypes === undefined || row.medTypes.some((one) => medTypes.includes(one))),
  );
  return [...new Set(rows.flatMap((row) => row.transactions))];
}

/**
 * What the list demands but the run was never asked for, such as one of a campaign that was opened before the list was in force. The release
 * that a short suite stands on has met the list.
 */
export function leftOut({ campaign }: BedReport, profile: Profile, kind: string): readonly Owed[] {
  if (campaign.suite === 'short') return [];
  return demandedBy(profile, kind, campaign.scope.med_type)
    .filter((code) => !campaign.scope.transaction.includes(code))
    .map((code) => ({ kind: 'transaction', code, next: `验收清单要求交易 ${code}，本次测试未列入；请重新发起联调测试` }));
}
