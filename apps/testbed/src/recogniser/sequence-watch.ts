/** Watches one sequence case: attempts run side by side, each a walk through the steps with its own kept values. */
import type { Exchange } from '../exchange.ts';
import { type Bindings, holds, valueAt } from '../suite/condition.ts';
import type { CampaignCase, SequenceCase, Step } from '../suite/suite.ts';
import { type CaseStanding, caseTitle } from './case-state.ts';

interface Attempt {
  at: number;
  kept: Record<string, string>;
  evidence: number[];
  warnings: string[];
  ended: boolean;
  readonly group: string;
}

interface Conclusion {
  readonly state: 'pass' | 'warning' | 'fail' | 'error';
  readonly reason: string;
  readonly evidence: readonly number[];
}

/** More open attempts of one case are a HIS walking in circles; the oldest is forgotten. */
const MAX_ATTEMPTS = 16;

export class SequenceWatch {
  readonly #case: CampaignCase;
  readonly #steps: readonly Step[];
  readonly #apart: readonly string[];
  #attempts: Attempt[] = [];
  /** the last conclusion of each group of attempts */
  readonly #conclusions = new Map<string, Conclusion>();

  constructor(one: CampaignCase) {
    this.#case = one;
    this.#steps = (one.of as SequenceCase).steps;
    this.#apart = (one.of as SequenceCase).apart;
  }

  take(exchange: Exchange): void {
    const reached = this.#attempts.map((attempt) => ({ attempt, at: this.#reach(attempt, exchange) })).filter((one) => one.at !== null);
    // What fulfils one attempt is no evidence against another that merely looks like it (two sales of one person side by side).
    const right = reached.filter(({ attempt, at }) => this.#broken(attempt, at!, exchange) === null);
    for (const { attempt, at } of right.length > 0 ? right : reached) this.#perform(attempt, at!, exchange);
    if (reached.length === 0 && !this.#forbids(exchange)) this.#begin(exchange);
    this.#attempts = this.#attempts.filter((attempt) => !attempt.ended).slice(-MAX_ATTEMPTS);
  }

  standing(): CaseStanding {
    const { id, of } = this.#case;
    const furthest = this.#attempts.reduce<Attempt | null>((best, one) => (best === null || one.at >= best.at ? one : best), null);
    const all = [...this.#conclusions.values()];
    const concluded = all.find((one) => one.state === 'fail') ?? all.find((one) => one.state === 'warning') ?? all.at(-1) ?? null;
    const done = concluded?.state === 'pass' || concluded?.state === 'warning';
    const total = this.#steps.length;
    return {
      id,
      kind: of.kind,
      zh: caseTitle(this.#case),
      en: of.en,
      clauses: of.clauses,
      state: concluded?.state ?? 'waiting',
      reason: concluded?.reason ?? '',
      next: done ? '' : this.#next(concluded === null ? (furthest?.at ?? 0) : 0),
      evidence: concluded?.evidence ?? furthest?.evidence ?? [],
      progress: [done ? total : (furthest?.at ?? 0), total],
    };
  }

  #begin(exchange: Exchange): void {
    const attempt: Attempt = {
      at: 0,
      kept: {},
      evidence: [],
      warnings: [],
      ended: false,
      group: this.#apart.map((path) => valueAt(exchange, path)).join(' '),
    };
    if (!this.#recognises(this.#steps[0]!, exchange, this.#bindings(attempt))) return;
    this.#perform(attempt, 0, exchange);
    // The same beginning again (a person queried twice) replaces the attempt that had not come further.
    const same = (one: Attempt): boolean => one.at === attempt.at && JSON.stringify(one.kept) === JSON.stringify(attempt.kept);
    this.#attempts = [...this.#attempts.filter((one) => !same(one)), attempt];
  }

  /** The step that the exchange is for this attempt: the awaited one, or one behind optional ones; null: none. */
  #reach(attempt: Attempt, exchange: Exchange): number | null {
    for (let at = attempt.at; at < this.#steps.length; at += 1) {
      if (this.#recognises(this.#steps[at]!, exchange, this.#bindings(attempt))) return at;
      if (!this.#steps[at]!.optional) return null;
    }
    return null;
  }

  /** Ends the attempts that must not meet this exchange now. */
  #forbids(exchange: Exchange): boolean {
    let met = false;
    for (const attempt of this.#attempts) {
      const bindings = this.#bindings(attempt);
      const rule = this.#steps[attempt.at]!.never.find((one) => one.send.includes(exchange.infno) && holds(exchange, one.when, bindings));
      if (rule === undefined) continue;
      this.#end(attempt, { state: 'fail', reason: rule.say, evidence: [...attempt.evidence, exchange.seq] });
      met = true;
    }
    return met;
  }

  #bindings(attempt: Attempt): Bindings {
    return { kept: attempt.kept, parameters: this.#case.parameters };
  }

  #recognises(step: Step, exchange: Exchange, bindings: Bindings): boolean {
    if (!step.send.includes(exchange.infno) || (step.reply !== 'any' && step.reply !== exchange.reply)) return false;
    if (step.fault !== null && step.fault !== exchange.fault) return false;
    return holds(exchange, step.when, bindings);
  }

  /** Why the exchange does not fulfil the step it is, or null. */
  #broken(attempt: Attempt, at: number, exchange: Exchange): string | null {
    const must = this.#steps[at]!.must.find((one) => !holds(exchange, one.that, this.#bindings(attempt)));
    return must === undefined ? null : must.else.replace(/\{([^}]+)\}/g, (_, path: string) => valueAt(exchange, path) ?? '（无）');
  }

  #perform(attempt: Attempt, at: number, exchange: Exchange): void {
    const step = this.#steps[at]!;
    attempt.evidence.push(exchange.seq);
    const reason = this.#broken(attempt, at, exchange);
    if (reason !== null) {
      this.#end(attempt, { state: 'fail', reason: this.#say(reason), evidence: attempt.evidence });
      return;
    }
    for (const [name, path] of Object.entries(step.keep)) {
      const value = valueAt(exchange, path);
      if (value !== undefined) attempt.kept = { ...attempt.kept, [name]: value };
    }
    for (const finding of exchange.findings) attempt.warnings.push(`${exchange.infno} ${finding.path} ${finding.message.split(' / ')[0]}`);
    attempt.at = at + 1;
    if (attempt.at < this.#steps.length) return;
    const warned = attempt.warnings.length > 0;
    this.#end(attempt, { state: warned ? 'warning' : 'pass', reason: attempt.warnings.slice(0, 3).join('；'), evidence: attempt.evidence });
  }

  /** Of a group of attempts the one that ends last decides: a HIS that was mended shows it by doing it again. */
  #end(attempt: Attempt, conclusion: Conclusion): void {
    attempt.ended = true;
    this.#conclusions.set(attempt.group, conclusion);
  }

  /** The instruction of a step; where it may be left out, with the ones after it. */
  #next(at: number): string {
    const last = this.#steps.findIndex((step, index) => index >= at && !step.optional);
    const steps = this.#steps.slice(at, last + 1);
    return this.#say(steps.map((step) => (step.optional ? `${step.do}（可省）` : step.do)).join('；'));
  }

  #say(words: string): string {
    return words.replace(/@(\w+)/g, (_, name: string) => this.#case.parameters[name] ?? '');
  }
}
