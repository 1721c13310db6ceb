import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { BUREAU_STAFF, only, type Role, type Route, route } from '../../ground/route.ts';
import { yearOf } from './calendar.ts';
import { approveNotice, listNotices, notice, proposeNotice } from './calendar-notice.ts';

const instant = z.date().transform((at) => at.toISOString());
const NATION: readonly Role[] = ['caseworker:nation', 'approver:nation', 'leader:nation'];
const view = z.object({
  id: z.string(),
  year: z.number(),
  division: z.string().nullable(),
  source: z.string(),
  holidays: z.unknown(),
  digest: z.string(),
  proposedBy: personName,
  proposedAt: instant,
  approvedBy: personName.nullable(),
  approvedAt: instant.nullable(),
  replacedAt: instant.nullable(),
  version: z.number(),
});

export const calendarRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/calendars/:year',
    summary: { zh: '一年的工作日', en: 'A year as it is worked in one’s own territory, day by day with the reason' },
    access: only(BUREAU_STAFF, NATION),
    params: z.strictObject({ year: z.coerce.number().int().min(2000).max(2100) }),
    output: z.object({
      year: z.number(),
      /** years of which the holidays are known */
      known: z.array(z.number()),
      sources: z.array(z.object({ source: z.string(), division: z.string().nullable() })),
      /** empty where nothing of the year is known */
      days: z.array(z.object({ date: z.string(), counts: z.boolean(), why: z.object({ zh: z.string(), en: z.string() }) })),
    }),
    refusals: [],
    handler: (tx, { params }) => yearOf(tx, tx.actor, params.year),
  }),
  route({
    method: 'POST',
    path: '/calendar-notices',
    summary: { zh: '录入年度节假日通知（待批准）', en: "Enter a year's notice of holidays" },
    access: only('caseworker:nation', 'caseworker:province'),
    body: notice,
    output: view,
    status: 201,
    refusals: ['notice-does-not-hold', 'notice-not-own'],
    handler: (tx, { body }) => proposeNotice(tx, body),
  }),
  route({
    method: 'GET',
    path: '/calendar-notices',
    summary: { zh: '已录入的节假日通知', en: 'Notices of holidays that were entered' },
    access: only(BUREAU_STAFF, NATION),
    query: z.strictObject({ after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.object({ notices: z.array(view), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const notices = await listNotices(tx, { after: query.after ?? null, limit: query.limit });
      return { notices, next: notices.length === query.limit ? notices.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/calendar-notices/:id/approval',
    summary: { zh: '批准节假日通知，重新计算时限', en: 'Approve a notice, by another person; running clocks are reckoned again' },
    access: only('approver:nation', 'approver:province', 'caseworker:nation', 'caseworker:province'),
    params: z.strictObject({ id: z.uuid() }),
    output: view.extend({ reckonedAgain: z.number() }),
    versioned: true,
    refusals: ['notice-approved', 'notice-not-own'],
    handler: (tx, { params, version }) => approveNotice(tx, params.id, version),
  }),
];
