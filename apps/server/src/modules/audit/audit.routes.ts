import { z } from 'zod';
import { only, route } from '../../ground/route.ts';
import { listEvents, verifyChain } from './audit.store.ts';

export const auditRoutes = [
  route({
    method: 'GET',
    path: '/audit/verification',
    summary: { zh: '核验审计链', en: 'Verify the audit chain' },
    access: only('auditor:nation', 'reader:nation'),
    output: z.object({ rows: z.number(), checkpoints: z.number(), firstBad: z.number().nullable(), ok: z.boolean() }),
    refusals: [],
    handler: (tx) => verifyChain(tx),
  }),
  route({
    method: 'GET',
    path: '/audit/events',
    summary: { zh: '查询审计记录', en: 'Search the audit' },
    access: only('auditor:nation', 'auditor:province'),
    query: z.strictObject({
      before: z.coerce.number().int().positive().optional(),
      object: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ events: z.array(z.record(z.string(), z.unknown())), next: z.number().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const events = await listEvents(tx, { before: query.before ?? null, objectId: query.object ?? null, limit: query.limit });
      return { events, next: events.length === query.limit ? events.at(-1)!.seq : null };
    },
  }),
];
