import { z } from 'zod';
import { refuse } from '../../ground/refusal.ts';
import { BUREAU_STAFF, only, type Route, rawRoute } from '../../ground/route.ts';
import type { Transactor, Tx } from '../../ground/transaction.ts';
import { type ExportedFile, exportRows } from '../disclosure/index.ts';
import { EXPORTS, type ExportList, pagesOf } from './export-lists.ts';

const asked = {
  format: z.enum(['csv', 'xlsx']).default('xlsx'),
  /** why the rows leave; kept in the audit */
  purpose: z.string().trim().min(2).max(200),
};

/** Every list as a file: masked, with no formula in it, audited before a byte leaves. */
export function exportRoutes(transactor: Transactor): Route[] {
  return Object.entries(EXPORTS).map(([name, list]) => exportRoute(transactor, name, list as unknown as ExportList<z.ZodObject, unknown>));
}

function exportRoute(transactor: Transactor, name: string, list: ExportList<z.ZodObject, unknown>): Route {
  const query = list.filter.extend(asked);
  return rawRoute({
    method: 'GET',
    path: `/exports/${name}`,
    summary: { zh: `导出${list.title}（CSV 或 XLSX）`, en: `Export ${name} as CSV or XLSX, masked and audited` },
    access: only(BUREAU_STAFF),
    query,
    refusals: ['export-too-long'],
    raw: async (request, reply) => {
      const { format, purpose, filter } = read(query, request.query);
      const written: ExportedFile[] = [];
      const work = async (tx: Tx) => {
        const pages = pagesOf(tx, list, filter);
        const { title, columns } = list;
        const file = await exportRows(tx, { list: name, title, format, filter, purpose, columns, pages });
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
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-rows', file.rows)
        .header('x-sm3', file.sm3)
        .send(file.open());
    },
  });
}

/** @throws input-invalid naming the first value that is wrong */
function read(schema: z.ZodObject, given: unknown) {
  const result = schema.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const key = issue.path[0] ?? (issue.code === 'unrecognized_keys' ? issue.keys[0] : '');
    return refuse('input-invalid', { path: `query.${String(key)}`, rule: issue.code });
  }
  const { format, purpose, ...filter } = result.data as z.output<z.ZodObject<typeof asked>>;
  return { format, purpose, filter };
}
