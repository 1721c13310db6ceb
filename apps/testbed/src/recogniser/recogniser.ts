import type { Exchange } from '../exchange.ts';
import type { CampaignCase } from '../suite/suite.ts';
import { AlwaysWatch } from './always-watch.ts';
import { type CaseStanding, caseTitle } from './case-state.ts';
import type { JudgeContext, Judgement } from './judgement.ts';
import { SequenceWatch } from './sequence-watch.ts';

/**
 * Recognises which cases a sequence of messages fulfils. Pure: no clock, no I/O; the same exchanges in the same order give the same
 * standings, whether taken at once or one by one.
 */
export class Recogniser {
  readonly #watches: readonly { take(exchange: Exchange): void; standing(): CaseStanding }[];

  constructor(cases: readonly CampaignCase[], judgements: Readonly<Record<string, Judgement>>, context: JudgeContext) {
    this.#watches = cases.map((one) => {
      if (one.of.kind === 'sequence') return new SequenceWatch(one);
      if (one.of.kind === 'always') return new AlwaysWatch(one, judgements[one.of.judgement]!(context));
      return { take: () => {}, standing: () => unattested(one) };
    });
  }

  /** Takes the next exchange, in order of seq. */
  take(exchange: Exchange): void {
    for (const watch of this.#watches) watch.take(exchange);
  }

  standings(): readonly CaseStanding[] {
    return this.#watches.map((watch) => watch.standing());
  }
}

function unattested({ id, of }: CampaignCase): CaseStanding {
  const next = of.kind === 'attested' ? of.do : '';
  return {
    id,
    kind: of.kind,
    zh: of.zh,
    en: of.en,
    clauses: of.clauses,
    state: 'waiting',
    reason: '',
    next,
    evidence: [],
    progress: [0, 0],
  };
}

/** A case outside the campaign's scope. */
export function notApplicable(one: CampaignCase): CaseStanding {
  const { id, of } = one;
  return {
    id,
    kind: of.kind,
    zh: caseTitle(one),
    en: of.en,
    clauses: of.clauses,
    state: 'not-applicable',
    reason: '不在本机构的测试范围内',
    next: '',
    evidence: [],
    progress: [0, 0],
  };
}
