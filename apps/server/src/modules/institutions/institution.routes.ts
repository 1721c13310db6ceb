import { z } from 'zod';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, route } from '../../ground/route.ts';
import { getInstitution, listInstitutions } from './institution.store.ts';
import { registerInstitution, registration } from './register-institution.ts';
import { serviceAgreement, signServiceAgreement } from './sign-service-agreement.ts';

export const institutionCode = z.strictObject({ code: z.string().regex(/^[HP]\d{11}$/) });

const view = z.object({
  code: z.string(),
  kind: z.string(),
  name: z.string(),
  tier: z.string().nullable(),
  address: z.string().nullable(),
  prov: z.string(),
  city: z.string(),
  div: z.string(),
  version: z.number(),
  registeredAt: z.date().transform((at) => at.toISOString()),
});

export const institutionRoutes = [
  route({
    method: 'POST',
    path: '/institutions',
    summary: { zh: '登记定点医药机构', en: 'Register an institution' },
    access: only(LOCAL_CASEWORKERS),
    body: registration,
    output: view,
    status: 201,
    refusals: ['institution-code-taken', 'institution-kind-mismatch'],
    handler: (tx, { body }) => registerInstitution(tx, body),
  }),
  route({
    method: 'GET',
    path: '/institutions',
    summary: { zh: '机构台账', en: 'The ledger of institutions' },
    access: only(BUREAU_STAFF),
    query: z.strictObject({
      after: z
        .string()
        .regex(/^[HP]\d{11}$/)
        .optional(),
      name: z.string().min(1).max(100).optional(),
      kind: z.enum(['hospital', 'pharmacy']).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ institutions: z.array(view), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const institutions = await listInstitutions(tx, {
        after: query.after ?? null,
        name: query.name ?? null,
        kind: query.kind ?? null,
        limit: query.limit,
      });
      return { institutions, next: institutions.length === query.limit ? institutions.at(-1)!.code : null };
    },
  }),
  route({
    method: 'GET',
    path: '/institutions/:code',
    summary: { zh: '机构档案', en: 'One institution' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: view,
    refusals: [],
    handler: (tx, { params }) => getInstitution(tx, params.code),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/service-agreements',
    summary: { zh: '登记定点服务协议', en: 'Record a service agreement' },
    access: only(LOCAL_CASEWORKERS),
    params: institutionCode,
    body: serviceAgreement,
    output: z.object({
      id: z.string(),
      institution: z.string(),
      number: z.string(),
      year: z.number(),
      validFrom: z.string(),
      validTo: z.string().optional(),
    }),
    status: 201,
    refusals: ['service-agreement-overlaps'],
    handler: (tx, { params, body }) => signServiceAgreement(tx, params.code, body),
  }),
];
