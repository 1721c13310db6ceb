import { RESTRICTION_KINDS } from '@anjie/admission';
import { z } from 'zod';
import { APPROVERS, BUREAU_STAFF, CASEWORKERS, LOCAL_CASEWORKERS, only, type Role, route } from '../../ground/route.ts';
import { getInstitution, institutionCode } from '../institutions/index.ts';
import { disconnectItself, imposeRestriction } from './impose-restriction.ts';
import { liftRestriction, rectifyRestriction, requestLifting, reviewRestriction } from './lift-restriction.ts';
import { approveProposal, declineProposal, listProposals, proposeRestriction } from './propose-restriction.ts';
import { listOfInstitution, listRestrictions, listReviewsOwed, viewsOf } from './restriction.store.ts';
import { imposeOnScope } from './scope-restriction.ts';

const sentence = z.string().trim().min(1).max(2000);
const id = z.strictObject({ id: z.uuid() });
const kind = z.enum(RESTRICTION_KINDS);
const imposition = z.strictObject({ kind, clause: z.string().trim().min(1).max(40), reason: sentence, judgement: sentence.optional() });
const instant = z.date().transform((at) => at.toISOString());

/** One restriction as people see it. */
export const restrictionView = z.object({
  id: z.string(),
  kind: z.string(),
  institution: z.string().nullable(),
  /** `name` of a system; a division’s is known by its code */
  scope: z.object({ kind: z.string(), code: z.string(), name: z.string().nullable() }).nullable(),
  clause: z.string(),
  stated: z.boolean(),
  occasion: z.number(),
  reason: z.string(),
  judgement: z.string().nullable(),
  by: z.string(),
  byLaw: z.boolean(),
  imposedAt: instant,
  review: z.object({ at: instant, note: z.string() }).nullable(),
  rectification: z.object({ at: instant, text: z.string() }).nullable(),
  liftRequest: z.object({ at: instant, reason: z.string(), digest: z.string() }).nullable(),
  lifted: z.object({ at: instant, clause: z.string() }).nullable(),
  lifting: z
    .object({
      level: z.string(),
      conditions: z.array(z.string()).readonly(),
      lacks: z.array(z.string()).readonly(),
      clause: z.string(),
      stated: z.boolean(),
      levelStated: z.boolean(),
    })
    .nullable(),
  version: z.number(),
});

const proposal = z.object({
  id: z.string(),
  institution: z.string(),
  kind: z.string(),
  clause: z.string(),
  reason: z.string(),
  judgement: z.string().nullable(),
  proposedAt: instant,
  outcome: z.string().nullable(),
  digest: z.string(),
  version: z.number(),
});

const page = { after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };
const DECIDERS = [...CASEWORKERS, ...APPROVERS];
const REVIEWERS: readonly Role[] = [...DECIDERS, 'leader:province', 'leader:city', 'leader:county'];
const IMPOSING = [
  'restriction-not-foreseen',
  'restriction-target-wrong',
  'restriction-wrong-decider',
  'judgement-missing',
  'restriction-in-force',
] as const;

export const restrictionRoutes = [
  route({
    method: 'POST',
    path: '/institutions/:code/restrictions',
    summary: {
      zh: '对机构作出限制（一人即可，立即生效，事后复核）',
      en: 'Order a restriction: one person, in force at once, reviewed after',
    },
    access: only(DECIDERS),
    params: institutionCode,
    body: imposition,
    output: restrictionView,
    status: 201,
    refusals: IMPOSING,
    handler: (tx, { params, body }) => imposeRestriction(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/restrictions',
    summary: { zh: '机构的全部限制及其经过', en: 'All restrictions of an institution, with their history' },
    access: only(BUREAU_STAFF, 'institution', 'reader:nation', 'auditor:province'),
    params: institutionCode,
    output: z.object({ restrictions: z.array(restrictionView) }),
    refusals: [],
    handler: async (tx, { params }) => {
      const institution = await getInstitution(tx, params.code);
      return { restrictions: await viewsOf(tx, await listOfInstitution(tx, institution.id)) };
    },
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/disconnection',
    summary: { zh: '机构发现异常，自行断开网络连接', en: 'The institution disconnects itself' },
    access: only('institution'),
    params: institutionCode,
    body: z.strictObject({ reason: sentence }),
    output: restrictionView,
    status: 201,
    refusals: ['disconnection-not-foreseen', 'restriction-in-force'],
    handler: (tx, { params, body }) => disconnectItself(tx, params.code, body.reason),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/restriction-proposals',
    summary: { zh: '提议终止或纳入黑名单（另一人批准后生效）', en: 'Propose a termination or the blacklist; another person approves' },
    access: only(DECIDERS),
    params: institutionCode,
    body: imposition,
    output: proposal,
    status: 201,
    refusals: IMPOSING,
    handler: (tx, { params, body }) => proposeRestriction(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/restriction-proposals',
    summary: { zh: '限制的提议', en: 'Proposals of restrictions' },
    access: only(BUREAU_STAFF),
    query: z.strictObject({ ...page, state: z.enum(['open', 'all']).default('open') }),
    output: z.object({ proposals: z.array(proposal), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const proposals = await listProposals(tx, { open: query.state === 'open', after: query.after ?? null, limit: query.limit });
      return { proposals, next: proposals.length === query.limit ? proposals.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/restriction-proposals/:id/approval',
    summary: { zh: '批准提议，限制生效', en: 'Approve a proposal; the restriction is in force' },
    access: only(APPROVERS),
    params: id,
    output: restrictionView,
    refusals: ['proposal-decided', 'proposal-altered', ...IMPOSING],
    versioned: true,
    handler: (tx, { params, version }) => approveProposal(tx, params.id, version),
  }),
  route({
    method: 'POST',
    path: '/restriction-proposals/:id/refusal',
    summary: { zh: '否决或撤回提议', en: 'Decline a proposal, or take it back' },
    access: only(DECIDERS),
    params: id,
    output: proposal,
    refusals: ['proposal-decided', ...IMPOSING],
    versioned: true,
    handler: (tx, { params, version }) => declineProposal(tx, params.id, version),
  }),
  route({
    method: 'POST',
    path: '/scope-restrictions',
    summary: { zh: '暂停系统对接、暂缓辖区上传', en: 'Suspend a system, or pause the uploads of a division' },
    access: only(DECIDERS),
    body: z.strictObject({
      ...imposition.shape,
      scope: z.strictObject({ kind: z.enum(['division', 'system']), code: z.string().trim().min(1).max(64) }),
    }),
    output: restrictionView,
    status: 201,
    refusals: ['scope-unknown', ...IMPOSING],
    handler: (tx, { body: { scope, ...input } }) => imposeOnScope(tx, scope, input),
  }),
  route({
    method: 'GET',
    path: '/restrictions',
    summary: { zh: '辖区内的限制', en: 'Restrictions of the territory' },
    access: only(BUREAU_STAFF, 'reader:nation', 'auditor:province'),
    query: z.strictObject({ ...page, state: z.enum(['in-force', 'lifted', 'all']).default('in-force'), kind: kind.optional() }),
    output: z.object({ restrictions: z.array(restrictionView), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const records = await listRestrictions(tx, {
        state: query.state === 'all' ? null : query.state,
        kind: query.kind ?? null,
        after: query.after ?? null,
        limit: query.limit,
      });
      return { restrictions: await viewsOf(tx, records), next: records.length === query.limit ? records.at(-1)!.id : null };
    },
  }),
  route({
    method: 'GET',
    path: '/restriction-reviews',
    summary: { zh: '待复核的限制', en: 'Orders of one person that wait for their review, the oldest first' },
    access: only(REVIEWERS),
    query: z.strictObject(page),
    output: z.object({ owed: z.array(z.object({ restriction: restrictionView, mine: z.boolean() })), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const records = await listReviewsOwed(tx, { after: query.after ?? null, limit: query.limit });
      const views = await viewsOf(tx, records);
      const owed = views.map((restriction, i) => ({ restriction, mine: records[i]!.decided_by !== tx.actor.id }));
      return { owed, next: records.length === query.limit ? records.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/restrictions/:id/review',
    summary: { zh: '事后复核（另一人）', en: 'Review what one person ordered' },
    access: only(REVIEWERS),
    params: id,
    body: z.strictObject({ note: sentence }),
    output: restrictionView,
    refusals: ['review-not-owed', 'restriction-lifted', 'restriction-reviewed', 'restriction-wrong-decider'],
    versioned: true,
    handler: (tx, { params, body, version }) => reviewRestriction(tx, params.id, version, body.note),
  }),
  route({
    method: 'POST',
    path: '/restrictions/:id/rectification',
    summary: { zh: '记录整改情况或书面说明', en: 'Record what was mended, or the written explanation' },
    access: only('institution', LOCAL_CASEWORKERS, 'caseworker:province'),
    params: id,
    body: z.strictObject({ text: sentence }),
    output: restrictionView,
    refusals: ['restriction-lifted'],
    versioned: true,
    handler: (tx, { params, body, version }) => rectifyRestriction(tx, params.id, version, body.text),
  }),
  route({
    method: 'POST',
    path: '/restrictions/:id/lift-request',
    summary: { zh: '申请解除这一项限制', en: 'Request the lifting of this one restriction' },
    access: only(DECIDERS),
    params: id,
    body: z.strictObject({ reason: sentence }),
    output: restrictionView,
    refusals: ['restriction-lifted', 'lifting-condition-unmet'],
    versioned: true,
    handler: (tx, { params, body, version }) => requestLifting(tx, params.id, version, body.reason),
  }),
  route({
    method: 'POST',
    path: '/restrictions/:id/lifting',
    summary: { zh: '确认并解除这一项限制（另一人）', en: 'Confirm and lift this one restriction: another person' },
    access: only(APPROVERS),
    params: id,
    output: restrictionView,
    refusals: ['restriction-lifted', 'lift-not-requested', 'lift-request-void', 'lifting-wrong-level', 'lifting-condition-unmet'],
    versioned: true,
    handler: (tx, { params, version }) => liftRestriction(tx, params.id, version),
  }),
];
