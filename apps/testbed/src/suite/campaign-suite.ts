/** How much of a plan a campaign plays. Pure. */
import type { CareCategory, Plan } from './suite.ts';

/** whole: every medical category of a full plan; part: some of them; short: a plan for releases that passed the whole one before */
export type PlayedSuite = 'whole' | 'part' | 'short';

/** @param medTypes the campaign's scope; a campaign whose plan is known no more has played a part of something */
export function playedSuite(plan: Plan | undefined, medTypes: readonly string[]): PlayedSuite {
  if (plan === undefined) return 'part';
  if (plan.short_of !== undefined) return 'short';
  return plan.med_type.every((one) => medTypes.includes(one)) ? 'whole' : 'part';
}

/** The care categories whose transactions a campaign must cover; a short plan names its own transactions in their place. */
export function categoriesFor(plan: Plan | undefined, all: readonly CareCategory[], institution: string): readonly CareCategory[] {
  if (plan?.short_of !== undefined)
    return [
      { id: plan.plan, zh: plan.zh, en: plan.plan, institutions: [plan.institution], med_type: [], transactions: plan.transactions ?? [] },
    ];
  return all.filter((one) => one.institutions.some((kind) => kind === institution));
}
