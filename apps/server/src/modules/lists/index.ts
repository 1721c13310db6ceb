export {
  faultOf,
  type ImportSheet,
  institutionColumn,
  type RowFault,
  readHeader,
  readRow,
  type SheetColumn,
  type SheetRow,
  type Taking,
} from './import-sheet.ts';
