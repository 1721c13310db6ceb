import type { z } from 'zod';
import type { Text } from '../../ground/refusal.ts';
import type { Role } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';

/** A column of the sheets that are taken in: the headers that people write above it, and what to tell who filled it in wrongly. */
export interface SheetColumn {
  /** the machine's name and the Chinese header, then further spellings */
  readonly headers: readonly [string, string, ...string[]];
  readonly required: boolean;
  /** a person's name or number: never echoed */
  readonly personal: boolean;
  readonly mend: Text;
  /** words that stand for values, e.g. 医疗机构 for hospital */
  readonly words?: Readonly<Record<string, string>>;
}

/** The column by which a row names its institution. */
export const institutionColumn: SheetColumn = {
  headers: ['institution', '机构编码', 'code'],
  required: true,
  personal: false,
  mend: { zh: '字母加 11 位数字的机构编码', en: 'the code of an institution: a letter and 11 digits' },
};

/** What is wrong with one value; `row` counts as a spreadsheet does, the header being row 1. */
export interface RowFault {
  readonly row: number;
  /** field of the sheet; empty: the row as a whole */
  readonly field: string;
  readonly value: string | null;
  readonly rule: string;
  readonly clause: string | null;
  readonly mend: Text;
}

export interface SheetRow<Value> {
  readonly row: number;
  readonly value: Value;
}

/** Takes rows in, inside one transaction under the scope of the one who sent the file. */
export interface Taking<Value> {
  /** records what can be recorded. @returns what cannot, with its reason; those rows left no trace */
  take(rows: readonly SheetRow<Value>[]): Promise<readonly RowFault[]>;
  /** before the commit, once every row has been taken */
  finish(): Promise<void>;
}

/** A list that is taken in from files: its columns as data, and the same use case that a single act runs through. */
export interface ImportSheet<Value> {
  readonly list: string;
  readonly title: Text;
  readonly access: readonly Role[];
  readonly columns: Readonly<Record<string, SheetColumn>>;
  readonly schema: z.ZodType<Value>;
  /** a rule across the values of one row */
  readonly across?: (value: Value) => { readonly field: string; readonly rule: string } | null;
  /** what may stand once in a file, and the column that says it */
  readonly key: { readonly field: string; readonly of: (value: Value) => string };
  /** told while the file is checked, of everything on record: rows that stand there already */
  readonly standing?: (tx: Tx, rows: readonly SheetRow<Value>[]) => Promise<readonly RowFault[]>;
  readonly begin: (tx: Tx) => Taking<Value>;
  /** rows of one transaction, where good rows are kept without the others */
  readonly batch: number;
  /** the most rows of a file that is kept as a whole: what one transaction can decide */
  readonly mostWhole: number;
}

export type HeaderFault = { readonly value: string; readonly rule: string };

/** The fields in the order of the file, or what is wrong with the header: unknown, twice or missing. */
export function readHeader<Value>(sheet: ImportSheet<Value>, cells: readonly string[]): string[] | HeaderFault {
  const known = Object.entries(sheet.columns);
  const fields: string[] = [];
  for (const cell of cells) {
    const field = known.find(([, column]) => column.headers.includes(cell.trim()))?.[0];
    if (field === undefined) return { value: cell.slice(0, 100), rule: known.flatMap(([, { headers }]) => headers).join(', ') };
    if (fields.includes(field)) return { value: cell.slice(0, 100), rule: 'twice' };
    fields.push(field);
  }
  const missing = known.find(([field, column]) => column.required && !fields.includes(field));
  return missing === undefined ? fields : { value: missing[1].headers.slice(0, 2).join(' / '), rule: 'missing' };
}

/** One row: what it asks for, or every value that is wrong. */
export function readRow<Value>(
  sheet: ImportSheet<Value>,
  fields: readonly string[],
  cells: readonly string[],
  row: number,
): { readonly value: Value } | { readonly faults: readonly RowFault[] } {
  if (cells.length !== fields.length) return { faults: [otherWidth(row, fields.length, cells.length)] };
  const record: Record<string, string> = {};
  for (const [i, field] of fields.entries()) {
    const cell = cells[i]!.trim();
    if (cell !== '') record[field] = sheet.columns[field]!.words?.[cell] ?? cell;
  }
  const result = sheet.schema.safeParse(record);
  if (!result.success) {
    const wrong = [...new Set(result.error.issues.map((issue) => String(issue.path[0] ?? '')))];
    return {
      faults: wrong.map((field) => faultOf(sheet, row, field, record[field], record[field] === undefined ? 'missing' : 'value-invalid')),
    };
  }
  const across = sheet.across?.(result.data) ?? null;
  return across === null ? { value: result.data } : { faults: [faultOf(sheet, row, across.field, record[across.field], across.rule)] };
}

/** A fault in words: the column's own, unless `mend` says more. A person's value is never repeated. */
export function faultOf<Value>(
  sheet: Pick<ImportSheet<Value>, 'columns'>,
  row: number,
  field: string,
  value: string | undefined,
  rule: string,
  mend?: Text,
): RowFault {
  const column = sheet.columns[field];
  const shown = column === undefined || column.personal || value === undefined ? null : value.slice(0, 100);
  const words = mend ?? column?.mend ?? { zh: '请核对本行', en: 'Check this row' };
  return { row, field: column === undefined ? '' : field, value: shown, rule, clause: null, mend: words };
}

function otherWidth(row: number, due: number, found: number): RowFault {
  const mend = { zh: `应有 ${due} 列，现有 ${found} 列`, en: `${due} columns are due, there are ${found}` };
  return { row, field: '', value: null, rule: 'column-count', clause: null, mend };
}
