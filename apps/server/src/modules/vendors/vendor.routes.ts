import { z } from 'zod';
import { BUREAU_STAFF, only, type Role, route } from '../../ground/route.ts';
import { getInstitution, institutionCode } from '../institutions/index.ts';
import { FIRM_ROLES, getFirm, listFirms, rolesOf } from './firm.store.ts';
import { institutionsRunning } from './institutions-running.ts';
import { certificate, certificateWithdrawal, recordCertificate, withdrawCertificate } from './record-certificate.ts';
import { endFirmRole, firmCode, firmRegistration, firmRoles, recordFirmRoles, registerFirm, roleEnding } from './register-firm.ts';
import { registerSystem, systemCode, systemRegistration } from './register-system.ts';
import { certificatesOf, getSystem, listSystems, systemsRunBy } from './system.store.ts';

const PARTIES: readonly Role[] = ['institution', 'vendor', 'platform-vendor', 'integration-partner', 'carrier', 'agency'];
const firm = z.object({ code: z.string(), name: z.string(), roles: z.array(z.string()) });
const instant = z.date().transform((at) => at.toISOString());
const system = z.object({
  code: z.string(),
  vendor: z.string(),
  name: z.string(),
  release: z.string(),
  deployment: z.string().nullable(),
  registeredAt: z.date().transform((at) => at.toISOString()),
});
const detailedSystem = system.extend({
  certificates: z.array(
    z.object({
      number: z.string(),
      level: z.number(),
      validFrom: z.string(),
      validTo: z.string(),
      withdrawnAt: instant.nullable(),
      withdrawnReason: z.string().nullable(),
    }),
  ),
});
const limit = z.coerce.number().int().min(1).max(200).default(50);

export const vendorRoutes = [
  route({
    method: 'POST',
    path: '/firms',
    summary: { zh: '登记单位及其角色', en: 'Register a firm with its roles' },
    access: only('caseworker:province'),
    body: firmRegistration,
    output: firm,
    status: 201,
    refusals: ['firm-code-taken', 'carriers-complete'],
    handler: (tx, { body }) => registerFirm(tx, body),
  }),
  route({
    method: 'POST',
    path: '/firms/:code/roles',
    summary: { zh: '登记单位在本省的角色', en: 'Record roles of a firm in the province' },
    access: only('caseworker:province'),
    params: z.strictObject({ code: firmCode }),
    body: firmRoles,
    output: firm,
    status: 201,
    refusals: ['carriers-complete'],
    handler: (tx, { params, body }) => recordFirmRoles(tx, params.code, body),
  }),
  route({
    method: 'POST',
    path: '/firms/:code/roles/end',
    summary: { zh: '终止单位在本省的角色', en: 'End a role of a firm in the province' },
    access: only('caseworker:province'),
    params: z.strictObject({ code: firmCode }),
    body: roleEnding,
    output: firm,
    refusals: ['role-not-held'],
    handler: (tx, { params, body }) => endFirmRole(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/firms/:code',
    summary: { zh: '单位及其角色的历史', en: 'One firm with the history of its roles' },
    access: only(BUREAU_STAFF, PARTIES),
    params: z.strictObject({ code: firmCode }),
    output: z.object({
      code: z.string(),
      name: z.string(),
      roles: z.array(
        z.object({
          role: z.string(),
          prov: z.string(),
          city: z.string().nullable(),
          from: instant,
          until: instant.nullable(),
          endedReason: z.string().nullable(),
        }),
      ),
    }),
    refusals: [],
    handler: async (tx, { params }) => {
      const { id, code, name } = await getFirm(tx, params.code, 'params.code');
      return { code, name, roles: await rolesOf(tx, id) };
    },
  }),
  route({
    method: 'GET',
    path: '/firms',
    summary: { zh: '单位名录', en: 'The list of firms' },
    access: only(BUREAU_STAFF, PARTIES),
    query: z.strictObject({ role: z.enum(FIRM_ROLES).optional(), after: firmCode.optional(), limit }),
    output: z.object({ firms: z.array(firm), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const firms = await listFirms(tx, {
        prov: tx.actor.prov,
        city: null,
        role: query.role ?? null,
        after: query.after ?? null,
        limit: query.limit,
      });
      return { firms, next: firms.length === query.limit ? firms.at(-1)!.code : null };
    },
  }),
  route({
    method: 'POST',
    path: '/systems',
    summary: { zh: '登记信息系统及版本', en: 'Register a system in one release' },
    access: only('vendor', 'caseworker:province'),
    body: systemRegistration,
    output: detailedSystem,
    status: 201,
    refusals: ['firm-lacks-role', 'system-registered-already', 'certificate-registered-already'],
    handler: (tx, { body }) => registerSystem(tx, body),
  }),
  route({
    method: 'GET',
    path: '/systems',
    summary: { zh: '信息系统名录', en: 'The list of systems' },
    access: only(BUREAU_STAFF, PARTIES),
    query: z.strictObject({ vendor: firmCode.optional(), after: systemCode.optional(), limit }),
    output: z.object({ systems: z.array(system), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const systems = await listSystems(tx, { vendor: query.vendor ?? null, after: query.after ?? null, limit: query.limit });
      return { systems, next: systems.length === query.limit ? systems.at(-1)!.code : null };
    },
  }),
  route({
    method: 'GET',
    path: '/systems/:code',
    summary: { zh: '信息系统及其等保证书', en: 'One system with its MLPS certificates' },
    access: only(BUREAU_STAFF, PARTIES),
    params: z.strictObject({ code: systemCode }),
    output: detailedSystem,
    refusals: [],
    handler: async (tx, { params }) => {
      const found = await getSystem(tx, params.code);
      return { ...found, certificates: await certificatesOf(tx, found.id) };
    },
  }),
  route({
    method: 'GET',
    path: '/systems/:code/institutions',
    summary: { zh: '正在使用该信息系统的机构', en: 'Which institutions run a system now' },
    access: only(BUREAU_STAFF, 'vendor'),
    params: z.strictObject({ code: systemCode }),
    query: z.strictObject({
      after: z
        .string()
        .regex(/^[A-Z]\d{11}$/)
        .optional(),
      limit,
    }),
    output: z.object({
      institutions: z.array(z.object({ code: z.string(), name: z.string(), div: z.string(), from: instant })),
      next: z.string().nullable(),
    }),
    refusals: [],
    handler: async (tx, { params, query }) => {
      const institutions = await institutionsRunning(tx, params.code, query.after ?? null, query.limit);
      return { institutions, next: institutions.length === query.limit ? institutions.at(-1)!.code : null };
    },
  }),
  route({
    method: 'POST',
    path: '/systems/:code/certificates',
    summary: { zh: '登记等保测评证书', en: 'Record an MLPS certificate' },
    access: only('vendor', 'caseworker:province'),
    params: z.strictObject({ code: systemCode }),
    body: certificate,
    output: detailedSystem,
    status: 201,
    refusals: ['certificate-registered-already'],
    handler: (tx, { params, body }) => recordCertificate(tx, params.code, body),
  }),
  route({
    method: 'POST',
    path: '/systems/:code/certificates/withdrawal',
    summary: { zh: '登记等保测评证书被撤销', en: 'Record that an MLPS certificate was taken back' },
    access: only('caseworker:province'),
    params: z.strictObject({ code: systemCode }),
    body: certificateWithdrawal,
    output: detailedSystem,
    refusals: ['certificate-withdrawn-already'],
    handler: (tx, { params, body }) => withdrawCertificate(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/systems',
    summary: { zh: '机构所用信息系统的历史', en: 'Which systems an institution has run' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({
      systems: z.array(
        z.object({
          system: z.string(),
          name: z.string(),
          release: z.string(),
          vendor: z.string(),
          from: z.date().transform((at) => at.toISOString()),
          until: z
            .date()
            .transform((at) => at.toISOString())
            .nullable(),
        }),
      ),
    }),
    refusals: [],
    handler: async (tx, { params }) => ({ systems: await systemsRunBy(tx, (await getInstitution(tx, params.code)).id) }),
  }),
];
