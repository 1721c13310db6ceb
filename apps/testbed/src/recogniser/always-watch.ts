import type { Exchange } from '../exchange.ts';
import type { AlwaysCase, CampaignCase } from '../suite/suite.ts';
import type { CaseStanding } from './case-state.ts';
import type { Judge } from './judgement.ts';

/** Watches one rule that every message of a run is held to: one that breaks it fails the run. */
export class AlwaysWatch {
  readonly #case: CampaignCase;
  readonly #judge: Judge;
  #seen = 0;
  #warned: { readonly reason: string; readonly seq: number } | null = null;
  #failed: { readonly reason: string; readonly seq: number } | null = null;

  constructor(one: CampaignCase, judge: Judge) {
    this.#case = one;
    this.#judge = judge;
  }

  take(exchange: Exchange): void {
    const said = this.#judge(exchange);
    if (said === null) return;
    this.#seen += 1;
    const found = { reason: `${exchange.infno}：${said.reason}`, seq: exchange.seq };
    if (said.verdict === 'fail') this.#failed ??= found;
    else if (said.verdict === 'warning') this.#warned ??= found;
  }

  standing(): CaseStanding {
    const { id, of } = this.#case;
    const noted = this.#failed ?? this.#warned;
    const state = this.#failed !== null ? 'fail' : this.#seen === 0 ? 'waiting' : this.#warned !== null ? 'warning' : 'pass';
    return {
      id,
      kind: of.kind,
      zh: of.zh,
      en: of.en,
      clauses: of.clauses,
      state,
      reason: noted?.reason ?? '',
      next: state === 'waiting' ? (of as AlwaysCase).do : state === 'fail' ? `改正后重新开始一轮：${(of as AlwaysCase).do}` : '',
      evidence: noted === null ? [] : [noted.seq],
      progress: [0, 0],
    };
  }
}
