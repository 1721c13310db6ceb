import type { Measured } from './measured.ts';

export type Verdict = 'conforms' | 'partly' | 'does-not' | 'not-applicable';

export interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface Finding {
  readonly verdict: Verdict;
  /** what was measured */
  readonly evidence: Text;
}

/** One sub-check, as a pure function of what was measured. */
export type Check = (measured: Measured) => Finding;

const finding =
  (verdict: Verdict) =>
  (zh: string, en: string): Finding => ({ verdict, evidence: { zh, en } });

export const conforms = finding('conforms');
export const partly = finding('partly');
export const doesNot = finding('does-not');
export const notApplicable = finding('not-applicable');

const ORDER: readonly Verdict[] = ['does-not', 'partly', 'conforms', 'not-applicable'];

/** An item is as good as its worst sub-check that applies. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return ORDER.find((one) => verdicts.includes(one)) ?? 'not-applicable';
}

/** The first fault that was found decides, else all of it conforms. */
export function unless(faults: readonly (Finding | false)[], otherwise: Finding): Finding {
  const found = faults.filter((one) => one !== false);
  return found.find((one) => one.verdict === 'does-not') ?? found[0] ?? otherwise;
}

/** Names, the first few, with how many there are. */
export function list(names: readonly string[]): string {
  return names.length <= 5 ? names.join('、') : `${names.slice(0, 5).join('、')} …（${names.length}）`;
}

/** Whose rules they are, in words: provinces by name, and the nation's. `some`: whether there are any. */
export function territories(rules: readonly { readonly place: string | null }[]): {
  readonly some: boolean;
  readonly zh: string;
  readonly en: string;
} {
  const named = (nation: string) => list(rules.map(({ place }) => place ?? nation));
  return { some: rules.length > 0, zh: named('全国'), en: named('the nation') };
}
