import { agreementSheet } from '../agreements/index.ts';
import { institutionSheet, operatorSheet } from '../institutions/index.ts';
import type { ImportSheet } from '../lists/index.ts';
import { addressSheet, lineSheet, terminalSheet } from '../network/index.ts';

/** Every list that is taken in from files, each declared beside its use case. */
export const IMPORT_SHEETS = [
  institutionSheet,
  operatorSheet,
  agreementSheet,
  lineSheet,
  addressSheet,
  terminalSheet,
  // A sheet's rows are read by its own schema and handed to its own use case: what is between need not know their type.
] as unknown as readonly ImportSheet<unknown>[];

export function sheetOf(list: string): ImportSheet<unknown> {
  const sheet = IMPORT_SHEETS.find((one) => one.list === list);
  if (sheet === undefined) throw new Error(`no sheet of the list ${list}`);
  return sheet;
}
