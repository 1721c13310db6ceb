import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import { type DivisionChange, listDivisionChanges } from '../bureaus/index.ts';
import { getInstitution, institutionCode, listMoves } from '../institutions/index.ts';
import { approveDivisionChange, declineDivisionChange, divisionChange, requestDivisionChange } from './change-divisions.ts';

const instant = z.date().transform((at) => at.toISOString());

const view = z.object({
  id: z.string(),
  prov: z.string(),
  from: z.array(z.string()),
  /** as they are called, or were at their end */
  fromNames: z.array(z.string()),
  into: z.string(),
  intoCity: z.string(),
  /** of a new division */
  intoName: z.string().nullable(),
  intoLevel: z.string().nullable(),
  bureauCode: z.string().nullable(),
  bureauName: z.string().nullable(),
  bureauGbCode: z.string().nullable(),
  effectiveOn: z.string(),
  document: z.string(),
  reason: z.string(),
  requestedBy: personName.nullable(),
  requestedAt: instant,
  approvedBy: personName.nullable(),
  approvedAt: instant.nullable(),
  declinedAt: instant.nullable(),
  carriedOutAt: instant.nullable(),
  /** how many institutions were moved */
  institutions: z.number().nullable(),
  version: z.number(),
});

const shown = ({ requesterId: _, digest: __, ...rest }: DivisionChange): z.input<typeof view> => rest;
const id = z.strictObject({ id: z.uuid() });

export const divisionChangeRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/division-changes',
    summary: { zh: '申请行政区划变更（合并、并入新设）', en: 'Request that divisions be merged from a day on' },
    access: only('caseworker:province', 'approver:province'),
    body: divisionChange,
    output: view,
    status: 201,
    refusals: ['division-unknown', 'division-has-bureaus-below', 'division-exists', 'division-changing'],
    handler: async (tx, { body }) => shown(await requestDivisionChange(tx, body)),
  }),
  route({
    method: 'GET',
    path: '/division-changes',
    summary: { zh: '行政区划变更台账', en: 'Changes of divisions' },
    access: only(BUREAU_STAFF),
    query: z.strictObject({ after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.object({ changes: z.array(view), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const changes = await listDivisionChanges(tx, { prov: tx.actor.prov, after: query.after ?? null, limit: query.limit });
      return { changes: changes.map(shown), next: changes.length === query.limit ? changes.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/division-changes/:id/approval',
    summary: { zh: '批准行政区划变更（须另一人）', en: 'Approve a change of divisions that another person requested' },
    access: only('approver:province'),
    params: id,
    output: view,
    versioned: true,
    refusals: ['division-change-decided'],
    handler: async (tx, { params, version }) => shown(await approveDivisionChange(tx, params.id, version)),
  }),
  route({
    method: 'POST',
    path: '/division-changes/:id/decline',
    summary: { zh: '撤回或否决行政区划变更', en: 'Decline a change of divisions, or take it back' },
    access: only('caseworker:province', 'approver:province'),
    params: id,
    output: view,
    versioned: true,
    refusals: ['division-change-decided'],
    handler: async (tx, { params, version }) => shown(await declineDivisionChange(tx, params.id, version)),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/moves',
    summary: { zh: '机构属地划转的历史', en: 'Where an institution lay before' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({
      moves: z.array(z.object({ from: z.string(), to: z.string(), fromBureau: z.string(), toBureau: z.string(), movedAt: instant })),
    }),
    refusals: [],
    handler: async (tx, { params }) => ({ moves: await listMoves(tx, (await getInstitution(tx, params.code)).id) }),
  }),
];
