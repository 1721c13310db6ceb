/** The catalogue of clauses as a value. */

export interface Clause {
  readonly id: string;
  /** prefix of the text it stands in; null for documents that are referred to but not held, and for our own rule */
  readonly text: string | null;
  readonly addressee: readonly string[];
}

export interface Catalogue {
  find(id: string): Clause | undefined;
}
