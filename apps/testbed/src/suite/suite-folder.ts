/** Reads conformance/suites: suites, plans, care categories and test persons. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { JUDGEMENTS } from '../judgements/index.ts';
import { readSuite, SuiteInvalid } from './read-suite.ts';
import type { CareCategory, Plan, Suite } from './suite.ts';

/** Where the suites of this project lie. */
export const SUITE_FOLDER = join(import.meta.dirname, '../../../../conformance/suites');

/** A person of the test data who is the switch of a fault. */
export interface TestPerson {
  readonly psn_no: string;
  readonly psn_name: string;
  readonly certno: string;
  readonly cards: readonly string[];
  /** what the person is for, Chinese */
  readonly purpose: string;
  readonly fault?: { readonly kind: string; readonly on: readonly string[]; readonly every: number };
}

export interface SuiteFolder {
  readonly plans: readonly Plan[];
  readonly categories: readonly CareCategory[];
  readonly persons: readonly TestPerson[];
  readonly personsFile: string;
  suite(name: string): Suite;
}

/** @throws SuiteInvalid naming file, path and rule for anything that is not as it must be */
export function loadSuites(folder: string = SUITE_FOLDER): SuiteFolder {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const plans = (parse(read('plans.yaml')) as { plans: Plan[] }).plans;
  const names = [...new Set(plans.flatMap((plan) => plan.suites))];
  const suites = new Map(names.map((name) => [name, readSuite(`${name}.yaml`, read(`${name}.yaml`), Object.keys(JUDGEMENTS))]));
  const ids = [...suites.values()].flatMap((suite) => suite.cases.map((one) => one.id));
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new SuiteInvalid(`用例编号 ${twice} 在两个套件中重复 / the case id ${twice} occurs in two suites`);
  const personsFile = join(folder, 'persons.json');
  return {
    plans,
    categories: (parse(read('care-categories.yaml')) as { categories: CareCategory[] }).categories,
    persons: JSON.parse(readFileSync(personsFile, 'utf8')) as TestPerson[],
    personsFile,
    suite(name) {
      const found = suites.get(name);
      if (found === undefined)
        throw new SuiteInvalid(`没有套件 ${name}，可用：${names.join('、')} / there is no suite ${name}; there are ${names.join(', ')}`);
      return found;
    },
  };
}
