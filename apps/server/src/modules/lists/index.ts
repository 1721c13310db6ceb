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
export { type Asked, type List, type ListColumn, type ListPage, type ListRow, type ListValue, shown } from './list.ts';
export { type SqlColumn, sqlList } from './sql-list.ts';
