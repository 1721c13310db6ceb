import { z } from 'zod';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, route } from '../../ground/route.ts';
import { findContacts, getInstitution } from './institution.store.ts';
import { registerInstitution, registration } from './register-institution.ts';
import { serviceAgreement, signServiceAgreement } from './sign-service-agreement.ts';

export const institutionCode = z.strictObject({ code: z.string().regex(/^[HP]\d{11}$/) });

/** One institution as people see it. */
export const institutionView = z.object({
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
    output: institutionView,
    status: 201,
    refusals: ['institution-code-taken', 'institution-kind-mismatch'],
    handler: (tx, { body }) => registerInstitution(tx, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code',
    summary: { zh: '机构档案', en: 'One institution' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: institutionView,
    refusals: [],
    handler: (tx, { params }) => getInstitution(tx, params.code),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/contacts',
    summary: { zh: '联系人和法定代表人（查看留痕）', en: 'Contact and legal representative, unmasked; looking leaves a trace' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({
      contactName: z.string().nullable(),
      contactPhone: z.string().nullable(),
      legalRepresentative: z.string().nullable(),
    }),
    refusals: [],
    handler: (tx, { params }) => findContacts(tx, params.code),
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
