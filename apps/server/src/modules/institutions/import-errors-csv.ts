import { csvLine } from '@anjie/spreadsheet';
import type { RowError } from './import-columns.ts';

/** The errors as a CSV that a spreadsheet opens without running anything; with a byte order mark, so that Chinese is read as such. */
export function errorsCsv(errors: readonly RowError[]): string {
  const header = ['行 row', '列 column', '值 value', '规则 rule', '如何改正', 'how to mend'];
  const lines = errors.map((one) => [String(one.row), one.column, one.value ?? '', one.rule, one.mend.zh, one.mend.en]);
  return `\ufeff${[header, ...lines].map(csvLine).join('')}`;
}
