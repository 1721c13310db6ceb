/** Why a file cannot be read: `code` is stable, `row` is where, as a spreadsheet counts; null: in no row. */
export class SpreadsheetError extends Error {
  readonly code:
    | 'not-utf8'
    | 'csv-broken'
    | 'not-xlsx'
    | 'xlsx-encrypted'
    | 'xlsx-broken'
    | 'too-large-unpacked'
    | 'too-many-columns'
    | 'empty';
  readonly row: number | null;

  constructor(code: SpreadsheetError['code'], message: string, row: number | null = null) {
    super(message);
    this.code = code;
    this.row = row;
  }
}
