/** Watches one sequence case: attempts run side by side, each a walk through the steps with its own kept values. */
import type { Exchange } from '../exchange.ts';
import { type Bindings, holds, valueAt } from '../suite/condition.ts';
import type { CampaignCase, SequenceCase, Step } from '../suite/suite.ts';
import type { CaseStanding } from './case-state.ts';

interface Attempt {
  at: number;
  kept: Record<string, string>;
  evidence: number[];
  warnings: string[];
  broken: boolean;
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
  #attempts: Attempt[] = [];
  #conclusion: Conclusion | null = null;

  constructor(one: CampaignCase) {
    this.#case = one;
    this.#steps = (one.of as SequenceCase).steps;
  }

  take(exchange: Exchange): void {
    let taken = false;
    for (const attempt of [...this.#attempts]) taken = this.#advance(attempt, exchange) || taken;
    if (!taken) this.#begin(exchange);
    this.#attempts = this.#attempts.filter((attempt) => !attempt.broken && attempt.at < this.#steps.length).slice(-MAX_ATTEMPTS);
  }

  standing(): CaseStanding {
    const { id, of } = this.#case;
    const furthest = this.#attempts.reduce<Attempt | null>((best, one) => (best === null || one.at >= best.at ? one : best), null);
    const concluded = this.#conclusion;
    const done = concluded?.state === 'pass' || concluded?.state === 'warning';
    const total = this.#steps.length;
    return {
      id,
      zh: this.#case.parameters.med_type === undefined ? of.zh : `${of.zh}（医疗类别 ${this.#case.parameters.med_type}）`,
      en: of.en,
      clauses: of.clauses,
      state: concluded?.state ?? 'waiting',
      reason: concluded?.reason ?? '',
      next: done ? '' : this.#say(this.#steps[concluded === null ? (furthest?.at ?? 0) : 0]!.do),
      evidence: concluded?.evidence ?? furthest?.evidence ?? [],
      progress: [done ? total : (furthest?.at ?? 0), total],
    };
  }

  #begin(exchange: Exchange): void {
    const attempt: Attempt = { at: 0, kept: {}, evidence: [], warnings: [], broken: false };
    if (!this.#advance(attempt, exchange)) return;
    // The same beginning again (a person queried twice) replaces the attempt that had not come further.
    const same = (one: Attempt): boolean => one.at === attempt.at && JSON.stringify(one.kept) === JSON.stringify(attempt.kept);
    this.#attempts = [...this.#attempts.filter((one) => !same(one)), attempt];
  }

  /** Whether the exchange belonged to the attempt: a step done, or the rule broken that ends it. */
  #advance(attempt: Attempt, exchange: Exchange): boolean {
    const bindings: Bindings = { kept: attempt.kept, parameters: this.#case.parameters };
    for (let at = attempt.at; at < this.#steps.length; at += 1) {
      const step = this.#steps[at]!;
      if (this.#recognises(step, exchange, bindings)) {
        this.#perform(attempt, at, exchange, bindings);
        return true;
      }
      const forbidden =
        attempt.at === 0 ? undefined : step.never.find((one) => one.send.includes(exchange.infno) && holds(exchange, one.when, bindings));
      if (forbidden !== undefined) {
        this.#end(attempt, { state: 'fail', reason: forbidden.say, evidence: [...attempt.evidence, exchange.seq] });
        return true;
      }
      if (!step.optional) return false;
    }
    return false;
  }

  #recognises(step: Step, exchange: Exchange, bindings: Bindings): boolean {
    if (!step.send.includes(exchange.infno) || (step.reply !== 'any' && step.reply !== exchange.reply)) return false;
    if (step.fault !== null && step.fault !== exchange.fault) return false;
    return holds(exchange, step.when, bindings);
  }

  #perform(attempt: Attempt, at: number, exchange: Exchange, bindings: Bindings): void {
    const step = this.#steps[at]!;
    attempt.evidence.push(exchange.seq);
    for (const must of step.must) {
      if (holds(exchange, must.that, bindings)) continue;
      const reason = must.else.replace(/\{([^}]+)\}/g, (_, path: string) => valueAt(exchange, path) ?? '（无）');
      this.#end(attempt, { state: 'fail', reason, evidence: attempt.evidence });
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

  /** The attempt that ends last decides: a HIS that was mended shows it by doing it again. */
  #end(attempt: Attempt, conclusion: Conclusion): void {
    attempt.broken = true;
    this.#conclusion = conclusion;
  }

  #say(words: string): string {
    return words.replace(/@(\w+)/g, (_, name: string) => this.#case.parameters[name] ?? '');
  }
}
