import type { Catalogue } from '@anjie/rulebook';
import { z } from 'zod';
import type { Clock } from '../../ground/clock.ts';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { institutionCode } from '../institutions/index.ts';
import { explain, explanation, instantOrDate } from './explain.ts';
import { verification, verify } from './verify.ts';
import { supposed, supposeThat, supposition } from './what-if.ts';

const ASKERS = only(BUREAU_STAFF, 'caseworker:nation', 'approver:nation', 'leader:nation', 'institution', 'reader:nation');

export function admissionRoutes(parts: { transactor: Transactor; clock: Clock; catalogue: Catalogue }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/institutions/:code/admission',
      summary: { zh: '能否接入，为什么', en: 'Admitted or not, and why' },
      access: ASKERS,
      params: institutionCode,
      query: z.strictObject({ at: instantOrDate.optional() }),
      output: explanation,
      refusals: ['no-basis-yet'],
      handler: (tx, { params, query }) => explain(tx, params.code, query.at ?? null, parts.catalogue),
    }),
    route({
      method: 'POST',
      path: '/institutions/:code/admission/what-if',
      summary: { zh: '假设推演（不保存）', en: 'What if; saves nothing' },
      access: ASKERS,
      params: institutionCode,
      body: supposition,
      output: supposed,
      refusals: ['no-basis-yet'],
      handler: (tx, { params, body }) => supposeThat(tx, params.code, body, parts.catalogue),
    }),
    route({
      method: 'GET',
      path: '/admission/verification',
      summary: { zh: '核验准入结果', en: 'Verify entries against the facts' },
      access: only('auditor:nation', 'auditor:province', 'reader:nation'),
      output: verification,
      refusals: [],
      handler: (tx) => verify(parts.transactor, parts.clock, tx.actor.prov),
    }),
  ];
}
