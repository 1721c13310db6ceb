export { maskName, maskPhone } from '../../ground/masking.ts';
export { type ExportColumn, type ExportedFile, type ExportFormat, exportRows } from './export-rows.ts';
