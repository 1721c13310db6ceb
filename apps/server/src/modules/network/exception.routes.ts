import { z } from 'zod';
import { BUREAU_STAFF, LOCAL_APPROVERS, LOCAL_CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { getInstitution, institutionCode } from '../institutions/index.ts';
import { approveException, exceptionRequest, listExceptions, requestException, revocation, revokeException } from './except-address.ts';
import { filingId } from './filing.routes.ts';

const exception = z.object({
  id: z.string(),
  institution: z.string(),
  extra: z.number(),
  reason: z.string(),
  version: z.number(),
  requestedAt: z.date().transform((at) => at.toISOString()),
  approvedAt: z
    .date()
    .transform((at) => at.toISOString())
    .nullable(),
  revokedAt: z
    .date()
    .transform((at) => at.toISOString())
    .nullable(),
  revokeReason: z.string().nullable(),
});

export const exceptionRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/institutions/:code/address-exceptions',
    summary: { zh: '申请增加生产地址的例外', en: 'Ask for leave to file more production addresses' },
    access: only(LOCAL_CASEWORKERS),
    params: institutionCode,
    body: exceptionRequest,
    output: exception,
    status: 201,
    refusals: ['exception-not-asked', 'not-the-territorial-bureau'],
    handler: (tx, { params, body }) => requestException(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/address-exceptions',
    summary: { zh: '地址例外', en: 'Exceptions of addresses' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({ exceptions: z.array(exception) }),
    refusals: [],
    handler: async (tx, { params }) => ({ exceptions: await listExceptions(tx, (await getInstitution(tx, params.code)).id) }),
  }),
  route({
    method: 'POST',
    path: '/address-exceptions/:id/approval',
    summary: { zh: '批准地址例外（双人）', en: 'Approve an exception; another person than the one who asked' },
    access: only(LOCAL_APPROVERS),
    params: filingId,
    output: exception,
    versioned: true,
    refusals: ['exception-approved-already', 'exception-revoked', 'not-the-territorial-bureau'],
    handler: (tx, { params, version }) => approveException(tx, params.id, version),
  }),
  route({
    method: 'POST',
    path: '/address-exceptions/:id/revocation',
    summary: { zh: '收回地址例外，或不予批准（一人即可）', en: 'Take an exception back, or decline it: one person' },
    access: only(LOCAL_CASEWORKERS, LOCAL_APPROVERS),
    params: filingId,
    body: revocation,
    output: exception,
    versioned: true,
    refusals: ['exception-revoked', 'not-the-territorial-bureau'],
    handler: (tx, { params, body, version }) => revokeException(tx, params.id, version, body),
  }),
];
