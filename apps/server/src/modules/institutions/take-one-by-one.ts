import { translate } from '../../ground/fault.ts';
import type { Tx } from '../../ground/transaction.ts';
import type { ImportSheet, RowFault, SheetRow, Taking } from '../lists/index.ts';

/**
 * Takes rows of a sheet in by the use case of a single act, each by itself: a refusal is told of its row, with its clause, and leaves the others.
 * The institutions are locked first, all of them in one order, so that no two files wait for each other.
 */
export function takeOneByOne<Value extends { readonly institution: string }>(
  tx: Tx,
  sheet: Pick<ImportSheet<Value>, 'columns'>,
  act: (tx: Tx, value: Value) => Promise<unknown>,
): Taking<Value> {
  return {
    async take(rows) {
      const codes = [...new Set(rows.map(({ value }) => value.institution))];
      const known = await tx.db.selectFrom('institution').select('id').where('code', 'in', codes).execute();
      await tx.touch(known.map((one) => one.id));
      const faults: RowFault[] = [];
      for (const { row, value } of rows) {
        const fault = await tx
          .attempt(() => act(tx, value))
          .then(
            () => null,
            (error: unknown) => faultOfRefusal(sheet, { row, value }, error),
          );
        if (fault !== null) faults.push(fault);
      }
      return faults;
    },
    finish: async () => {},
  };
}

function faultOfRefusal<Value>(sheet: Pick<ImportSheet<Value>, 'columns'>, { row, value }: SheetRow<Value>, error: unknown): RowFault {
  const { code: rule, kind, detail } = translate(error);
  // What is no fault of the row is tried again with the whole file.
  if (kind.status >= 500) throw error;
  const said = detail.detail ?? kind.title;
  // "body.signatories.firm" is the column firm; "params.code" the institution.
  const last = detail.path?.split('.').at(-1) ?? '';
  const field = last === 'code' ? 'institution' : last;
  const column = sheet.columns[field];
  const given = column === undefined || column.personal ? null : (value as Record<string, unknown>)[field];
  return {
    row,
    field: column === undefined ? '' : field,
    value: given === undefined || given === null ? null : String(given).slice(0, 100),
    rule,
    clause: detail.clause ?? kind.clause,
    mend: { zh: `${said.zh}。${kind.mend.zh}`, en: `${said.en}. ${kind.mend.en}` },
  };
}
