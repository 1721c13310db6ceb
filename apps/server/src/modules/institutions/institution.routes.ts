import { z } from 'zod';
import { personName, personPhone } from '../../ground/clearance.ts';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, route } from '../../ground/route.ts';
import { listServiceAgreements } from './find-service-agreement.ts';
import { findContacts, getInstitution, namesOf } from './institution.store.ts';
import { registerInstitution, registration } from './register-institution.ts';
import { endServiceAgreement, serviceAgreement, serviceAgreementEnding, signServiceAgreement } from './sign-service-agreement.ts';

export const institutionCode = z.strictObject({ code: z.string().regex(/^[A-Z]\d{11}$/) });

/** Whoever meets an institution's code on a page; row security says which names they are told. */
const NAMED_TO = only(
  BUREAU_STAFF,
  ...(['caseworker', 'approver', 'leader'] as const).map((role) => `${role}:nation` as const),
  ...(['system-administrator', 'security-officer', 'auditor'] as const).flatMap((role) => [`${role}:province`, `${role}:nation`] as const),
  'institution',
  'vendor',
  'platform-vendor',
  'integration-partner',
  'carrier',
);

/** A page of codes at once: what one screen names. */
const NAMED_AT_ONCE = 100;
const codes = z
  .string()
  .transform((list) => list.split(','))
  .pipe(z.array(institutionCode.shape.code).min(1).max(NAMED_AT_ONCE));

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

const serviceAgreements = z.object({
  agreements: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      year: z.number(),
      validFrom: z.string(),
      validTo: z.string().nullable(),
      signedOn: z.string().nullable(),
      firstParty: z.string().nullable(),
      secondParty: z.string().nullable(),
      /** code of the agency */
      agency: z.string().nullable(),
      endedAt: z
        .date()
        .transform((at) => at.toISOString())
        .nullable(),
      endedReason: z.string().nullable(),
    }),
  ),
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
    path: '/institution-names',
    summary: { zh: '机构名称（按编码，一次至多一百家）', en: 'Names of institutions by their codes, a hundred at once' },
    access: NAMED_TO,
    query: z.strictObject({ codes }),
    output: z.object({ institutions: z.array(z.object({ code: z.string(), name: z.string() })) }),
    refusals: [],
    handler: async (tx, { query }) => ({ institutions: await namesOf(tx, query.codes) }),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/contacts',
    summary: { zh: '联系人和法定代表人（查看留痕）', en: 'Contact and legal representative, unmasked; looking leaves a trace' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({
      contactName: personName.nullable(),
      contactPhone: personPhone.nullable(),
      legalRepresentative: personName.nullable(),
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
      signedOn: z.string().optional(),
      firstParty: z.string(),
      secondParty: z.string(),
      agency: z.string().optional(),
    }),
    status: 201,
    refusals: ['service-agreement-overlaps', 'agency-unknown'],
    handler: (tx, { params, body }) => signServiceAgreement(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/service-agreements',
    summary: { zh: '机构的定点服务协议', en: 'Service agreements of an institution' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: serviceAgreements,
    refusals: [],
    handler: async (tx, { params }) => ({ agreements: await listServiceAgreements(tx, (await getInstitution(tx, params.code)).id) }),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/service-agreements/:id/end',
    summary: { zh: '提前终止定点服务协议', en: 'End a service agreement before its time' },
    access: only(LOCAL_CASEWORKERS),
    params: institutionCode.extend({ id: z.uuid() }),
    body: serviceAgreementEnding,
    output: serviceAgreements,
    refusals: ['service-agreement-ended'],
    handler: (tx, { params, body }) => endServiceAgreement(tx, params.code, params.id, body),
  }),
];
