import { z } from 'zod';
import { APPROVERS, BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import { clockHistory, extendClock, extension, listDueClocks } from './desk-clocks.ts';

const instant = z.date().transform((at) => at.toISOString());
const clockId = z.strictObject({ id: z.uuid() });
const view = z.object({
  id: z.string(),
  institution: z.string(),
  name: z.string(),
  kind: z.string(),
  subject: z.string(),
  clause: z.string(),
  stated: z.boolean(),
  startedAt: instant,
  dueOn: z.string().nullable(),
  dueAt: instant,
  state: z.string(),
  endedAt: instant.nullable(),
  version: z.number(),
});

export const clockRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/clocks',
    summary: { zh: '法定时限：按到期先后', en: 'Statutory clocks, the soonest due first' },
    access: only(BUREAU_STAFF),
    query: z.strictObject({
      state: z.enum(['running', 'overdue', 'ended']).optional(),
      dueUntil: z.iso.date().optional(),
      after: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ clocks: z.array(view), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const { state = null, dueUntil = null, after = null, limit } = query;
      const clocks = await listDueClocks(tx, { state, dueUntil, after, limit });
      return { clocks, next: clocks.length === limit ? clocks.at(-1)!.id : null };
    },
  }),
  route({
    method: 'GET',
    path: '/clocks/:id/history',
    summary: { zh: '时限的提醒、逾期与延长', en: 'Warnings, breach and extensions of a clock' },
    access: only(BUREAU_STAFF),
    params: clockId,
    output: z.object({
      events: z.array(
        z.object({ event: z.string(), at: instant, by: z.string(), reason: z.string().nullable(), dueBefore: instant, dueAfter: instant }),
      ),
    }),
    refusals: [],
    handler: async (tx, { params }) => ({ events: await clockHistory(tx, params.id) }),
  }),
  route({
    method: 'POST',
    path: '/clocks/:id/extension',
    summary: { zh: '延长时限并说明理由', en: 'Extend a clock, with a reason' },
    access: only(APPROVERS),
    params: clockId,
    body: extension,
    output: view,
    versioned: true,
    refusals: ['clock-ended', 'extension-not-later'],
    handler: (tx, { params, body, version }) => extendClock(tx, params.id, version, body),
  }),
];
