/** NX-附3.1-4 and -5: "full coverage" as a number with the list of what is missing. */
import type { CaseStanding } from './recogniser/case-state.ts';
import type { CampaignCase, CareCategory } from './suite/suite.ts';

export interface Missing {
  readonly kind: 'transaction' | 'med_type';
  readonly code: string;
  /** care category that it belongs to */
  readonly of: string;
  /** what to do, Chinese */
  readonly next: string;
}

export interface CoverageReport {
  readonly transactions: { readonly covered: number; readonly required: number };
  readonly medTypes: { readonly covered: number; readonly required: number };
  /** covered of required over both, 0 to 1, rounded down to 4 decimals, so that 1 means everything */
  readonly share: number;
  readonly missing: readonly Missing[];
}

/** Words for a demand that no care category makes but the territory's own acceptance list. */
const BY_ACCEPTANCE = '当地验收清单';

/**
 * Coverage of the institution's own scope: its care categories' transactions (each answered at least once, without an error of form), and
 * its medical categories (each with a case of its own passed).
 *
 * @param demanded infnos that the territory's acceptance list asks for beyond the categories; empty where it has none
 * @param answered infnos accepted by the platform without an error finding
 */
export function coverage(
  categories: readonly CareCategory[],
  medTypes: readonly string[],
  demanded: readonly string[],
  answered: ReadonlySet<string>,
  cases: readonly CampaignCase[],
  standings: readonly CaseStanding[],
): CoverageReport {
  const missing: Missing[] = [];
  const transactions = demandedTransactions(categories, medTypes, demanded);
  for (const [code, of] of transactions)
    if (!answered.has(code)) missing.push({ kind: 'transaction', code, of, next: `请在测试中发送交易 ${code} 并得到平台受理` });
  const passed = new Set(standings.filter((one) => ['pass', 'warning', 'attested'].includes(one.state)).map((one) => one.id));
  for (const code of medTypes) {
    const own = cases.filter((one) => one.parameters.med_type === code);
    if (own.some((one) => passed.has(one.id))) continue;
    const of = categories.find((one) => one.med_type.includes(code))?.zh ?? '';
    const next =
      own.length === 0
        ? `医疗类别 ${code} 没有用例，请约定补充用例`
        : `请完成医疗类别 ${code} 的结算场景（${own.map((one) => one.id).join('、')}）`;
    missing.push({ kind: 'med_type', code, of, next });
  }
  const required = transactions.size + medTypes.length;
  const count = (kind: Missing['kind']): number => missing.filter((one) => one.kind === kind).length;
  return {
    transactions: { covered: transactions.size - count('transaction'), required: transactions.size },
    medTypes: { covered: medTypes.length - count('med_type'), required: medTypes.length },
    share: required === 0 ? 1 : Math.floor(((required - missing.length) / required) * 10_000) / 10_000,
    missing,
  };
}

/** infno → words for who demands it: the care categories in scope, else the territory's acceptance list. */
export function demandedTransactions(
  categories: readonly CareCategory[],
  medTypes: readonly string[],
  demanded: readonly string[],
): ReadonlyMap<string, string> {
  const inScope = categories.filter((one) => one.med_type.length === 0 || one.med_type.some((code) => medTypes.includes(code)));
  return new Map([
    ...demanded.map((infno) => [infno, BY_ACCEPTANCE] as const),
    ...inScope.flatMap((one) => one.transactions.map((infno) => [infno, one.zh] as const)),
  ]);
}
