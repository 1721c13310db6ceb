export { csvLine, neutralised, readCsv, writeCsv } from './csv.ts';
export { readXlsx } from './read-xlsx.ts';
export type { Row } from './row.ts';
export { SpreadsheetError } from './spreadsheet-error.ts';
export { writeXlsx } from './write-xlsx.ts';
