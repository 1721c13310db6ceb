import { type Catalogue, clauseText } from '@anjie/rulebook';
import { access } from './access.ts';
import { auditing } from './auditing.ts';
import { data } from './data.ts';
import { type Check, type Text, type Verdict, worst } from './finding.ts';
import { identification } from './identification.ts';
import { intrusion } from './intrusion.ts';
import { type Failing, ITEMS } from './items.ts';
import type { Measured } from './measured.ts';

/** Sub-check → its check. The ids are the last parts of the clauses' ids. */
export const CHECKS: Readonly<Record<string, Check>> = { ...identification, ...access, ...auditing, ...intrusion, ...data };

export interface AssessedCheck {
  /** NX-附3.2-1a-1 */
  readonly clause: string;
  readonly words: string;
  readonly erratum: string | null;
  readonly verdict: Verdict;
  readonly evidence: Text;
}

export interface AssessedItem {
  /** 1a */
  readonly item: string;
  readonly clause: string;
  readonly words: string;
  readonly erratum: string | null;
  readonly verdict: Verdict;
  readonly checks: readonly AssessedCheck[];
  /** what a person must still look at; null: nothing */
  readonly person: Text | null;
  readonly fails: Failing;
}

export interface Assessment {
  readonly measuredAt: string;
  readonly mode: Measured['mode'];
  readonly items: readonly AssessedItem[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

/**
 * The 32 items and 68 sub-checks of NX-附3.2 judged from what was measured. `conforms` is always the good answer, whichever way the text asks
 * (1a-3, 2c-1, 2e-3 and 4b-2 ask for what is bad).
 *
 * @throws Error when the text holds a sub-check that nothing checks
 */
export function assess(measured: Measured, catalogue: Catalogue): Assessment {
  const items = ITEMS.map(({ id, fails, person }): AssessedItem => {
    const clause = `NX-附3.2-${id}`;
    const checks = catalogue.within(clause).map((row): AssessedCheck => {
      const check = CHECKS[row.id.slice('NX-附3.2-'.length)];
      if (check === undefined) throw new Error(`${row.id}: 没有对应的检查 / nothing checks it`);
      return { clause: row.id, words: row.words, erratum: row.erratum ?? null, ...check(measured) };
    });
    return {
      item: id,
      clause,
      words: clauseText(catalogue, clause),
      erratum: catalogue.clauses.get(clause)?.erratum ?? null,
      verdict: worst(checks.map(({ verdict }) => verdict)),
      checks,
      person,
      fails,
    };
  });
  const number = (verdict: Verdict) => items.filter((one) => one.verdict === verdict).length;
  return {
    measuredAt: measured.at,
    mode: measured.mode,
    items,
    counts: {
      conforms: number('conforms'),
      partly: number('partly'),
      'does-not': number('does-not'),
      'not-applicable': number('not-applicable'),
    },
  };
}
