import { z } from 'zod';
import { BUREAU_STAFF, CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import { getInstitution, institutionCode } from '../institutions/index.ts';
import { issueRule, issuing, takeNote, withdrawRule } from './issue-rule.ts';
import { listRules, listRulesFor } from './rule.store.ts';

const instant = z.date().transform((at) => at.toISOString());
const rule = z.object({
  id: z.string(),
  bureau: z.string(),
  number: z.string(),
  title: z.string(),
  inForceFrom: z.string(),
  /** of its text */
  sm3: z.string().nullable(),
  withdrawnAt: instant.nullable(),
});
const known = rule.extend({ acknowledgedAt: instant.nullable() });
const ruleId = z.strictObject({ id: z.uuid() });

export const ruleRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/rules',
    summary: { zh: '登记管理部门的规定和制度', en: 'Record a rule of the managing department' },
    access: only(CASEWORKERS),
    body: issuing,
    output: rule,
    status: 201,
    refusals: ['rule-number-taken'],
    handler: (tx, { body }) => issueRule(tx, body),
  }),
  route({
    method: 'GET',
    path: '/rules',
    summary: { zh: '规定和制度台账', en: 'Rules of the managing departments' },
    access: only(BUREAU_STAFF),
    query: z.strictObject({ after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.object({ rules: z.array(rule.extend({ acknowledged: z.number().nullable() })), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const rules = await listRules(tx, { prov: tx.actor.prov, after: query.after ?? null, limit: query.limit });
      return { rules, next: rules.length === query.limit ? rules.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/rules/:id/withdrawal',
    summary: { zh: '废止规定', en: 'End a rule' },
    access: only(CASEWORKERS),
    params: ruleId,
    output: rule,
    refusals: ['rule-ended', 'rule-not-own'],
    handler: (tx, { params }) => withdrawRule(tx, params.id),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/rules',
    summary: { zh: '机构须遵守的规定及知悉情况', en: 'Rules that bind an institution, and which it has taken note of' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({ rules: z.array(known) }),
    refusals: [],
    handler: async (tx, { params }) => ({ rules: await listRulesFor(tx, await getInstitution(tx, params.code), tx.now) }),
  }),
  route({
    method: 'POST',
    path: '/institutions/:code/rules/:id/acknowledgement',
    summary: { zh: '知悉规定', en: 'Take note of a rule' },
    access: only('institution'),
    params: institutionCode.extend({ id: z.uuid() }),
    output: z.object({ rules: z.array(known) }),
    status: 201,
    refusals: ['rule-not-binding', 'rule-known-already'],
    handler: async (tx, { params }) => ({ rules: await takeNote(tx, params.code, params.id) }),
  }),
];
