import type { CampaignCase, Suite, SuiteCase } from './suite.ts';

/** What a campaign covers: values of each parameter that suites may range over, such as med_type. */
export type Scope = Readonly<Record<string, readonly string[]>>;

/**
 * The cases of a campaign: each case of the suites once, or once for each value of its parameter. A value outside the scope leaves a case
 * that is not applicable, so that a report shows what was left out; a parameter the scope does not name is in scope with all its values.
 */
export function campaignCases(
  suites: readonly Suite[],
  scope: Scope,
): { readonly cases: readonly CampaignCase[]; readonly outside: readonly CampaignCase[] } {
  const cases: CampaignCase[] = [];
  const outside: CampaignCase[] = [];
  for (const one of suites.flatMap((suite) => suite.cases)) {
    if (one.each === null) {
      cases.push({ id: one.id, of: one, parameters: {} });
      continue;
    }
    const { name, values } = one.each;
    for (const value of values) (scope[name]?.includes(value) === false ? outside : cases).push(withParameter(one, name, value));
  }
  return { cases, outside };
}

function withParameter(of: SuiteCase, name: string, value: string): CampaignCase {
  return { id: `${of.id}@${value}`, of, parameters: { [name]: value } };
}

/** Every text that the cases' conditions name: data of the test itself, hence no secret of anybody. */
export function literalsOf(cases: readonly CampaignCase[]): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') found.add(value);
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner);
  };
  for (const { of } of cases) {
    if (of.kind !== 'sequence') continue;
    for (const step of of.steps) collect([step.when, step.must.map((one) => one.that), step.never.map((one) => one.when)]);
  }
  return found;
}
