import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { APPROVERS, BUREAU_STAFF, CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { getInstitution, institutionCode } from '../institutions/index.ts';
import { recordTest, testRecord } from './record-test.ts';
import { censusDecision, censusRequest, decideCensus, listCensus, requestCensus } from './take-census.ts';
import { listTestRecords } from './test-record.store.ts';

const instant = z.date().transform((at) => at.toISOString());
const census = z.object({
  institution: z.string(),
  state: z.enum(['requested', 'recorded', 'declined']),
  connectedOn: z.string(),
  records: z.array(z.string()),
});

export const connectionRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/institutions/:code/test-records',
    summary: { zh: '记录网络测试或系统对接测试', en: 'Record a test of network or system' },
    access: only(CASEWORKERS),
    params: institutionCode,
    body: testRecord,
    output: z.object({
      institution: z.string(),
      kind: z.string(),
      passed: z.boolean(),
      testedAt: z.string(),
      application: z.string().nullable(),
    }),
    status: 201,
    refusals: ['code-not-in-rules', 'step-not-from-here', 'tested-in-the-future'],
    handler: (tx, { params, body }) => recordTest(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/test-records',
    summary: { zh: '测试记录', en: 'Tests of an institution, the latest first' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({
      tests: z.array(
        z.object({ kind: z.string(), passed: z.boolean(), testedAt: instant, note: z.string().nullable(), recordedAt: instant }),
      ),
    }),
    refusals: [],
    handler: async (tx, { params }) => ({ tests: await listTestRecords(tx, (await getInstitution(tx, params.code)).id) }),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/connections',
    summary: { zh: '登记平台上线前已接入的机构（待批准）', en: 'Request that an institution connected before the platform be taken in' },
    access: only(CASEWORKERS, APPROVERS),
    params: institutionCode,
    body: censusRequest,
    output: census,
    status: 201,
    refusals: ['census-not-defined', 'connected-already', 'application-open', 'step-requested-already'],
    handler: (tx, { params, body }) => requestCensus(tx, params.code, body),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/connections/approval',
    summary: { zh: '批准或不予登记', en: 'Accept or decline the request, by another person' },
    access: only(APPROVERS),
    params: institutionCode,
    body: censusDecision,
    output: census,
    refusals: ['census-not-defined', 'census-not-requested', 'application-open', 'step-not-requested'],
    handler: (tx, { params, body }) => decideCensus(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/connections',
    summary: { zh: '已接入登记', en: 'Census records of an institution, the latest first' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({
      connections: z.array(
        z.object({
          connectedOn: z.string(),
          reason: z.string(),
          clause: z.string().nullable(),
          stated: z.boolean(),
          requestedBy: personName,
          requestedAt: instant,
          decidedBy: personName.nullable(),
          decidedAt: instant.nullable(),
          accepted: z.boolean().nullable(),
          decisionReason: z.string().nullable(),
        }),
      ),
    }),
    refusals: [],
    handler: async (tx, { params }) => ({ connections: await listCensus(tx, (await getInstitution(tx, params.code)).id) }),
  }),
];
