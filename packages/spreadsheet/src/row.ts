/** A row that was read. `number` counts as a spreadsheet does: the first line is 1, lines without anything are not given. */
export interface Row {
  readonly number: number;
  readonly cells: readonly string[];
}

export const MOST_COLUMNS = 256;
