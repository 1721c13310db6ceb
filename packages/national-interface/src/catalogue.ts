/**
 * The catalogue of transactions: one national layer, and layers of provinces over it (catalogue/*.json, one transaction a line).
 *
 * A node is [name, "o" object or "a" array, place, fields]; place is "top" (a member of input or output), "in NODE" (a member of that
 * node), "root" (its fields stand in input or output itself), "file" (columns of a file, not of the message) or "unnamed" (the sources do
 * not say its name). A field is [name, Chinese name, type, presence, code table?, condition?]; types: s30 text of at most 30 characters,
 * n16.2 number of 16 digits of which 2 decimals, d:FORMAT date or time, a array, o object, b bytes, ? not stated; presence: 1 required,
 * 0 optional, c conditional.
 */
import { readFileSync } from 'node:fs';

export type FieldRow = readonly [
  name: string,
  zh: string,
  type: string,
  presence: '0' | '1' | 'c',
  table?: string | null,
  when?: Readonly<Record<string, string>>,
];
export type NodeRow = readonly [name: string, kind: 'o' | 'a', place: string, fields: readonly FieldRow[]];

export interface TransactionRow {
  readonly infno: string;
  readonly zh: string;
  readonly en: string;
  readonly group: string;
  readonly senders: readonly string[];
  readonly mode: string;
  /** in how many independent sources the transaction was seen */
  readonly sources: number;
  /** path of the service where each transaction has one of its own */
  readonly path?: string;
  /** the message stands without the envelope: the specification states it, or it was only seen so */
  readonly bare?: 'stated' | 'seen';
  readonly input: readonly NodeRow[];
  readonly output: readonly NodeRow[];
}

type FieldOverride = { readonly presence?: '1'; readonly length?: number };
type NodeOverrides = Readonly<Record<string, Readonly<Record<string, FieldOverride>>>>;

export interface Layer {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** whether the code tables are this province's own, so that none of them is open here */
  readonly statesTables: boolean;
  /** lengths of envelope fields where the province states its own */
  readonly envelope: Readonly<Record<string, number>>;
  readonly withdrawn: Readonly<Record<string, string>>;
  readonly transactions: Readonly<
    Record<string, { readonly input?: NodeOverrides; readonly output?: NodeOverrides; readonly also?: readonly string[] }>
  >;
}

export interface CodeTable {
  readonly zh: string;
  /** true: provinces are known to add codes of their own */
  readonly open?: true;
  readonly codes: Readonly<Record<string, string>>;
}

/** Codes of the provinces that have a layer. The national layer needs none. */
export const LAYERS = ['150000', '430000', '440000', '500000'] as const;

function load<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../catalogue/${name}`, import.meta.url), 'utf8')) as T;
}

let transactions: ReadonlyMap<string, TransactionRow> | null = null;
let tables: Readonly<Record<string, CodeTable>> | null = null;
const layers = new Map<string, Layer>();

/** Every transaction of the national layer, by infno. Read once, on first use. */
export function catalogue(): ReadonlyMap<string, TransactionRow> {
  transactions ??= new Map(load<TransactionRow[]>('transactions.json').map((row) => [row.infno, row]));
  return transactions;
}

/** A code table by its name, or null. */
export function codeTable(name: string): CodeTable | null {
  tables ??= load<Record<string, CodeTable>>('code-tables.json');
  return Object.hasOwn(tables, name) ? tables[name]! : null;
}

/** The layer of a province by its six-digit code; null for a province without one, which is then judged by the national layer alone. */
export function provinceLayer(code: string): Layer | null {
  if (!(LAYERS as readonly string[]).includes(code)) return null;
  const known = layers.get(code) ?? load<Layer>(`layers/${code}.json`);
  layers.set(code, known);
  return known;
}

/**
 * The row that a message is checked by: the infno's own, else that of the number without its letter (2207A is checked as 2207, since
 * provinces add a letter to a variant of the same business), else null.
 */
export function findTransaction(infno: string): { readonly row: TransactionRow; readonly exact: boolean } | null {
  const own = catalogue().get(infno);
  if (own !== undefined) return { row: own, exact: true };
  const base = /^\d{4}[A-Za-z]$/.test(infno) ? catalogue().get(infno.slice(0, 4)) : undefined;
  return base === undefined ? null : { row: base, exact: false };
}
