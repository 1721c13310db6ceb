export { type ByteSource, bufferSource, fileSource } from './byte-source.ts';
export { csvLine, neutralised, readCsv, writeCsv } from './csv.ts';
export { readXlsx } from './read-xlsx.ts';
export type { Row } from './row.ts';
export { SharedTexts } from './shared-texts.ts';
export { SpreadsheetError } from './spreadsheet-error.ts';
export { type Note, writeXlsx } from './write-xlsx.ts';
