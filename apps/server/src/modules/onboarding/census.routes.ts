import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { BUREAU_STAFF, CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { getInstitution, institutionCode } from '../institutions/index.ts';
import { listCensusStanding, listUrgings, STANDINGS, urge, urging } from './urge-census.ts';

const instant = z.date().transform((at) => at.toISOString());
const urgings = z.object({
  urgings: z.array(z.object({ id: z.string(), note: z.string(), answerBy: z.string().nullable(), urgedAt: instant, urgedBy: personName })),
});

export const censusRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/census',
    summary: { zh: '联调测试摸底台账', en: 'Who has finished the joint test, who has not, and who was urged' },
    access: only(BUREAU_STAFF),
    query: z.strictObject({
      standing: z.enum(STANDINGS).optional(),
      after: z
        .string()
        .regex(/^[A-Z]\d{11}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({
      institutions: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          kind: z.string(),
          standing: z.enum(STANDINGS),
          registeredAt: instant,
          /** number and state of its open application */
          application: z.string().nullable(),
          applicationState: z.string().nullable(),
          urgings: z.number(),
          urgedAt: instant.nullable(),
          answerBy: z.string().nullable(),
        }),
      ),
      next: z.string().nullable(),
    }),
    refusals: ['census-counts-no-test'],
    handler: async (tx, { query }) => {
      const filter = { standing: query.standing ?? null, after: query.after ?? null, limit: query.limit };
      const institutions = await listCensusStanding(tx, filter);
      return { institutions, next: institutions.length === query.limit ? institutions.at(-1)!.code : null };
    },
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/urgings',
    summary: { zh: '督促机构完成联调测试', en: 'Urge an institution to finish the joint test' },
    access: only(CASEWORKERS),
    params: institutionCode,
    body: urging,
    output: urgings,
    status: 201,
    refusals: ['nothing-to-urge', 'census-counts-no-test'],
    handler: (tx, { params, body }) => urge(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/urgings',
    summary: { zh: '督促记录', en: 'When an institution was urged' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: urgings,
    refusals: [],
    handler: async (tx, { params }) => ({ urgings: await listUrgings(tx, (await getInstitution(tx, params.code)).id) }),
  }),
];
