import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import { only, type Role, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type AlertRow, countStanding, getAlert, listAlerts } from './alert.store.ts';
import { ALERT_KINDS } from './alert-kinds.ts';
import { nationWatches } from './raise-alerts.ts';
import { acknowledgeAlert, actsOf, closeAlert, VERDICTS } from './settle-alert.ts';

const SECURITY: readonly Role[] = ['security-officer:province', 'security-officer:nation'];
const READERS: readonly Role[] = [...SECURITY, 'auditor:province', 'auditor:nation'];
const STATES = ['standing', 'open', 'acknowledged', 'closed'] as const;
const KINDS = [...ALERT_KINDS.keys()] as [string, ...string[]];

const words = z.object({ zh: z.string(), en: z.string() });
const instant = z.date().transform((at) => at.toISOString());
const id = z.strictObject({ id: z.uuid() });

export const alertView = z.object({
  id: z.string(),
  kind: z.string(),
  title: words,
  severity: z.string(),
  state: z.enum(['open', 'acknowledged', 'closed']),
  subject: z.object({ kind: z.string(), name: z.string().nullable() }),
  prov: z.string().nullable(),
  count: z.number(),
  firstSeen: instant,
  lastSeen: instant,
  /** what was measured: numbers, codes, paths of files; nothing personal */
  evidence: z.object({
    what: words,
    threshold: z.number().nullable(),
    windowMinutes: z.number().nullable(),
    detail: z.record(z.string(), z.unknown()),
  }),
  /** the query of GET /audit/events that shows what happened */
  auditSearch: z.object({
    from: z.string(),
    until: z.string(),
    event: z.string().nullable(),
    result: z.string().nullable(),
    login: z.string().nullable(),
  }),
  clause: z.string().nullable(),
  mend: words,
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  verdict: z.string().nullable(),
  finding: z.string().nullable(),
  /** what the caller may do with it */
  may: z.array(z.string()),
});

function viewOf(row: AlertRow, tx: Tx, nationIsThere: boolean): z.input<typeof alertView> {
  const known = ALERT_KINDS.get(row.kind)!;
  const {
    threshold = null,
    windowMinutes = null,
    detail = {},
  } = row.evidence as {
    threshold?: number | null;
    windowMinutes?: number | null;
    detail?: Record<string, unknown>;
  };
  const event = known.facts.length === 1 ? known.facts[0]! : null;
  return {
    id: row.id,
    kind: row.kind,
    title: known.title,
    severity: row.severity,
    state: row.closed_at !== null ? 'closed' : row.acknowledged_at !== null ? 'acknowledged' : 'open',
    subject: { kind: row.subject_kind, name: row.subject },
    prov: row.prov,
    count: row.count,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    evidence: { what: known.what, threshold, windowMinutes, detail },
    auditSearch: {
      from: businessDate(row.first_seen),
      until: businessDate(row.last_seen),
      event,
      result: known.setting === undefined ? null : 'refused',
      login: row.subject_kind === 'account' && row.kind === 'scope-probing' ? row.subject : null,
    },
    clause: known.clause,
    mend: known.mend,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_login,
    closedAt: row.closed_at,
    closedBy: row.closed_login,
    verdict: row.verdict,
    finding: row.finding,
    may: actsOf(row, tx, nationIsThere),
  };
}

const viewById = async (tx: Tx, alert: string) => viewOf(await getAlert(tx, alert), tx, await nationWatches(tx));

/** Alerts: the security officer handles them, the auditor reads them (NX-附3.2-4f). */
export const alertRoutes = [
  route({
    method: 'GET',
    path: '/alerts',
    summary: { zh: '查询入侵报警', en: 'List alerts, the newest raised first' },
    access: only(READERS),
    query: z.strictObject({
      state: z.enum(STATES).optional(),
      kind: z.enum(KINDS).optional(),
      severity: z.enum(['notice', 'warning', 'critical']).optional(),
      before: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ alerts: z.array(alertView), next: z.string().nullable(), standing: z.number() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const { state = null, kind = null, severity = null, before = null, limit } = query;
      const rows = await listAlerts(tx, { state, kind, severity, before }, limit);
      const nationIsThere = await nationWatches(tx);
      return {
        alerts: rows.map((row) => viewOf(row, tx, nationIsThere)),
        next: rows.length === limit ? rows.at(-1)!.id : null,
        standing: (await countStanding(tx)).standing,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/alerts/standing',
    summary: { zh: '未办结的报警数', en: 'How many alerts stand' },
    access: only(READERS, 'reader:nation'),
    output: z.object({ standing: z.number(), critical: z.number(), since: instant.nullable() }),
    refusals: [],
    handler: (tx) => countStanding(tx),
  }),
  route({
    method: 'GET',
    path: '/alerts/:id',
    summary: { zh: '查看一条报警', en: 'Read an alert' },
    access: only(READERS),
    params: id,
    output: alertView,
    refusals: [],
    handler: (tx, { params }) => viewById(tx, params.id),
  }),
  route({
    method: 'POST',
    path: '/alerts/:id/acknowledgement',
    summary: { zh: '签收报警', en: 'Acknowledge an alert' },
    access: only(SECURITY),
    params: id,
    output: alertView,
    refusals: ['alert-not-open', 'alert-of-oneself', 'alert-of-installation'],
    handler: async (tx, { params }) => {
      await acknowledgeAlert(tx, params.id);
      return viewById(tx, params.id);
    },
  }),
  route({
    method: 'POST',
    path: '/alerts/:id/closing',
    summary: { zh: '办结报警，写明查明的情况', en: 'Close an alert with what was found' },
    access: only(SECURITY),
    params: id,
    body: z.strictObject({ verdict: z.enum(VERDICTS), finding: z.string().trim().min(5).max(1000) }),
    output: alertView,
    refusals: ['alert-closed', 'alert-of-oneself', 'alert-of-installation'],
    handler: async (tx, { params, body }) => {
      await closeAlert(tx, params.id, body);
      return viewById(tx, params.id);
    },
  }),
];
