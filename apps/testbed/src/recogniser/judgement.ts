/** Named judgements that suites hold every message to. A judge remembers what earlier messages said; it sees them in order. */
import type { Exchange } from '../exchange.ts';

export interface Said {
  readonly verdict: 'pass' | 'warning' | 'fail';
  /** Chinese; '' for pass */
  readonly reason: string;
}

/** Judges one message; null: the rule does not concern it. */
export type Judge = (exchange: Exchange) => Said | null;

/** What a judge may know of the campaign. */
export interface JudgeContext {
  readonly institution: string;
}

export type Judgement = (context: JudgeContext) => Judge;

export const PASS: Said = { verdict: 'pass', reason: '' };

export function fail(reason: string): Said {
  return { verdict: 'fail', reason };
}

export function warn(reason: string): Said {
  return { verdict: 'warning', reason };
}
