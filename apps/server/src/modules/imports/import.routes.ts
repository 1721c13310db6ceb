import { Readable } from 'node:stream';
import { writeCsv, writeXlsx } from '@anjie/spreadsheet';
import { z } from 'zod';
import { idempotencyKey } from '../../ground/idempotency.ts';
import { readInput } from '../../ground/request-input.ts';
import { BUREAU_STAFF, type BytesBody, bytesBody, CASEWORKERS, MIB, only, type Route, rawRoute, route } from '../../ground/route.ts';
import type { Transactor } from '../../ground/transaction.ts';
import type { Scanning } from '../documents/index.ts';
import type { ImportSheet, RowFault } from '../lists/index.ts';
import { cancelImport } from './cancel-import.ts';
import { getJob, type ImportJob, listFaults, listJobs } from './import.store.ts';
import { IMPORT_SHEETS, sheetOf } from './import-sheets.ts';
import { MEDIA_TYPES, receiveFile } from './receive-file.ts';
import type { Spool } from './spool.ts';

const MOST_BYTES = 128 * MIB;
const PAGE = 1000;
const text = z.object({ zh: z.string(), en: z.string() });
const instant = z.date().transform((at) => at.toISOString());
const jobId = z.strictObject({ id: z.uuid() });
const limit = z.coerce.number().int().min(1).max(200).default(50);

/** One import as people see it. */
const importView = z.object({
  id: z.string(),
  list: z.string(),
  format: z.string(),
  fileName: z.string(),
  bytes: z.number(),
  sm3: z.string(),
  dryRun: z.boolean(),
  keep: z.string(),
  /** clean, not-scanned, unreachable */
  scan: z.string(),
  state: z.string(),
  /** looked at so far; all of them once `checked` */
  rows: z.number(),
  checked: z.boolean(),
  /** the last row, as a spreadsheet counts, up to which rows were tried to be recorded */
  takenTo: z.number(),
  rejected: z.number(),
  /** recorded; of a trial none */
  taken: z.number(),
  /** why the whole file was refused */
  refusal: z
    .object({ code: z.string(), title: text, detail: text, mend: text, clause: z.string().nullable(), path: z.string().nullable() })
    .loose()
    .nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});
const fault = z.object({
  row: z.number(),
  column: z.string(),
  value: z.string().nullable(),
  rule: z.string(),
  clause: z.string().nullable(),
  mend: text,
});
const sheetView = z.object({
  list: z.string(),
  title: text,
  roles: z.array(z.string()),
  mostWhole: z.number(),
  columns: z.array(z.object({ field: z.string(), headers: z.array(z.string()), required: z.boolean(), mend: text })),
});

export interface ImportParts {
  readonly transactor: Transactor;
  readonly spool: Spool;
  readonly scanning: Scanning;
}

export function importRoutes(parts: ImportParts): Route[] {
  return [
    ...IMPORT_SHEETS.map((sheet) => uploadRoute(parts, sheet)),
    ...IMPORT_SHEETS.map(templateRoute),
    route({
      method: 'GET',
      path: '/import-sheets',
      summary: { zh: '可批量导入的台账及其列', en: 'The lists that are taken in from files, with their columns' },
      access: only(BUREAU_STAFF),
      output: z.object({ sheets: z.array(sheetView) }),
      refusals: [],
      handler: async () => ({ sheets: IMPORT_SHEETS.map(viewSheet) }),
    }),
    route({
      method: 'GET',
      path: '/imports',
      summary: { zh: '批量导入任务', en: 'Imports of one’s territory, the latest first' },
      access: only(BUREAU_STAFF),
      query: z.strictObject({ list: z.enum(IMPORT_SHEETS.map((sheet) => sheet.list)).optional(), after: z.uuid().optional(), limit }),
      output: z.object({ imports: z.array(importView), next: z.string().nullable() }),
      refusals: [],
      handler: async (tx, { query }) => {
        const jobs = await listJobs(tx, { list: query.list ?? null, after: query.after ?? null, limit: query.limit });
        return { imports: jobs.map(viewJob), next: jobs.length === query.limit ? jobs.at(-1)!.id : null };
      },
    }),
    route({
      method: 'GET',
      path: '/imports/:id',
      summary: { zh: '导入任务的进度和结果', en: 'Progress and result of an import' },
      access: only(BUREAU_STAFF),
      params: jobId,
      output: importView,
      refusals: [],
      handler: async (tx, { params }) => viewJob(await getJob(tx, params.id)),
    }),
    route({
      method: 'GET',
      path: '/imports/:id/faults',
      summary: {
        zh: '导入文件的差错（行、列、值、规则、如何改正）',
        en: 'What is wrong in the file: row, column, value, rule, how to mend it',
      },
      access: only(BUREAU_STAFF),
      params: jobId,
      query: z.strictObject({
        after: z
          .string()
          .regex(/^\d{1,9}:\w{0,40}$/)
          .optional(),
        limit,
      }),
      output: z.object({ faults: z.array(fault), next: z.string().nullable() }),
      refusals: [],
      handler: async (tx, { params, query }) => {
        const job = await getJob(tx, params.id);
        const faults = await listFaults(tx, job, { after: cursorOf(query.after), limit: query.limit });
        const last = faults.at(-1);
        return {
          faults: faults.map((one) => viewFault(job, one)),
          next: faults.length === query.limit ? `${last!.row}:${last!.field}` : null,
        };
      },
    }),
    faultFileRoute(parts),
    route({
      method: 'POST',
      path: '/imports/:id/cancellation',
      summary: { zh: '取消导入', en: 'Cancel an import that has not ended' },
      access: only(CASEWORKERS),
      params: jobId,
      output: importView,
      refusals: ['import-finished'],
      handler: async (tx, { params }) => viewJob(await cancelImport(tx, params.id)),
    }),
  ];
}

function uploadRoute(parts: ImportParts, sheet: ImportSheet<unknown>): Route {
  const query = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false'), keep: z.enum(['all', 'good']).default('all') });
  const upload: Route = rawRoute({
    method: 'POST',
    path: `/imports/${sheet.list}`,
    summary: {
      zh: `批量导入${sheet.title.zh}（CSV 或 XLSX，缺省为全部或全不）`,
      en: `Import ${sheet.title.en} from CSV or XLSX, all rows or none unless asked otherwise`,
    },
    access: only(sheet.access),
    query,
    bytes: Object.keys(MEDIA_TYPES),
    body: bytesBody,
    streamed: true,
    maxBytes: MOST_BYTES,
    status: 201,
    output: importView,
    refusals: ['document-infected', 'scanner-unreachable'],
    raw: async (request, reply) => {
      const input = readInput(upload, request);
      const { dryRun, keep } = input.query as z.output<typeof query>;
      const job = await receiveFile(
        parts,
        sheet,
        {
          actor: request.actor!,
          requestId: request.id,
          body: request.raw,
          said: input.body as BytesBody,
          dryRun: dryRun === 'true',
          keep,
          idempotencyKey: idempotencyKey(request),
        },
        MOST_BYTES,
      );
      return reply.code(201).send(importView.parse(viewJob(job)));
    },
  });
  return upload;
}

/** The header alone, with what to fill in as a second line to be replaced. */
function templateRoute(sheet: ImportSheet<unknown>): Route {
  return rawRoute({
    method: 'GET',
    path: `/import-sheets/${sheet.list}`,
    summary: { zh: `${sheet.title.zh}的导入模板（XLSX）`, en: `A template for the import of ${sheet.title.en} (XLSX)` },
    access: only(BUREAU_STAFF),
    refusals: [],
    raw: async (_, reply) => {
      const columns = Object.values(sheet.columns);
      const guide = {
        sheet: '填写说明',
        footer: '',
        lines: () => [
          ['列', '必填', '说明', 'how'],
          ...columns.map(({ headers, required, mend }) => [headers[1], required ? '是' : '否', mend.zh, mend.en]),
        ],
      };
      return reply
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${sheet.title.zh}导入模板.xlsx`)}`)
        .send(writeXlsx([columns.map(({ headers }) => headers[1])], sheet.title.zh, guide));
    },
  });
}

/** The faults as a CSV for the person who wrote the file. */
function faultFileRoute({ transactor }: ImportParts): Route {
  const faultFile: Route = rawRoute({
    method: 'GET',
    path: '/imports/:id/faults-file',
    summary: { zh: '导入差错表（CSV）', en: 'What is wrong in the file, as a CSV' },
    access: only(BUREAU_STAFF),
    params: jobId,
    refusals: [],
    raw: async (request, reply) => {
      const { id } = readInput(faultFile, request).params as z.output<typeof jobId>;
      const page = (after: { row: number; field: string } | null) =>
        transactor.run(request.actor!, request.id, async (tx) => {
          const job = await getJob(tx, id);
          return { job, faults: await listFaults(tx, job, { after, limit: PAGE }) };
        });
      const first = await page(null);
      const lines = async function* () {
        yield ['行 row', '列 column', '值 value', '规则 rule', '条款 clause', '如何改正', 'how to mend'];
        for (let { faults } = first; faults.length > 0; { faults } = await page(faults.at(-1)!)) {
          for (const one of faults) {
            const { row, column, value, rule, clause, mend } = viewFault(first.job, one);
            yield [String(row), column, value ?? '', rule, clause ?? '', mend.zh, mend.en];
          }
          if (faults.length < PAGE) return;
        }
      };
      const fileName = `${first.job.file_name.replace(/\.(csv|xlsx)$/i, '')}.errors.csv`;
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`)
        .send(Readable.from(writeCsv(lines())));
    },
  });
  return faultFile;
}

function viewJob(job: ImportJob): z.input<typeof importView> {
  return {
    id: job.id,
    list: job.list,
    format: job.format,
    fileName: job.file_name,
    bytes: job.bytes,
    sm3: job.sm3,
    dryRun: job.dry_run,
    keep: job.keep,
    scan: job.scan,
    state: job.state,
    rows: job.rows,
    checked: job.checked,
    takenTo: job.taken_to,
    rejected: job.rejected,
    taken: job.taken,
    refusal: job.refusal as z.input<typeof importView>['refusal'],
    createdAt: job.created_at,
    finishedAt: job.finished_at,
  };
}

function viewFault({ list }: ImportJob, { row, field, value, rule, clause, mend }: RowFault) {
  const column = sheetOf(list).columns[field];
  return { row, column: column === undefined ? field : column.headers.slice(0, 2).join(' / '), value, rule, clause, mend };
}

function viewSheet(sheet: ImportSheet<unknown>): z.input<typeof sheetView> {
  return {
    list: sheet.list,
    title: sheet.title,
    roles: [...sheet.access],
    mostWhole: sheet.mostWhole,
    columns: Object.entries(sheet.columns).map(([field, { headers, required, mend }]) => ({
      field,
      headers: [...headers],
      required,
      mend,
    })),
  };
}

function cursorOf(after: string | undefined): { row: number; field: string } | null {
  if (after === undefined) return null;
  const [row, field] = after.split(':') as [string, string];
  return { row: Number(row), field };
}
