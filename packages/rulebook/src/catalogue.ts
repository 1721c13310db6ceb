/** The catalogue of clauses as a value. */
import type { ClauseFile, ClauseRow, Reference } from './catalogue-schema.ts';

/** A clause with the words that its span has in the text. */
export interface Clause extends ClauseRow {
  readonly text: ClauseFile['text'];
  readonly words: string;
}

/** What may be cited: a clause of a held text, or a document that is not held (text null). */
export interface Citable {
  readonly id: string;
  readonly title: string;
  readonly text: ClauseFile['text'] | null;
  readonly addressee: readonly string[];
}

export type TextInfo = Omit<ClauseFile, 'clauses'>;

export class Catalogue {
  readonly texts: ReadonlyMap<string, TextInfo>;
  readonly clauses: ReadonlyMap<string, Clause>;
  readonly references: ReadonlyMap<string, Reference>;

  constructor(texts: readonly TextInfo[], clauses: readonly Clause[], references: readonly Reference[]) {
    this.texts = new Map(texts.map((one) => [one.text, one]));
    this.clauses = new Map(clauses.map((one) => [one.id, one]));
    this.references = new Map(references.map((one) => [one.id, one]));
  }

  find(id: string): Citable | undefined {
    const reference = this.references.get(id);
    return this.clauses.get(id) ?? (reference && { ...reference, text: null, addressee: [] });
  }

  /** Clauses that stand directly within another, in the order of the text. */
  within(id: string): Clause[] {
    return [...this.clauses.values()].filter((one) => one.within === id);
  }
}

/**
 * The quoted text of a clause, markup dropped and page breaks joined; of a reference, its title.
 *
 * @param whole also the clauses within it, in the order of the text
 * @throws Error for an id that the catalogue does not know
 */
export function clauseText(catalogue: Catalogue, id: string, whole = false): string {
  const clause = catalogue.clauses.get(id);
  if (!clause) {
    const reference = catalogue.references.get(id);
    if (reference) return reference.title;
    throw new Error(`条款目录中没有 ${id}，请核对编号 / there is no clause ${id} in the catalogue; check the id`);
  }
  if (!whole) return clause.words;
  return [clause.words, ...catalogue.within(id).map((child) => clauseText(catalogue, child.id, true))].join('\n');
}
