/** NX-附三 part 2: the 32 items with their sub-checks, as the regulation's text has them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clauseText, loadRegulations } from '@anjie/rulebook';

const ROOT = join(import.meta.dirname, '../../../..');

export interface ResultItem {
  /** 1a … 10b */
  readonly id: string;
  readonly clause: string;
  readonly title: string;
  /** the item's text, verbatim */
  readonly text: string;
  readonly checks: readonly { readonly clause: string; readonly text: string }[];
}

interface Annex {
  readonly must: readonly { readonly clause: string; readonly text: string }[];
  readonly items: readonly ResultItem[];
}

let annex: Annex | null = null;

/** Part 1, the six items that must be tested, and part 2, the 32 items with a result record each; words as in the text. Read once. */
export function annexThree(): Annex {
  if (annex !== null) return annex;
  const { catalogue } = loadRegulations(ROOT);
  const item = (clause: string, title: string): ResultItem => ({
    id: clause.slice('NX-附3.2-'.length),
    clause,
    title,
    text: clauseText(catalogue, clause),
    checks: catalogue.within(clause).map((check) => ({ clause: check.id, text: clauseText(catalogue, check.id) })),
  });
  const all = [...catalogue.clauses.values()].filter((one) => /^NX-附3\.2-\d+[a-g]$/.test(one.id));
  const must = [1, 2, 3, 4, 5, 6].map((n) => ({ clause: `NX-附3.1-${n}`, text: clauseText(catalogue, `NX-附3.1-${n}`) }));
  annex = { must, items: all.map((one) => item(one.id, one.title)) };
  return annex;
}

/** Names the project from its package.json, so that a report says by which version it was made. */
export function bedVersion(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}
