import { readFileSync } from 'node:fs';
import type { Text } from './read-envelope.ts';

/** What a transaction does, as far as admission cares. Which infno is of which class is data: catalogue/transaction-classes.json. */
export type TransactionClass = 'query' | 'register' | 'settle' | 'reverse' | 'reconcile' | 'upload';

interface ClassesFile {
  readonly unknown: TransactionClass;
  readonly classes: Readonly<Record<TransactionClass, { readonly rule: Text; readonly infnos: readonly string[] }>>;
}

const file = JSON.parse(readFileSync(new URL('../catalogue/transaction-classes.json', import.meta.url), 'utf8')) as ClassesFile;
const classes = new Map<string, TransactionClass>();
for (const [name, { infnos }] of Object.entries(file.classes)) {
  for (const infno of infnos) classes.set(infno, name as TransactionClass);
}

/**
 * Class of a transaction. One that the list lacks is `settle`, the most restricted class: an order that stops settlement must not be
 * escaped by a number nobody has classified. `isClassified` tells the two apart, so that the caller can warn.
 */
export function transactionClass(infno: string): TransactionClass {
  return classes.get(infno) ?? file.unknown;
}

/** Whether the list names this transaction. */
export function isClassified(infno: string): boolean {
  return classes.has(infno);
}

/** Every classified infno, in the order of the file. */
export function classifiedTransactions(): readonly string[] {
  return [...classes.keys()];
}
