import { z } from 'zod';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, type Role, type Route, route } from '../../ground/route.ts';
import { institutionCode } from '../institutions/index.ts';
import { getApplication } from './application.store.ts';
import { applicationView, viewApplication } from './application-view.ts';
import { listApplicationsFor } from './list-applications.ts';
import { amendApplication, amendment, openApplication, opening } from './open-application.ts';
import { declineRequest, requestStep, stepInput, takeStep } from './take-step.ts';

export const PARTIES: readonly Role[] = ['institution', 'vendor', 'platform-vendor', 'integration-partner'];
const STEP_STAFF: readonly Role[] = BUREAU_STAFF.filter((role) => !role.startsWith('leader'));

const instant = z.date().transform((at) => at.toISOString());
export const applicationNumber = z.strictObject({ number: z.string().regex(/^[0-9A-Z]{2,20}-\d{4}-\d{5,9}$/) });
const stepName = applicationNumber.extend({ step: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/) });
const outcome = z.object({ number: z.string(), step: z.string(), state: z.string(), version: z.number() });
const paging = { after: z.string().max(40).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

const GATES = ['step-unknown', 'handled-by-another', 'step-not-from-here', 'step-lacks', 'step-reason-missing', 'form-incomplete'];

/** One application in a list. */
export const applicationSummary = z.object({
  number: z.string(),
  institution: z.string(),
  kind: z.string(),
  state: z.string(),
  createdAt: instant,
  closedAt: instant.nullable(),
  version: z.number(),
  /** when the earliest clock that runs on it ends */
  dueAt: instant.nullable(),
  /** steps that the reader may take, or request of another, from here */
  acts: z.array(
    z.object({ name: z.string(), title: z.object({ zh: z.string(), en: z.string() }), take: z.boolean(), request: z.boolean() }),
  ),
});
const summaryView = z.object({ applications: z.array(applicationSummary), next: z.string().nullable() });

export const applicationRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/institutions/:code/applications',
    summary: { zh: '新建接入申报', en: 'Open an application' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: institutionCode,
    body: opening,
    output: applicationView,
    status: 201,
    refusals: ['onboarding-not-defined', 'application-kind-unknown', 'application-open'],
    handler: async (tx, { params, body }) => viewApplication(tx, await openApplication(tx, params.code, body)),
  }),
  route({
    method: 'GET',
    path: '/applications',
    summary: { zh: '接入申报台账', en: 'The ledger of applications' },
    access: only(BUREAU_STAFF, PARTIES),
    query: z.strictObject({
      institution: institutionCode.shape.code.optional(),
      state: z.string().max(40).optional(),
      open: z.enum(['true', 'false']).optional(),
      ...paging,
    }),
    output: summaryView,
    refusals: [],
    handler: async (tx, { query }) => {
      const applications = await listApplicationsFor(tx, {
        institution: query.institution ?? null,
        state: query.state ?? null,
        open: query.open === undefined ? null : query.open === 'true',
        after: query.after ?? null,
        limit: query.limit,
      });
      return { applications, next: applications.length === query.limit ? applications.at(-1)!.number : null };
    },
  }),
  route({
    method: 'GET',
    path: '/applications/:number',
    summary: { zh: '接入申报', en: 'One application, with what may be done next' },
    access: only(BUREAU_STAFF, PARTIES),
    params: applicationNumber,
    output: applicationView,
    refusals: [],
    handler: async (tx, { params }) => viewApplication(tx, await getApplication(tx, params.number)),
  }),
  route({
    method: 'PATCH',
    path: '/applications/:number',
    summary: { zh: '修改申报表', en: 'Amend the form or the system of an application' },
    access: only('institution', LOCAL_CASEWORKERS),
    params: applicationNumber,
    body: amendment,
    output: applicationView,
    versioned: true,
    refusals: ['application-not-editable'],
    handler: async (tx, { params, body, version }) => viewApplication(tx, await amendApplication(tx, params.number, version, body)),
  }),
  route({
    method: 'POST',
    path: '/applications/:number/transitions/:step',
    summary: { zh: '办理一步', en: 'Take a step, or approve the one requested' },
    access: only(STEP_STAFF, PARTIES),
    params: stepName,
    body: stepInput,
    output: outcome,
    refusals: [...GATES, 'step-not-requested', 'firm-not-appointable', 'tested-in-the-future'],
    handler: (tx, { params, body }) => takeStep(tx, params.number, params.step, body),
  }),
  route({
    method: 'POST',
    path: '/applications/:number/transitions/:step/request',
    summary: { zh: '提请须两人办理的一步', en: 'Request a step that two people take' },
    access: only(STEP_STAFF),
    params: stepName,
    body: stepInput.pick({ reason: true }),
    output: outcome,
    status: 201,
    refusals: [...GATES, 'step-needs-no-request', 'step-requested-already'],
    handler: (tx, { params, body }) => requestStep(tx, params.number, params.step, body),
  }),
  route({
    method: 'POST',
    path: '/applications/:number/transitions/:step/request/decline',
    summary: { zh: '退回提请', en: 'Decline what was requested' },
    access: only(STEP_STAFF),
    params: stepName,
    body: z.strictObject({ reason: z.string().trim().min(1).max(2000) }),
    output: outcome,
    refusals: ['step-unknown', 'step-not-requested'],
    handler: (tx, { params, body }) => declineRequest(tx, params.number, params.step, body),
  }),
];
