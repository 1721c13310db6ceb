import { z } from 'zod';
import { BUREAU_STAFF, only, type Role, type Route, route } from '../../ground/route.ts';
import { ownPreference, preference, sayPreference } from './mail-preference.ts';
import { countInbox, listInbox, readOne, readUntil } from './notification.store.ts';
import { countMails, listMails, sendAgain } from './outgoing.store.ts';

const OFFICERS: readonly Role[] = (['nation', 'province'] as const).flatMap((level) =>
  (['system-administrator', 'security-officer', 'auditor'] as const).map((role): Role => `${role}:${level}`),
);
const NATION: readonly Role[] = ['caseworker:nation', 'approver:nation', 'leader:nation'];
const PARTIES: readonly Role[] = ['agency', 'institution', 'vendor', 'platform-vendor', 'integration-partner', 'carrier'];
/** Everybody who has an account of their own. */
const PEOPLE = only(BUREAU_STAFF, NATION, OFFICERS, PARTIES);
const ADMINISTRATORS: readonly Role[] = ['system-administrator:nation', 'system-administrator:province'];

const instant = z.date().transform((at) => at.toISOString());
const text = z.object({ zh: z.string(), en: z.string() });
const page = { after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };
const yes = z.enum(['true', 'false']).default('false');
const mailView = z.object({
  id: z.string(),
  login: z.string(),
  event: z.string().nullable(),
  state: z.string(),
  attempts: z.number(),
  nextAt: instant,
  lastError: z.string().nullable(),
  createdAt: instant,
  endedAt: instant.nullable(),
  version: z.number(),
});
const preferenceView = preference.extend({ version: z.number(), mailConfigured: z.boolean() });

/** @param mailConfigured whether this installation has a mail server */
export function notificationRoutes(mailConfigured: boolean): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/notifications',
      summary: { zh: '我的通知，最近的在前', en: 'My notifications, the latest first' },
      access: PEOPLE,
      query: z.strictObject({ unread: yes, waiting: yes, ...page }),
      output: z.object({
        notifications: z.array(
          z.object({
            id: z.string(),
            event: z.string(),
            importance: z.enum(['waits', 'due', 'decided']),
            topic: z.string(),
            object: z.string().nullable(),
            institution: z.string().nullable(),
            title: text,
            text,
            at: instant,
            readAt: instant.nullable(),
            settledAt: instant.nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
      refusals: [],
      handler: async (tx, { query }) => {
        const { unread, waiting, after = null, limit } = query;
        const found = await listInbox(tx, { unread: unread === 'true', waiting: waiting === 'true', after, limit });
        const notifications = found.map((one) => ({ ...one, importance: one.importance as 'waits' | 'due' | 'decided' }));
        return { notifications, next: found.length === limit ? found.at(-1)!.id : null };
      },
    }),
    route({
      method: 'GET',
      path: '/notifications/count',
      summary: { zh: '未读和待办的条数', en: 'How many are unread, and how many wait' },
      access: PEOPLE,
      output: z.object({ unread: z.number(), waiting: z.number() }),
      refusals: [],
      handler: (tx) => countInbox(tx),
    }),
    route({
      method: 'POST',
      path: '/notifications/:id/reading',
      summary: { zh: '标为已读', en: 'Mark one as read' },
      access: PEOPLE,
      params: z.strictObject({ id: z.uuid() }),
      output: z.object({ id: z.string(), readAt: instant }),
      refusals: [],
      handler: (tx, { params }) => readOne(tx, params.id),
    }),
    route({
      method: 'POST',
      path: '/notifications/reading',
      summary: { zh: '将某条及以前的全部标为已读', en: 'Mark everything up to one as read' },
      access: PEOPLE,
      body: z.strictObject({ until: z.uuid() }),
      output: z.object({ read: z.number() }),
      refusals: [],
      handler: async (tx, { body }) => ({ read: await readUntil(tx, body.until) }),
    }),
    route({
      method: 'GET',
      path: '/notification-preference',
      summary: { zh: '我的邮件提醒设置', en: 'My wishes for mails' },
      access: PEOPLE,
      output: preferenceView,
      refusals: [],
      handler: async (tx) => ({ ...(await ownPreference(tx)), mailConfigured }),
    }),
    route({
      method: 'PUT',
      path: '/notification-preference',
      summary: { zh: '修改我的邮件提醒设置', en: 'Say my wishes for mails' },
      access: PEOPLE,
      body: preference,
      output: preferenceView,
      versioned: true,
      refusals: ['mail-nowhere', 'quiet-half-said'],
      handler: async (tx, { body, version }) => ({ ...(await sayPreference(tx, version, body)), mailConfigured }),
    }),
    route({
      method: 'GET',
      path: '/outgoing-mails',
      summary: { zh: '待发、停发和不明的邮件', en: 'Mails that wait, are dead, or unclear' },
      access: only(ADMINISTRATORS, 'reader:nation'),
      query: z.strictObject({ state: z.enum(['waiting', 'sent', 'dead', 'unclear']).optional(), ...page }),
      output: z.object({
        mails: z.array(mailView),
        next: z.string().nullable(),
        configured: z.boolean(),
        standing: z.object({ waiting: z.number(), dead: z.number(), unclear: z.number(), oldestDue: instant.nullable() }),
      }),
      refusals: [],
      handler: async (tx, { query }) => {
        const mails = await listMails(tx, { state: query.state ?? null, after: query.after ?? null, limit: query.limit });
        const next = mails.length === query.limit ? mails.at(-1)!.id : null;
        return { mails, next, configured: mailConfigured, standing: await countMails(tx) };
      },
    }),
    route({
      method: 'POST',
      path: '/outgoing-mails/:id/retry',
      summary: { zh: '重发停发或不明的邮件', en: 'Have a mail that stopped sent again' },
      access: only(ADMINISTRATORS),
      params: z.strictObject({ id: z.uuid() }),
      output: mailView,
      versioned: true,
      refusals: ['mail-not-stuck'],
      handler: (tx, { params, version }) => sendAgain(tx, params.id, version),
    }),
  ];
}
