import { z } from 'zod';
import { only, type Route, route } from '../../ground/route.ts';
import { listArchives } from './archive.store.ts';
import { restoreMonth, verifyMonth } from './archive-months.ts';
import { refuse } from './audit.errors.ts';
import type { AuditParts } from './audit.routes.ts';

const month = z.strictObject({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) });
const archive = z.object({
  month: z.string(),
  from: z.number(),
  to: z.number(),
  file: z.string(),
  bytes: z.number(),
  sm3: z.string(),
  writtenAt: z.date().transform((at) => at.toISOString()),
});

/** Months of the audit as files: listed, verified, put back (NX-附3.2-3c). Nothing here removes a row. */
export function archiveRoutes({ archive: folder, key, group }: AuditParts): Route[] {
  const folderOf = () => folder ?? refuse('audit-archive-off', { path: 'ANJIE_AUDIT_ARCHIVE' });
  return [
    route({
      method: 'GET',
      path: '/audit/archives',
      summary: { zh: '审计按月归档', en: 'Archived months of the audit' },
      access: only('auditor:nation', 'reader:nation', 'system-administrator:nation'),
      query: z.strictObject({ before: month.shape.month.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      output: z.object({ archives: z.array(archive), next: z.string().nullable() }),
      refusals: [],
      handler: async (tx, { query }) => {
        group.read(tx.actor, tx.requestId, 'audit-archives-listed', null);
        const rows = await listArchives(tx.db, { before: query.before ?? null, limit: query.limit });
        const archives = rows.map(({ from_seq, to_seq, written_at, ...row }) => ({
          ...row,
          from: from_seq,
          to: to_seq,
          writtenAt: written_at,
        }));
        return { archives, next: rows.length === query.limit ? rows.at(-1)!.month : null };
      },
    }),
    route({
      method: 'GET',
      path: '/audit/archives/:month/verification',
      summary: { zh: '核验一个月的审计归档', en: 'Verify the archive of a month' },
      access: only('auditor:nation', 'reader:nation'),
      params: month,
      output: z.object({
        month: z.string(),
        rows: z.number(),
        checkpoints: z.number(),
        firstBad: z.number().nullable(),
        ok: z.boolean(),
        fault: z.object({ zh: z.string(), en: z.string() }).nullable(),
      }),
      refusals: ['audit-archive-off', 'audit-archive-unknown', 'audit-archive-missing'],
      handler: async (tx, { params }) => {
        group.read(tx.actor, tx.requestId, 'audit-archive-verified', { kind: 'audit', id: params.month });
        const { head: _head, lastHash: _lastHash, ...verdict } = await verifyMonth(tx, folderOf(), params.month, [key]);
        return { month: params.month, ...verdict };
      },
    }),
    route({
      method: 'POST',
      path: '/audit/archives/:month/restoration',
      summary: { zh: '由归档恢复缺失的审计记录', en: 'Put back missing rows of the audit from an archive' },
      access: only('system-administrator:nation'),
      params: month,
      output: z.object({ month: z.string(), rows: z.number(), restored: z.number(), differing: z.number() }),
      refusals: ['audit-archive-off', 'audit-archive-unknown', 'audit-archive-missing', 'audit-archive-altered'],
      handler: (tx, { params }) => restoreMonth(tx, folderOf(), params.month, [key]),
    }),
  ];
}
