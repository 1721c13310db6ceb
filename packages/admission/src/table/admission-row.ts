import type { Binding, GatewayPolicy } from '../entry.ts';
import type { KeyColumn, Words } from './key-column.ts';

/**
 * An institution found in the table. It may be held across an await: it is a copy of what was known when it was found, and the table, which
 * knows an outdated row by `key`, gives the verdict on what it knows of the institution by then. Texts are made when they are asked for.
 */
export class AdmissionRow {
  /** null: the profile's policy has not come yet, and the caller refuses */
  readonly policy: GatewayPolicy | null;
  /** for the table's own use */
  readonly index: number;
  readonly key: Words;
  readonly #ids: KeyColumn;
  readonly #codes: KeyColumn;
  readonly #code: Words;
  readonly #binding: (() => Binding) | null;

  constructor(
    columns: { readonly ids: KeyColumn; readonly codes: KeyColumn },
    index: number,
    policy: GatewayPolicy | null,
    binding: (() => Binding) | null,
  ) {
    this.policy = policy;
    this.index = index;
    this.key = columns.ids.words(index);
    this.#ids = columns.ids;
    this.#codes = columns.codes;
    this.#code = columns.codes.words(index);
    this.#binding = binding;
  }

  get institution(): string {
    return this.#ids.textOf(this.key);
  }

  get code(): string {
    return this.#codes.textOf(this.#code);
  }

  /** The binding by which it was found; null when found by its code or id. */
  get binding(): Binding | null {
    return this.#binding?.() ?? null;
  }
}

/** What is known of a source address in an environment. */
export type Lookup =
  | { readonly kind: 'found'; readonly row: AdmissionRow }
  /** bound in the other environment only (NX-20(4)) */
  | { readonly kind: 'wrong-environment'; readonly row: AdmissionRow }
  | { readonly kind: 'unknown-source' };
