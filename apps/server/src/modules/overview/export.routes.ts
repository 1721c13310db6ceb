import { z } from 'zod';
import { FILE_POLICY } from '../../ground/answer-headers.ts';
import { readInput } from '../../ground/request-input.ts';
import { BUREAU_STAFF, only, type Route, rawRoute } from '../../ground/route.ts';
import type { Transactor, Tx } from '../../ground/transaction.ts';
import { type ExportColumn, type ExportedFile, exportRows } from '../disclosure/index.ts';
import { type Asked, type List, type ListRow, shown } from '../lists/index.ts';
import { LISTS } from './all-lists.ts';
import { columnsOf, sortOf } from './list.routes.ts';

const PAGE = 1000;
const asked = {
  format: z.enum(['csv', 'xlsx']).default('xlsx'),
  /** why the rows leave; kept in the audit and said in the file */
  purpose: z.string().trim().min(2).max(200),
};

/** Every list as a file, exactly as it is filtered, ordered and its columns chosen: masked, without formulas, audited before a byte leaves. */
export function exportRoutes(transactor: Transactor): Route[] {
  return LISTS.map((list) => exportRoute(transactor, list));
}

function exportRoute(transactor: Transactor, list: List): Route {
  const exported: Route = rawRoute({
    method: 'GET',
    path: `/exports/${list.name}`,
    summary: { zh: `导出${list.title.zh}（CSV 或 XLSX）`, en: `Export ${list.title.en} as CSV or XLSX, masked and audited` },
    access: only(BUREAU_STAFF),
    query: list.filter.extend({ sort: sortOf(list), columns: columnsOf(list), ...asked }),
    refusals: ['export-too-long'],
    raw: async (request, reply) => {
      const { format, purpose, columns, ...filter } = readInput(exported, request).query as Question;
      const written: ExportedFile[] = [];
      const work = async (tx: Tx) => {
        const file = await exportRows(tx, {
          list: list.name,
          title: list.title.zh,
          format,
          filter,
          purpose,
          columns: exportColumns(list, columns ?? Object.keys(list.columns)),
          pages: pagesOf(tx, list, filter),
        });
        written.push(file);
        return file;
      };
      const file = await transactor.run(request.actor!, request.id, work).catch(async (error: unknown) => {
        for (const one of written) await one.discard();
        throw error;
      });
      return reply
        .type(file.mediaType)
        .header('content-length', file.bytes)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
        .header('content-security-policy', FILE_POLICY)
        .header('x-rows', file.rows)
        .header('x-sm3', file.sm3)
        .send(file.open());
    },
  });
  return exported;
}

type Question = Asked & { readonly format: 'csv' | 'xlsx'; readonly purpose: string; readonly columns?: string[] };

/** Row by row, a page at a time. */
async function* pagesOf(tx: Tx, list: List, filter: Asked): AsyncGenerator<readonly ListRow[]> {
  let after: string | null = null;
  do {
    const page = await list.page(tx, filter, after, PAGE);
    yield page.rows;
    after = page.next;
  } while (after !== null);
}

function exportColumns(list: List, names: readonly string[]): ExportColumn<ListRow>[] {
  return names.map((name) => {
    const column = list.columns[name]!;
    const title = column.title.zh;
    if (column.grade === '个人')
      return { title, grade: column.grade, mask: (value: string) => column.mask(value), value: (row) => textOf(row[name]) };
    return { title, grade: column.grade, value: (row) => shown(column, row[name] ?? null) };
  });
}

/** What a mask is given: the text, or the JSON of several values. */
function textOf(value: ListRow[string] | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
