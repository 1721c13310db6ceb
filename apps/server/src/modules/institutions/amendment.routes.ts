import { z } from 'zod';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { amendInstitution, amendment } from './amend-institution.ts';
import { amendmentView, listAmendments } from './amendment.store.ts';
import { acceptAmendment, amendmentReturn, fileAmendment, returnAmendment } from './file-amendment.ts';
import { institutionCode, institutionView } from './institution.routes.ts';
import { getInstitution } from './institution.store.ts';

const amended = institutionView.extend({ amendment: amendmentView });
const amendmentId = z.strictObject({ id: z.uuid() });
const pageOf = z.strictObject({
  state: z.enum(['filed', 'accepted', 'returned']).optional(),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const page = z.object({ amendments: z.array(amendmentView), next: z.string().nullable() });

async function list(tx: Tx, institutionId: string | null, query: z.output<typeof pageOf>) {
  const filter = { institutionId, state: query.state ?? null, after: query.after ?? null, limit: query.limit };
  const amendments = await listAmendments(tx, filter);
  return { amendments, next: amendments.length === query.limit ? amendments.at(-1)!.id : null };
}

export const amendmentRoutes: readonly Route[] = [
  route({
    method: 'PATCH',
    path: '/institutions/:code',
    summary: { zh: '变更或更正机构登记', en: 'Amend what is on record of an institution' },
    access: only(LOCAL_CASEWORKERS),
    params: institutionCode,
    body: amendment,
    output: amended,
    versioned: true,
    refusals: ['amendment-changes-nothing', 'amendment-not-territorial', 'calendar-year-unknown', 'psam-lost'],
    handler: (tx, { params, body, version }) => amendInstitution(tx, params.code, version, body),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/amendments',
    summary: { zh: '提交变更备案（更名、迁址等）', en: 'File a renaming, relocation or other change' },
    access: only('institution'),
    params: institutionCode,
    body: amendment,
    output: amendmentView,
    status: 201,
    refusals: ['amendment-changes-nothing', 'amendment-open', 'psam-lost'],
    handler: (tx, { params, body }) => fileAmendment(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/amendments',
    summary: { zh: '机构的变更记录', en: 'How what is on record of an institution has changed' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    query: pageOf,
    output: page,
    refusals: [],
    handler: async (tx, { params, query }) => list(tx, (await getInstitution(tx, params.code)).id, query),
  }),
  route({
    method: 'GET',
    path: '/amendments',
    summary: { zh: '变更备案台账', en: 'Amendments within one’s sight' },
    access: only(BUREAU_STAFF),
    query: pageOf,
    output: page,
    refusals: [],
    handler: (tx, { query }) => list(tx, null, query),
  }),
  route({
    method: 'POST',
    path: '/amendments/:id/acceptance',
    summary: { zh: '登记变更备案', en: 'Take a filed amendment on record' },
    access: only(LOCAL_CASEWORKERS),
    params: amendmentId,
    output: amended,
    versioned: true,
    refusals: ['amendment-decided', 'amendment-outdated', 'amendment-not-territorial', 'calendar-year-unknown', 'psam-lost'],
    handler: (tx, { params, version }) => acceptAmendment(tx, params.id, version),
  }),
  route({
    method: 'POST',
    path: '/amendments/:id/return',
    summary: { zh: '退回变更备案', en: 'Return a filed amendment with a reason' },
    access: only(LOCAL_CASEWORKERS),
    params: amendmentId,
    body: amendmentReturn,
    output: amendmentView,
    versioned: true,
    refusals: ['amendment-decided', 'amendment-not-territorial'],
    handler: (tx, { params, body, version }) => returnAmendment(tx, params.id, version, body.reason),
  }),
];
