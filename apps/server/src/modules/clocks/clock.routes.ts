import { z } from 'zod';
import { APPROVERS, BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import { clockView, elapsedView, getClock } from './clock.store.ts';
import { clockHistory, extendClock, extension, listDueClocks, pauseClock, pauseReason, resumeClock } from './desk-clocks.ts';

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
  pausedAt: instant.nullable(),
  pauseReason: z.string().nullable(),
  elapsed: elapsedView.nullable(),
  version: z.number(),
});

export const clockRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/clocks',
    summary: { zh: '法定时限：按到期先后', en: 'Statutory clocks, the soonest due first' },
    access: only(BUREAU_STAFF),
    query: z.strictObject({
      state: z.enum(['running', 'overdue', 'paused', 'ended']).optional(),
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
    path: '/clocks/:id',
    summary: { zh: '一项时限：逐日说明、暂停、毛计与净计天数', en: 'One clock: explained day by day, its pauses, gross and net time' },
    access: only(BUREAU_STAFF),
    params: clockId,
    output: clockView,
    refusals: [],
    handler: (tx, { params }) => getClock(tx, params.id),
  }),
  route({
    method: 'GET',
    path: '/clocks/:id/history',
    summary: { zh: '时限的提醒、逾期、延长与暂停', en: 'Warnings, breach, extensions and pauses of a clock' },
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
    refusals: ['clock-ended', 'clock-paused', 'extension-not-later'],
    handler: (tx, { params, body, version }) => extendClock(tx, params.id, version, body),
  }),
  route({
    method: 'POST',
    path: '/clocks/:id/pause',
    summary: { zh: '暂停时限并说明理由', en: 'Pause a clock, with a reason' },
    access: only(APPROVERS),
    params: clockId,
    body: pauseReason,
    output: view,
    versioned: true,
    refusals: ['clock-ended', 'clock-paused'],
    handler: (tx, { params, body, version }) => pauseClock(tx, params.id, version, body),
  }),
  route({
    method: 'POST',
    path: '/clocks/:id/resumption',
    summary: { zh: '恢复计时，暂停的天数顺延', en: 'Let a paused clock go on; what the pause took is added' },
    access: only(APPROVERS),
    params: clockId,
    body: pauseReason,
    output: view,
    versioned: true,
    refusals: ['clock-not-paused', 'calendar-year-unknown'],
    handler: (tx, { params, body, version }) => resumeClock(tx, params.id, version, body),
  }),
];
