import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import { APPROVERS, CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { applicationNumber } from './application.routes.ts';
import { handlerView } from './application-view.ts';
import { deputising, endDeputy, listDeputies, nameDeputy } from './deputise.ts';
import { handing, handOver } from './hand-over.ts';

const deputy = z.object({
  id: z.string(),
  /** logins, and the names that go with them */
  person: z.string(),
  personName,
  deputy: z.string(),
  deputyName: personName,
  from: z.string(),
  until: z.string(),
  reason: z.string(),
  endedAt: z
    .date()
    .transform((at) => at.toISOString())
    .nullable(),
  /** whether the reader may end it now */
  mayEnd: z.boolean(),
});

export const handlerRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/applications/:number/handler',
    summary: { zh: '承办、交办或移交申报', en: 'Take an application, assign it or hand it over' },
    access: only(CASEWORKERS, APPROVERS),
    params: applicationNumber,
    body: handing,
    output: z.object({ number: z.string(), handlers: z.array(handlerView) }),
    refusals: ['application-not-editable', 'handler-not-of-bureau', 'handler-already', 'handled-by-another', 'step-reason-missing'],
    handler: (tx, { params, body }) => handOver(tx, params.number, body),
  }),
  route({
    method: 'POST',
    path: '/deputies',
    summary: { zh: '指定代办', en: 'Name who stands in for a caseworker' },
    access: only(CASEWORKERS, APPROVERS),
    body: deputising,
    output: deputy,
    status: 201,
    refusals: ['handler-not-of-bureau', 'deputy-ended'],
    handler: (tx, { body }) => nameDeputy(tx, body),
  }),
  route({
    method: 'GET',
    path: '/deputies',
    summary: { zh: '本局代办', en: 'Deputies of one’s own bureau' },
    access: only(CASEWORKERS, APPROVERS),
    query: z.strictObject({ after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.object({ deputies: z.array(deputy), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const deputies = await listDeputies(tx, { after: query.after ?? null, limit: query.limit });
      return { deputies, next: deputies.length === query.limit ? deputies.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/deputies/:id/end',
    summary: { zh: '提前结束代办', en: 'End a deputy’s time early' },
    access: only(CASEWORKERS, APPROVERS),
    params: z.strictObject({ id: z.uuid() }),
    output: deputy,
    refusals: ['deputy-ended'],
    handler: (tx, { params }) => endDeputy(tx, params.id),
  }),
];
