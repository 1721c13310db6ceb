/** Two runs side by side: what got better, what got worse. */
import type { CaseState } from '../recogniser/case-state.ts';
import type { Report } from './report.ts';

export type Turn = 'better' | 'worse' | 'other';

/** How near a state is to what is wanted; states that say nothing of the HIS have none. */
const WORTH: Partial<Record<CaseState, number>> = { fail: 0, waiting: 1, warning: 2, attested: 3, pass: 3 };

export function turned(a: CaseState | null, b: CaseState | null): Turn {
  const [was, is] = [a === null ? undefined : WORTH[a], b === null ? undefined : WORTH[b]];
  if (was === undefined || is === undefined || was === is) return 'other';
  return is > was ? 'better' : 'worse';
}

export interface Changed {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** null: the run has no such case */
  readonly a: CaseState | null;
  readonly b: CaseState | null;
  readonly turn: Turn;
  /** of the later run, or of the earlier where the later has no such case */
  readonly reason: string;
}

export interface Comparison {
  readonly a: { readonly run: number; readonly verdict: string; readonly share: number };
  readonly b: { readonly run: number; readonly verdict: string; readonly share: number };
  readonly changed: readonly Changed[];
  /** demands of the coverage that run b meets and run a did not, and the reverse */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

export function compareRuns(a: Report, b: Report): Comparison {
  const head = ({ run, verdict, coverage }: Report) => ({ run: run.number, verdict, share: coverage.share });
  const [was, is] = [casesOf(a), casesOf(b)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].flatMap((id): Changed[] => {
    const [before, after] = [was.get(id), is.get(id)];
    if (before?.state === after?.state) return [];
    const told = (after ?? before)!;
    const states = { a: before?.state ?? null, b: after?.state ?? null };
    return [{ id, zh: told.zh, en: told.en, ...states, turn: turned(states.a, states.b), reason: told.reason }];
  });
  const missing = ({ coverage }: Report): string[] => coverage.missing.map((one) => `${one.kind} ${one.code}`);
  const [lacked, lacks] = [missing(a), missing(b)];
  return {
    a: head(a),
    b: head(b),
    changed,
    gained: lacked.filter((one) => !lacks.includes(one)),
    lost: lacks.filter((one) => !lacked.includes(one)),
  };
}

function casesOf({ cases }: Report): ReadonlyMap<string, Report['cases'][number]> {
  return new Map(cases.map((one) => [one.id, one]));
}
