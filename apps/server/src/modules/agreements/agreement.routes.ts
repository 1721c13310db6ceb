import { z } from 'zod';
import { BUREAU_STAFF, CASEWORKERS, only, route } from '../../ground/route.ts';
import { getInstitution, institutionCode } from '../institutions/index.ts';
import { listAgreements } from './agreement.store.ts';
import { AGREEMENT_KINDS, counterpartiesOf } from './agreement-rules.ts';
import { agreement, closeAgreement, recordAgreement } from './record-agreement.ts';

const instant = z.date().transform((at) => at.toISOString());

/** One agreement as people see it. */
export const agreementView = z.object({
  id: z.string(),
  institution: z.string(),
  kind: z.string(),
  number: z.string().nullable(),
  signatories: z.object({ institution: z.boolean(), bureau: z.string().nullable(), firm: z.string().nullable() }),
  /** of the firm that signed, beside its code */
  firmName: z.string().nullable(),
  subject: z.string().nullable(),
  copies: z.number().nullable(),
  signedOn: z.string(),
  validTo: z.string().nullable(),
  ended: z.object({ at: instant, reason: z.string() }).nullable(),
  recordedAt: instant,
  version: z.number(),
});

export const agreementRoutes = [
  route({
    method: 'POST',
    path: '/institutions/:code/agreements',
    summary: { zh: '登记安全、保密、知识产权协议和承诺书', en: 'Record a security, confidentiality or IP agreement, or a commitment' },
    access: only(CASEWORKERS),
    params: institutionCode,
    body: agreement,
    output: agreementView,
    status: 201,
    refusals: [
      'agreement-kind-not-foreseen',
      'agreement-signatories',
      'agreement-copies',
      'agreement-signed-ahead',
      'agreement-end-date',
      'agreement-recorder',
      'agreement-in-force',
      'agreement-ended',
    ],
    handler: (tx, { params, body }) => recordAgreement(tx, params.code, body),
  }),
  route({
    method: 'GET',
    path: '/institutions/:code/agreements',
    summary: { zh: '机构的协议和承诺书', en: 'The agreements of an institution' },
    access: only(BUREAU_STAFF, 'institution'),
    params: institutionCode,
    output: z.object({
      agreements: z.array(agreementView),
      /** NX-22: with whom each firm has signed, of what is in force */
      counterparties: z.array(z.object({ firm: z.string(), kind: z.enum(AGREEMENT_KINDS), institution: z.boolean(), bureau: z.boolean() })),
    }),
    refusals: [],
    handler: async (tx, { params }) => {
      const agreements = await listAgreements(tx, (await getInstitution(tx, params.code)).id);
      const inForce = agreements.filter((one) => one.ended === null);
      const signed = inForce.map(({ kind, signatories: { firm, institution, bureau } }) => ({
        kind,
        firm,
        institution,
        bureau: bureau !== null,
      }));
      return { agreements, counterparties: counterpartiesOf(signed) };
    },
  }),
  route({
    method: 'POST',
    path: '/agreements/:id/end',
    summary: { zh: '登记协议终止', en: 'Record the end of an agreement' },
    access: only(CASEWORKERS),
    params: z.strictObject({ id: z.uuid() }),
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    output: agreementView,
    refusals: ['agreement-recorder', 'agreement-ended'],
    versioned: true,
    handler: (tx, { params, body, version }) => closeAgreement(tx, params.id, version, body.reason),
  }),
];
