import type { z } from 'zod';
import type { Text } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';

/** One column of a list, with its grade in the data dictionary. What identifies a person leaves masked or not at all. */
export type ListColumn = {
  readonly title: Text;
  /** words shown for values, e.g. 已提交 for filed */
  readonly words?: Readonly<Record<string, string>>;
} & ({ readonly grade: '公开' | '内部' | '敏感' } | { readonly grade: '个人'; readonly mask: (value: string) => string });

export type ListValue = string | number | boolean | Date | object | null;
/** By the names of the columns; persons are not masked yet. */
export type ListRow = Readonly<Record<string, ListValue>>;

export interface ListPage {
  readonly rows: readonly ListRow[];
  /** where the next page begins; null: this is the last one */
  readonly next: string | null;
}

/** What is asked of a list: its filters by name, and its order ("filedAt", or "-filedAt" for the latest first). */
export type Asked = Readonly<Record<string, unknown>> & { readonly sort?: string | undefined };

/** A list that is shown, counted, saved as a search and taken away as a file by one machinery. */
export interface List {
  readonly name: string;
  readonly title: Text;
  readonly columns: Readonly<Record<string, ListColumn>>;
  /** what narrows it; optional every one */
  readonly filter: z.ZodObject;
  /** names of columns that it can be ordered by; the first is the order where none is asked for */
  readonly sorts: readonly [string, ...string[]];
  page(tx: Tx, asked: Asked, after: string | null, limit: number): Promise<ListPage>;
  /** how many rows there are, counted up to `most` and no further */
  count(tx: Tx, asked: Asked, most: number): Promise<number>;
}

/** The value as the screen and the file show it: in words, a person masked. */
export function shown(column: ListColumn, value: ListValue): Exclude<ListValue, object> | Date {
  if (value === null) return null;
  if (column.grade === '个人') return column.mask(typeof value === 'object' ? JSON.stringify(value) : String(value));
  if (typeof value === 'string') return column.words?.[value] ?? value;
  return typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value;
}
