import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { only, type Role, type Route, route } from '../../ground/route.ts';
import { askForAssessment } from './ask-assessment.ts';
import { findAssessment, findingsOf, listAssessments, remarksOf } from './assessment.store.ts';
import { confirmRemark, remarkItem } from './remark-item.ts';

/**
 * The auditor reads: of the installation's security nothing but the audit's settings is the auditor's to write (GJ-3.5). A province's officers find
 * something here where the installation is that province's own; row security holds to it.
 */
const OFFICERS: readonly Role[] = [
  'security-officer:nation',
  'security-officer:province',
  'system-administrator:nation',
  'system-administrator:province',
];
const AUDITORS: readonly Role[] = ['auditor:nation', 'auditor:province'];

const instant = z.date().transform((at) => at.toISOString());
const text = z.object({ zh: z.string(), en: z.string() });
const verdict = z.enum(['conforms', 'partly', 'does-not', 'not-applicable']);
const summary = z.object({
  id: z.string(),
  cause: z.string(),
  requestedBy: z.string().nullable(),
  requestedAt: instant,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  stage: z.string().nullable(),
  measuredAt: instant.nullable(),
  finishedAt: instant.nullable(),
  fault: z.string().nullable(),
  counts: z.object({ conforms: z.number(), partly: z.number(), 'does-not': z.number(), 'not-applicable': z.number() }).nullable(),
  open: z.number(),
});
const remark = z.object({
  id: z.string(),
  assessment: z.string(),
  judgement: z.enum(['in-order', 'not-in-order']),
  text: z.string(),
  by: z.string(),
  at: instant,
  confirmedBy: z.string().nullable(),
  confirmedAt: instant.nullable(),
  stands: z.boolean(),
});
const item = z.object({
  item: z.string(),
  clause: z.string(),
  words: z.string(),
  erratum: z.string().nullable(),
  verdict,
  former: verdict.nullable(),
  checks: z.array(z.object({ clause: z.string(), words: z.string(), erratum: z.string().nullable(), verdict, evidence: text })),
  person: text.nullable(),
  fails: z.object({ commands: z.array(z.string()), note: text.nullable() }),
  remark: remark.nullable(),
  earlier: remark.nullable(),
});
const one = z.strictObject({ id: z.uuid() });
const oneItem = z.strictObject({ id: z.uuid(), item: z.string().regex(/^(10|[1-9])[a-g]$/) });

/** Self-assessments by NX-附3.2: asked for, looked at, and remarked on where a person must look. */
export const assessmentRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/assessments',
    summary: { zh: '自评列表，新的在前', en: 'Self-assessments, the newest first' },
    access: only(OFFICERS, AUDITORS),
    query: z.strictObject({ before: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.object({ assessments: z.array(summary), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const assessments = await listAssessments(tx, { before: query.before ?? null, limit: query.limit });
      return { assessments, next: assessments.length === query.limit ? assessments.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/assessments',
    summary: { zh: '发起自评（测量由另一进程进行，进度见该次自评）', en: 'Have a self-assessment made; its own page shows the progress' },
    access: only(OFFICERS),
    output: summary,
    status: 202,
    refusals: ['assessment-under-way', 'installation-of-others'],
    handler: (tx) => askForAssessment(tx),
  }),
  route({
    method: 'GET',
    path: '/assessments/:id',
    summary: { zh: '一次自评的 32 项结论与证据', en: 'One self-assessment: the 32 items with their evidence' },
    access: only(OFFICERS, AUDITORS),
    params: one,
    output: summary.extend({ items: z.array(item) }),
    refusals: [],
    handler: async (tx, { params }) => {
      const found = await findAssessment(tx, params.id);
      if (found === undefined) return refuseInput('not-found', { path: 'params.id', value: params.id });
      const findings = await findingsOf(tx, params.id);
      const { own, earlier } = await remarksOf(tx, params.id);
      const items = findings.map(({ item: name, former, finding }) => ({
        ...finding,
        checks: [...finding.checks],
        fails: { ...finding.fails, commands: [...finding.fails.commands] },
        former,
        remark: own.get(name) ?? null,
        earlier: earlier.get(name) ?? null,
      }));
      return { ...found, items: items as z.input<typeof item>[] };
    },
  }),
  route({
    method: 'POST',
    path: '/assessments/:id/items/:item/remark',
    summary: { zh: '记录人工核对的结论', en: 'Record what a person found who looked' },
    access: only(OFFICERS),
    params: oneItem,
    body: z.strictObject({ judgement: z.enum(['in-order', 'not-in-order']), text: z.string().trim().min(1).max(2000) }),
    output: remark,
    status: 201,
    refusals: ['assessment-not-done', 'nothing-to-look-at', 'remark-waits'],
    handler: async (tx, { params, body }) => (await remarkItem(tx, params, body)) as z.input<typeof remark>,
  }),
  route({
    method: 'POST',
    path: '/assessments/:id/items/:item/remark/confirmation',
    summary: { zh: '复核另一人的核对结论', en: 'Confirm what another officer found in order' },
    access: only(OFFICERS),
    params: oneItem,
    body: z.strictObject({ remark: z.uuid() }),
    output: remark,
    refusals: ['remark-not-waiting'],
    handler: async (tx, { params, body }) => (await confirmRemark(tx, params, body.remark)) as z.input<typeof remark>,
  }),
];
