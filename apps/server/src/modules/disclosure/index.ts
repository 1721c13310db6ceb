export { type ExportColumn, type ExportedFile, type ExportFormat, exportRows } from './export-rows.ts';
export { maskName, maskPhone } from './masking.ts';
