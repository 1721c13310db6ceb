import type { CaseResult } from './campaign.ts';

/** One line of a result; the shape is a contract with scripts. */
export interface Verdict {
  readonly id: string;
  readonly his: string;
  readonly expected: string;
  readonly verdict: string;
  readonly ok: boolean;
  readonly plan?: string;
  readonly zh?: string;
  readonly clauses?: readonly string[];
  /** why it is as it is, and what to do next; Chinese */
  readonly reason?: string;
}

export interface Verdicts {
  readonly cases: readonly Verdict[];
  readonly ok: boolean;
}

const HOLDS = new Set(['pass', 'warning', 'attested', 'skipped', 'not-applicable']);

/** A HIS under test: every case is to pass; what only a person can attest is left open and does not count. */
export function verdictsOf(his: string, cases: readonly CaseResult[]): Verdicts {
  const rows = cases.map(({ id, kind, state, zh, clauses, reason, next }): Verdict => {
    const open = kind === 'attested' && state === 'waiting';
    const words = [reason, state === 'pass' ? '' : next].filter((one) => one !== '').join(' → ');
    return { id, his, expected: open ? 'attested' : 'pass', verdict: state, ok: open || HOLDS.has(state), zh, clauses, reason: words };
  });
  return { cases: rows, ok: rows.every((one) => one.ok) };
}

/** JUnit's XML, as CI servers read it: one test case a case, waiting and failing ones as failures with the next step. */
export function junit(name: string, verdicts: Verdicts): string {
  const attribute = (text: string): string =>
    text.replace(/[<>&"'\p{Cc}]/gu, (one) => (/\p{Cc}/u.test(one) ? ' ' : `&#${one.codePointAt(0)};`));
  const rows = verdicts.cases.map((one) => {
    const head = `  <testcase classname="${attribute(name)}.${attribute(one.his)}" name="${attribute(`${one.id} ${one.zh ?? ''}`.trim())}"`;
    if (!one.ok) return `${head}>\n    <failure message="${attribute(`${one.verdict}: ${one.reason ?? ''}`)}"/>\n  </testcase>`;
    return one.verdict === 'skipped' || one.verdict === 'not-applicable' || one.verdict === 'waiting'
      ? `${head}><skipped/></testcase>`
      : `${head}/>`;
  });
  const failures = verdicts.cases.filter((one) => !one.ok).length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="${attribute(name)}" tests="${verdicts.cases.length}" failures="${failures}">\n${rows.join('\n')}\n</testsuite>\n`;
}
