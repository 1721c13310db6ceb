import { Failure } from '../command.ts';
import { beijingIso } from './beijing-time.ts';
import type { Words } from './words.ts';

/** A step as it was played. */
export interface PlayedStep {
  /** Beijing time with its offset */
  readonly at: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly expected: string;
  readonly actual: string;
  readonly ok: boolean;
  /** refusals in their own words, and how long things took */
  readonly notes: readonly string[];
}

/** A step as it is told beforehand. */
export interface Step {
  readonly title: Words;
  readonly clauses: readonly string[];
  /** facts that must be seen, in this order and no others */
  readonly expected: readonly string[];
}

/** What is seen while a step is played. */
export interface Sight {
  saw(fact: string): void;
  note(text: string): void;
}

/** Something came otherwise than a step needs to go on. */
export class Otherwise extends Error {}

export interface Audience {
  chapter(title: Words): void;
  step(step: PlayedStep, number: number): void;
}

/** Plays steps one after another. A step that fails ends nothing: those that do not depend on it are still worth seeing. */
export class Story {
  readonly steps: PlayedStep[] = [];
  readonly #audience: Audience;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  get ok(): boolean {
    return this.steps.length > 0 && this.steps.every((step) => step.ok);
  }

  /** Steps that belong together; where one cannot be told for want of another, the rest of the chapter is marked as not played. */
  async chapter(title: Words, play: () => Promise<void>): Promise<void> {
    this.#audience.chapter(title);
    try {
      await play();
    } catch (error) {
      await this.step(
        { title: { zh: `${title.zh}：未能演完`, en: `${title.en}: not played to its end` }, clauses: [], expected: ['演完'] },
        () => Promise.reject(error),
      );
    }
  }

  async step(step: Step, play: (sight: Sight) => Promise<void>): Promise<void> {
    const at = beijingIso(new Date());
    const seen: string[] = [];
    const notes: string[] = [];
    try {
      await play({ saw: (fact) => seen.push(fact), note: (text) => notes.push(text) });
    } catch (error) {
      if (!(error instanceof Otherwise || error instanceof Failure)) throw error;
      seen.push(`未成：${error.message}`);
    }
    const expected = step.expected.join('；');
    const actual = seen.join('；');
    const played = {
      at,
      title: `${step.title.zh} / ${step.title.en}`,
      clauses: step.clauses,
      expected,
      actual,
      ok: expected === actual,
      notes,
    };
    this.steps.push(played);
    this.#audience.step(played, this.steps.length);
  }
}
