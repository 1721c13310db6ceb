/** Columns of the institutions' CSV, with the headers that people write, and one row read by the rules of registration. */
import { refuse } from './institution.errors.ts';
import { registration } from './register-institution.ts';

export type Registration = ReturnType<typeof registration.parse>;
type Field = keyof Registration;

interface Column {
  readonly headers: readonly string[];
  readonly required: boolean;
  /** a person's name or number: never echoed */
  readonly personal: boolean;
  readonly mend: { readonly zh: string; readonly en: string };
}

const atMost = (n: number) => ({ zh: `最多 ${n} 个字`, en: `at most ${n} characters` });

const COLUMNS: Readonly<Record<Field, Column>> = {
  code: {
    headers: ['code', '机构编码'],
    required: true,
    personal: false,
    mend: { zh: 'H 或 P 加 11 位数字', en: 'H or P and 11 digits' },
  },
  kind: {
    headers: ['kind', '机构类别'],
    required: true,
    personal: false,
    mend: { zh: '填“医疗机构”或“零售药店”，并与编码首字母一致', en: 'hospital or pharmacy, fitting the first letter of the code' },
  },
  name: { headers: ['name', '机构名称'], required: true, personal: false, mend: { zh: '2 至 200 个字', en: '2 to 200 characters' } },
  tier: { headers: ['tier', '等级'], required: false, personal: false, mend: atMost(20) },
  address: { headers: ['address', '地址'], required: false, personal: false, mend: atMost(300) },
  contactName: { headers: ['contactName', '联系人'], required: false, personal: true, mend: atMost(50) },
  contactPhone: {
    headers: ['contactPhone', '联系电话'],
    required: false,
    personal: true,
    mend: { zh: '5 至 20 位数字，可含 + - ( ) 和空格', en: '5 to 20 digits, with + - ( ) and spaces' },
  },
  legalRepresentative: { headers: ['legalRepresentative', '法定代表人'], required: false, personal: true, mend: atMost(50) },
};

const KINDS: Readonly<Record<string, string>> = {
  医疗机构: 'hospital',
  定点医疗机构: 'hospital',
  零售药店: 'pharmacy',
  定点零售药店: 'pharmacy',
};

/** What is wrong with one value; `row` counts as a spreadsheet does, the header being row 1. */
export interface RowError {
  readonly row: number;
  readonly column: string;
  readonly value: string | null;
  readonly rule: string;
  readonly mend: { readonly zh: string; readonly en: string };
}

/** The fields in the order of the file. @throws csv-header-invalid naming the header that is unknown, twice or missing */
export function readHeader(cells: readonly string[]): Field[] {
  const known = Object.keys(COLUMNS) as Field[];
  const fields = cells.map((cell) => {
    const field = known.find((one) => COLUMNS[one].headers.includes(cell.trim()));
    return (
      field ??
      refuse('csv-header-invalid', {
        path: 'row 1',
        value: cell.slice(0, 100),
        rule: known.flatMap((one) => COLUMNS[one].headers).join(', '),
      })
    );
  });
  const twice = fields.find((field, i) => fields.indexOf(field) !== i);
  if (twice !== undefined) refuse('csv-header-invalid', { path: 'row 1', value: twice, rule: 'twice' });
  const missing = known.find((field) => COLUMNS[field].required && !fields.includes(field));
  if (missing !== undefined) refuse('csv-header-invalid', { path: 'row 1', value: COLUMNS[missing].headers.join(' / '), rule: 'missing' });
  return fields;
}

/** One row: the registration it asks for, or every value that is wrong. */
export function readRow(fields: readonly Field[], cells: readonly string[], row: number): { value: Registration } | { errors: RowError[] } {
  if (cells.length !== fields.length)
    return {
      errors: [
        {
          row,
          column: '',
          value: null,
          rule: 'column-count',
          mend: {
            zh: `应有 ${fields.length} 列，现有 ${cells.length} 列`,
            en: `${fields.length} columns are due, there are ${cells.length}`,
          },
        },
      ],
    };
  const record: Partial<Record<Field, string>> = {};
  for (const [i, field] of fields.entries()) {
    const cell = cells[i]!.trim();
    if (cell !== '') record[field] = field === 'kind' ? (KINDS[cell] ?? cell) : cell;
  }
  const result = registration.safeParse(record);
  if (!result.success) {
    const wrong = [...new Set(result.error.issues.map((issue) => issue.path[0] as Field))];
    return { errors: wrong.map((field) => errorOf(row, field, record[field], record[field] === undefined ? 'missing' : 'value-invalid')) };
  }
  const fits = result.data.code[0] === (result.data.kind === 'hospital' ? 'H' : 'P');
  return fits ? { value: result.data } : { errors: [errorOf(row, 'kind', record.kind, 'kind-does-not-fit-code')] };
}

export function errorOf(row: number, field: Field, value: string | undefined, rule: string, mend = COLUMNS[field].mend): RowError {
  const { headers, personal } = COLUMNS[field];
  return { row, column: headers.join(' / '), value: personal || value === undefined ? null : value.slice(0, 100), rule, mend };
}
