/** A run at the bed as the people of its application read it, and its beginning anew. */
import { z } from 'zod';
import { FILE_POLICY } from '../../ground/answer-headers.ts';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { BUREAU_STAFF, bytesBody, MIB, only, type Role, type Route, rawRoute, route } from '../../ground/route.ts';
import type { Transactor } from '../../ground/transaction.ts';
import type { Scanning } from '../documents/index.ts';
import { applicationNumber, PARTIES } from '../onboarding/index.ts';
import { EVIDENCE_MEDIA, keepEvidence, keptEvidence, readEvidence } from './evidence.ts';
import { beginRun } from './follow-campaign.ts';
import { liveCampaigns } from './live-campaign.ts';
import { comparison, matrix, messageQuery, viewCampaign, viewComparison, viewMatrix, viewMessages } from './read-run.ts';
import type { TestBed } from './test-bed.ts';

export const campaignOf = applicationNumber.extend({ campaign: z.uuid() });
export const TESTERS: readonly Role[] = ['institution', 'vendor', 'integration-partner'];
export const BED = ['test-bed-not-installed', 'test-bed-silent', 'test-bed-refuses'];
export const AT_TEST = ['onboarding-not-defined', 'step-not-from-here'];

const runNumber = z.coerce.number().int().min(1).max(1_000_000);
const runOf = campaignOf.extend({ run: runNumber });
const evidenceOf = runOf.extend({ sm3: z.string().regex(/^[0-9a-f]{64}$/) });
const text = z.object({ zh: z.string(), en: z.string() });
const READERS = only(BUREAU_STAFF, PARTIES);
const AT = '/applications/:number/test-campaigns/:campaign';

const campaignView = z.object({
  number: z.string(),
  campaign: z.string(),
  /** the run that is shown */
  run: z.number(),
  runs: z.array(z.object({ number: z.number(), beganAt: z.string(), frozenAt: z.string().nullable() })),
  frozenAt: z.string().nullable(),
  /** whether the run still takes messages, notes and records: the newest, and not frozen */
  open: z.boolean(),
  verdict: z.string(),
  messages: z.number(),
  /** covered of required, 0 to 1 */
  share: z.number(),
  cases: z.array(
    z.object({
      id: z.string(),
      title: text,
      kind: z.string(),
      clauses: z.array(z.string()),
      state: z.string(),
      reason: z.string(),
      next: z.string(),
      /** numbers of the messages that decided it */
      messages: z.array(z.number()),
    }),
  ),
  notes: z.array(
    z.object({
      id: z.string(),
      case: z.string(),
      kind: z.string(),
      /** state that the case takes once another person approves; null: a comment */
      state: z.string().nullable(),
      reason: z.string(),
      at: z.string(),
      evidence: z.object({ sm3: z.string(), name: z.string(), kept: z.boolean() }).nullable(),
      byYou: z.boolean(),
      approved: z.boolean(),
      youMayApprove: z.boolean(),
    }),
  ),
  evidence: z.array(z.object({ sm3: z.string(), name: z.string(), bytes: z.number() })),
  records: z.array(
    z.object({
      item: z.string(),
      clause: z.string(),
      text: z.string(),
      verdict: z.string().nullable(),
      record: z.string().nullable(),
    }),
  ),
  owed: z.array(z.object({ kind: z.string(), code: z.string(), next: z.string() })),
});

const messagePage = z.object({
  messages: z.array(
    z.object({
      seq: z.number(),
      at: z.string(),
      infno: z.string(),
      msgid: z.string(),
      request: z.record(z.string(), z.unknown()),
      output: z.record(z.string(), z.unknown()),
      reply: z.string(),
      error: z.string(),
      fault: z.string().nullable(),
      findings: z.array(
        z.object({ path: z.string(), rule: z.string(), severity: z.string(), value: z.unknown(), message: text, source: z.string() }),
      ),
      signature: z.object({ ok: z.boolean(), diagnosis: z.string() }).nullable(),
      bytes: z.number(),
    }),
  ),
  next: z.number().nullable(),
});

export function runRoutes(transactor: Transactor, bed: TestBed, scanning: Scanning): readonly Route[] {
  const live = liveCampaigns(transactor, bed);
  return [
    route({
      method: 'GET',
      path: AT,
      summary: {
        zh: '联调测试的进展：用例、覆盖率和缺口、结果记录、待批准的见证',
        en: 'Where a campaign stands: cases, coverage and what is missing, result records, notes that wait for approval',
      },
      access: READERS,
      params: campaignOf,
      query: z.strictObject({ run: runNumber.optional() }),
      output: campaignView,
      refusals: BED,
      handler: (tx, { params, query }) => viewCampaign(tx, bed, params.number, params.campaign, query.run),
    }),
    rawRoute({
      method: 'GET',
      path: `${AT}/stream`,
      summary: { zh: '联调测试的实时进展（推送）', en: 'A campaign as it happens, pushed as server-sent events' },
      access: READERS,
      params: campaignOf,
      refusals: BED,
      raw: async (request, reply) => {
        const parsed = campaignOf.safeParse(request.params);
        if (!parsed.success) return refuseInput('not-found', { path: 'params.campaign' });
        const follower = { actor: request.actor!, requestId: request.id, ...parsed.data };
        // Who did not ask for a stream is told the state once.
        if (!String(request.headers.accept ?? '').includes('text/event-stream'))
          return reply.type('text/event-stream; charset=utf-8').send(`data: ${await live.once(follower)}\n\n`);
        const left = new AbortController();
        // Opened before the answer begins: what is refused is refused in words.
        const source = await live.open(follower, left.signal);
        reply.hijack();
        await live.serve(source, left, reply.raw);
        return reply;
      },
    }),
    route({
      method: 'POST',
      path: `${AT}/runs`,
      summary: { zh: '开始新的一轮测试', en: 'Begin a new run' },
      access: only(TESTERS),
      params: campaignOf,
      output: z.object({ number: z.string(), campaign: z.string(), run: z.number() }),
      status: 201,
      refusals: [...BED, ...AT_TEST],
      handler: (tx, { params }) => beginRun(tx, bed, params.number, params.campaign),
    }),
    route({
      method: 'GET',
      path: `${AT}/comparison`,
      summary: { zh: '比较两轮测试', en: 'Compare two runs: what got better, what got worse' },
      access: READERS,
      params: campaignOf,
      query: z.strictObject({ a: runNumber, b: runNumber }),
      output: comparison,
      refusals: BED,
      handler: (tx, { params, query }) => viewComparison(tx, bed, params.number, params.campaign, query),
    }),
    route({
      method: 'GET',
      path: `${AT}/runs/:run/matrix`,
      summary: { zh: '覆盖矩阵：交易和用例', en: 'The coverage matrix: transactions and cases' },
      access: READERS,
      params: runOf,
      output: matrix,
      refusals: BED,
      handler: (tx, { params }) => viewMatrix(tx, bed, params.number, params.campaign, params.run),
    }),
    route({
      method: 'GET',
      path: `${AT}/runs/:run/messages`,
      summary: { zh: '报文记录，逐字段列出发现的问题', en: 'Messages of a run with what was found at each field' },
      access: READERS,
      params: runOf,
      query: messageQuery,
      output: messagePage,
      refusals: BED,
      handler: (tx, { params, query }) => viewMessages(tx, bed, params, query),
    }),
    route({
      method: 'POST',
      path: `${AT}/evidence`,
      summary: {
        zh: '存入见证所依据的文件',
        en: 'Keep a file that an attestation rests on: its bytes as the body, its name in X-File-Name',
      },
      access: only(TESTERS),
      params: campaignOf,
      bytes: EVIDENCE_MEDIA,
      body: bytesBody,
      maxBytes: 10 * MIB,
      output: keptEvidence,
      status: 201,
      refusals: [...BED, ...AT_TEST, 'document-infected', 'scanner-unreachable'],
      handler: (tx, { params, body }) => keepEvidence(tx, { bed, scanning }, params.number, params.campaign, body),
    }),
    rawRoute({
      method: 'GET',
      path: `${AT}/runs/:run/evidence/:sm3`,
      summary: { zh: '下载见证所依据的文件', en: 'Download a file that an attestation rests on, as an attachment and never inline' },
      access: READERS,
      params: evidenceOf,
      refusals: BED,
      raw: async (request, reply) => {
        const parsed = evidenceOf.safeParse(request.params);
        if (!parsed.success) return refuseInput('not-found', { path: 'params.sm3' });
        const { file, bytes } = await transactor.run(request.actor!, request.id, (tx) => readEvidence(tx, bed, parsed.data));
        return reply
          .type(file.media)
          .header('content-length', bytes.length)
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
          .header('content-security-policy', FILE_POLICY)
          .send(bytes);
      },
    }),
  ];
}
