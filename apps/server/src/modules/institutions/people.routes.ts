import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { checkReach, listReachChecks, reachCheck } from './check-reach.ts';
import { institutionCode } from './institution.routes.ts';
import { getInstitution } from './institution.store.ts';
import { listPsam, psamReport, reportPsam, settlement, settlePsam } from './psam-card.ts';
import { listRosterReports, reportRoster } from './report-roster.ts';
import { revealRequest, revealValue } from './reveal-value.ts';

const instant = z.date().transform((at) => at.toISOString());
const roster = z.object({
  reports: z.array(z.object({ roles: z.record(z.string(), z.number()), clause: z.string(), stated: z.boolean(), reportedAt: instant })),
});
const reach = z.object({
  checks: z.array(
    z.object({
      operator: z.string(),
      role: z.string(),
      reached: z.boolean(),
      note: z.string().nullable(),
      checkedAt: instant,
      checkedBy: personName,
    }),
  ),
});
const psam = z.object({
  id: z.string(),
  card: z.string(),
  kind: z.string(),
  happenedOn: z.string(),
  note: z.string(),
  recordedAt: instant,
  settledAt: instant.nullable(),
  settlement: z.string().nullable(),
});
const one = institutionCode.extend({ id: z.uuid() });

/** Lists of named people reported, whether they were reached, and the cards they answer for. */
export const peopleRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/institutions/:code/roster-reports',
    summary: { zh: '上报信息安全员、管理人员名单', en: 'Report the list of named officers and managers' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: institutionCode,
    output: roster,
    status: 201,
    refusals: ['roster-not-asked', 'roster-incomplete'],
    handler: (tx, { params }) => reportRoster(tx, params.code),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/roster-reports',
    summary: { zh: '名单上报记录', en: 'When the list of named people was reported' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: roster,
    refusals: [],
    handler: async (tx, { params }) => ({ reports: await listRosterReports(tx, (await getInstitution(tx, params.code)).id) }),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/operators/:id/reach-checks',
    summary: { zh: '核对安全责任人能否联系上', en: 'Record whether a named person was reached' },
    access: only(LOCAL_CASEWORKERS),
    params: one,
    body: reachCheck,
    output: reach,
    status: 201,
    refusals: ['operator-ended', 'amendment-not-territorial'],
    handler: (tx, { params, body }) => checkReach(tx, params.code, params.id, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/reach-checks',
    summary: { zh: '安全责任人联系情况', en: 'Whether named people were reached' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: reach,
    refusals: [],
    handler: async (tx, { params }) => ({ checks: await listReachChecks(tx, (await getInstitution(tx, params.code)).id) }),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/psam-records',
    summary: { zh: '登记 PSAM 卡遗失或上交', en: 'Record a PSAM card lost or handed in' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: institutionCode,
    body: psamReport,
    output: psam,
    status: 201,
    refusals: ['psam-lost-already'],
    handler: (tx, { params, body }) => reportPsam(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/psam-records',
    summary: { zh: 'PSAM 卡遗失和上交记录', en: 'PSAM cards lost or handed in' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({ records: z.array(psam) }),
    refusals: [],
    handler: async (tx, { params }) => ({ records: await listPsam(tx, (await getInstitution(tx, params.code)).id) }),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/psam-records/:id/settlement',
    summary: { zh: '处理 PSAM 卡遗失', en: 'Settle the loss of a PSAM card' },
    access: only(LOCAL_CASEWORKERS),
    params: one,
    body: settlement,
    output: psam,
    refusals: ['psam-not-lost', 'amendment-not-territorial'],
    handler: (tx, { params, body }) => settlePsam(tx, params.code, params.id, body),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/reveals',
    summary: { zh: '说明理由后查看一项遮蔽的个人信息', en: 'Show one masked value of a person, for a reason' },
    access: only(BUREAU_STAFF, 'caseworker:nation', 'approver:nation', 'leader:nation'),
    params: institutionCode,
    body: revealRequest,
    output: z.object({ value: z.string() }),
    shownOnce: true,
    refusals: ['clearance-lacks', 'value-missing'],
    handler: (tx, { params, body }) => revealValue(tx, params.code, body),
  }),
];
