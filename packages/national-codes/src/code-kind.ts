import { readFileSync } from 'node:fs';

/**
 * How sure the structure of a kind of code is: A seen in an official text, B fits real codes with the segments partly known, C one weak
 * source, ? no structure found. None of the codes is known to carry a check digit, so none is tested for one.
 */
export type Certainty = 'A' | 'B' | 'C' | '?';

/** One kind of the 15 national codes; a standard with several forms (drugs) has a kind a form. Data: catalogue/kinds.json. */
export interface CodeKind {
  readonly kind: string;
  /** number of the standard, 1 to 15 */
  readonly number: number;
  readonly zh: string;
  readonly en: string;
  readonly certainty: Certainty;
  readonly pattern: RegExp;
  /** a wider form that some places use, and how sure that one is */
  readonly looser: { readonly pattern: RegExp; readonly certainty: Certainty; readonly zh: string; readonly en: string } | null;
  /** what a code that was meant to be of this kind looks like; null: cannot be told by its looks */
  readonly looksLike: RegExp | null;
  /** full lengths where they are known */
  readonly lengths: readonly number[];
  /** place of the six-digit division (GB/T 2260) in the code; null: it has none */
  readonly region: number | null;
  /** transaction that publishes the list, where there is one */
  readonly list: string | null;
  readonly example: string | null;
}

interface KindRow extends Omit<CodeKind, 'pattern' | 'looser' | 'looksLike' | 'lengths' | 'region'> {
  readonly pattern: string;
  readonly looser?: { readonly pattern: string; readonly certainty: Certainty; readonly zh: string; readonly en: string };
  readonly looksLike: string | null;
  readonly lengths?: readonly number[];
  readonly region?: number;
}

const rows = JSON.parse(readFileSync(new URL('../catalogue/kinds.json', import.meta.url), 'utf8')) as readonly KindRow[];

/** Every kind, in the order of the standards. */
export const CODE_KINDS: readonly CodeKind[] = rows.map((row) => ({
  ...row,
  pattern: new RegExp(row.pattern),
  looser: row.looser === undefined ? null : { ...row.looser, pattern: new RegExp(row.looser.pattern) },
  looksLike: row.looksLike === null ? null : new RegExp(row.looksLike),
  lengths: row.lengths ?? [],
  region: row.region ?? null,
}));

/** A kind by its name, or null. */
export function findKind(kind: string): CodeKind | null {
  return CODE_KINDS.find((one) => one.kind === kind) ?? null;
}
