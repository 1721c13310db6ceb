import { z } from 'zod';
import { refuse as refuseInput } from '../../ground/refusal.ts';
import { BUREAU_STAFF, MIB, only, type Route, rawRoute, route } from '../../ground/route.ts';
import { readJson } from '../../ground/strict-json.ts';
import type { Transactor } from '../../ground/transaction.ts';
import { institutionCode } from '../institutions/index.ts';
import { acknowledge, acknowledgement } from './acknowledge.ts';
import type { Board } from './board.ts';
import { cutOffProgress, readCutOffProgress } from './cut-off-progress.ts';
import { enrolGateway, enrolment, reissueSecret } from './enrol-gateway.ts';
import { epochReport, listEpochReports, listWithheld, releaseEpoch, reportEpoch } from './epoch-reports.ts';
import type { Feed } from './feed.ts';
import type { KnownGateway } from './gateway-secret.ts';
import { askRetirement, confirmRetirement, retirementRequest, retirementView, withdrawRetirement } from './retire-gateway.ts';
import { batch, takeRecords } from './take-records.ts';
import { readTraffic, traffic, trafficQuery } from './traffic.ts';

const ADMINISTRATORS = ['system-administrator:nation', 'system-administrator:province'] as const;
const SECURITY = ['security-officer:nation', 'security-officer:province'] as const;
const retiring = z.object({ code: z.string(), state: z.enum(['in-service', 'requested', 'stopping', 'retired']) });
const secretView = z.object({ code: z.string(), secret: z.string() });
const instant = z.date().transform((at) => at.toISOString());
const oneReport = z.strictObject({ id: z.uuid() });
const gatewayCode = z.strictObject({ code: z.string().max(63) });

export function enforcementRoutes(parts: {
  transactor: Transactor;
  feed: Feed;
  board: Board;
  masterKey: Buffer;
  mode: string;
  gatewayOf: (id: string) => KnownGateway;
}): Route[] {
  const { transactor, feed, board, masterKey, mode, gatewayOf } = parts;
  /** A gateway's own message: proven by its MAC, written under the system scope. */
  const fromGateway = <S extends z.ZodType>(
    path: string,
    zh: string,
    en: string,
    body: S,
    maxBytes: number,
    work: (tx: Parameters<typeof acknowledge>[0], id: string, input: z.output<S>) => Promise<object>,
  ) =>
    rawRoute({
      method: 'POST',
      path,
      summary: { zh, en },
      access: { kind: 'gateway' },
      body,
      refusals: ['gateway-unknown'],
      maxBytes,
      raw: async (request, reply) => {
        const read = readJson(request.bodyBytes);
        const parsed = body.safeParse(read.ok ? read.value : null);
        if (!parsed.success)
          return refuseInput('input-invalid', {
            path: parsed.error.issues[0]?.path.join('.') ?? 'body',
            rule: parsed.error.issues[0]?.message ?? 'json',
          });
        const answer = await transactor.asSystem(request.id, (tx) => work(tx, gatewayOf(request.gatewayId!).id, parsed.data));
        board.ring();
        return reply.send(answer);
      },
    });
  return [
    route({
      method: 'POST',
      path: '/enforcement/gateways',
      summary: { zh: '登记网关', en: 'Enrol a gateway' },
      access: only(ADMINISTRATORS),
      body: enrolment,
      output: secretView,
      shownOnce: true,
      status: 201,
      refusals: ['gateway-code-taken', 'gateway-environments-mixed'],
      handler: (tx, { body }) => enrolGateway(tx, body, masterKey, mode),
    }),
    route({
      method: 'POST',
      path: '/enforcement/gateways/:code/secret',
      summary: { zh: '重发网关密钥', en: 'Issue a new secret for a gateway' },
      access: only(ADMINISTRATORS),
      params: gatewayCode,
      output: secretView,
      shownOnce: true,
      refusals: [],
      handler: (tx, { params }) => reissueSecret(tx, params.code, masterKey),
    }),
    route({
      method: 'POST',
      path: '/enforcement/gateways/:code/retirement',
      summary: { zh: '申请停用网关', en: 'Ask that a gateway leave the service' },
      access: only(ADMINISTRATORS),
      params: gatewayCode,
      body: retirementRequest,
      output: retiring,
      status: 201,
      refusals: ['gateway-retiring'],
      handler: (tx, { params, body }) => askRetirement(tx, params.code, body),
    }),
    route({
      method: 'POST',
      path: '/enforcement/gateways/:code/retirement/withdrawal',
      summary: { zh: '撤回停用网关的申请', en: 'Withdraw the request that a gateway leave the service' },
      access: only(ADMINISTRATORS),
      params: gatewayCode,
      output: retiring,
      refusals: ['gateway-not-retiring'],
      handler: (tx, { params }) => withdrawRetirement(tx, params.code),
    }),
    route({
      method: 'POST',
      path: '/enforcement/gateways/:code/retirement/confirmation',
      summary: { zh: '确认停用网关', en: 'Confirm that a gateway leaves the service: it refuses everything from then on' },
      access: only(SECURITY),
      params: gatewayCode,
      output: retiring,
      refusals: ['gateway-not-retiring', 'four-eyes'],
      handler: (tx, { params }) => confirmRetirement(tx, params.code),
    }),
    route({
      method: 'GET',
      path: '/enforcement/gateways',
      summary: { zh: '网关及其版本', en: 'Gateways and their revisions' },
      access: only(BUREAU_STAFF, ADMINISTRATORS, SECURITY, 'reader:nation'),
      query: z.strictObject({
        after: z.string().max(63).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(200),
        /** those out of service too */
        retired: z.enum(['true', 'false']).default('false'),
      }),
      output: z.object({
        head: z.number(),
        gateways: z.array(
          z.object({
            code: z.string(),
            name: z.string(),
            environments: z.array(z.string()),
            revision: z.number().nullable(),
            seenAt: z.string().nullable(),
            skewMs: z.number().nullable(),
            /** requested: another officer confirms; stopping: it has not said yet that nothing passes; retired: out of service */
            retirement: z
              .object({
                state: z.enum(['requested', 'stopping', 'retired']),
                removed: z.boolean(),
                reason: z.string(),
                requestedAt: z.string(),
                confirmedAt: z.string().nullable(),
                stoppedAt: z.string().nullable(),
              })
              .nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
      refusals: [],
      handler: async (tx, { query }) => {
        const head = await tx.db.selectFrom('feed_head').select('revision').executeTakeFirstOrThrow();
        const rows = await tx.db
          .selectFrom('gateway')
          .leftJoin('gateway_state', 'gateway_state.gateway_id', 'gateway.id')
          .leftJoin('gateway_retirement as retirement', (join) =>
            join.onRef('retirement.gateway_id', '=', 'gateway.id').on('retirement.withdrawn_at', 'is', null),
          )
          .select(['code', 'name', 'environments', 'revision', 'seen_at', 'skew_ms', 'active'])
          .select(['removed', 'reason', 'requested_at as requestedAt', 'confirmed_at as confirmedAt', 'stopped_at as stoppedAt'])
          .$if(query.retired === 'false', (some) => some.where('active', '=', true))
          .where('code', '>', query.after ?? '')
          .orderBy('code')
          .limit(query.limit)
          .execute();
        return {
          head: head.revision,
          gateways: rows.map((row) => ({
            code: row.code,
            name: row.name,
            environments: row.environments,
            revision: row.revision,
            seenAt: row.seen_at?.toISOString() ?? null,
            skewMs: row.skew_ms,
            retirement: retirementView(row),
          })),
          next: rows.length === query.limit ? rows.at(-1)!.code : null,
        };
      },
    }),
    route({
      method: 'GET',
      path: '/enforcement/traffic',
      summary: { zh: '网关流量与拒绝', en: 'What passed the gateways, and what they refused and why' },
      access: only(BUREAU_STAFF),
      query: trafficQuery,
      output: traffic,
      refusals: [],
      handler: (tx, { query }) => readTraffic(tx, query),
    }),
    route({
      method: 'GET',
      path: '/institutions/:code/enforcement',
      summary: { zh: '切断执行到哪一步', en: 'How far a cut-off has come at each gateway' },
      access: only(BUREAU_STAFF, 'institution', 'reader:nation'),
      params: institutionCode,
      output: cutOffProgress,
      refusals: [],
      handler: (tx, { params }) => readCutOffProgress(tx, params.code),
    }),
    rawRoute({
      method: 'GET',
      path: '/institutions/:code/enforcement/stream',
      summary: { zh: '切断执行进度（推送）', en: 'How far a cut-off has come, pushed as server-sent events' },
      access: only(BUREAU_STAFF, 'institution', 'reader:nation'),
      params: institutionCode,
      refusals: [],
      raw: async (request, reply) => {
        const parsed = institutionCode.safeParse(request.params);
        if (!parsed.success) return refuseInput('input-invalid', { path: 'params.code', rule: '[HP] + 11 digits' });
        const watch = { actor: request.actor!, requestId: request.id, code: parsed.data.code };
        // Read before the answer begins: what is refused is refused in words.
        const first = await board.read(watch);
        // Who did not ask for a stream is told the state once.
        if (!String(request.headers.accept ?? '').includes('text/event-stream'))
          return reply.type('text/event-stream; charset=utf-8').send(`data: ${first}\n\n`);
        reply.hijack();
        await board.serve(watch, first, reply.raw);
        return reply;
      },
    }),
    route({
      method: 'GET',
      path: '/enforcement/epoch-reports',
      summary: { zh: '新纪元清单', en: 'What gateways withhold after a restore: reports, the latest first' },
      access: only(ADMINISTRATORS),
      query: z.strictObject({ before: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      output: z.object({
        reports: z.array(
          z.object({
            id: z.string(),
            gateway: z.string(),
            name: z.string(),
            epoch: z.string(),
            previousEpoch: z.string().nullable(),
            /** how many institutions are withheld */
            withheld: z.number(),
            reportedAt: instant,
            releasedAt: instant.nullable(),
            releasedBy: z.string().nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
      refusals: [],
      handler: async (tx, { query }) => {
        const reports = await listEpochReports(tx, { before: query.before ?? null, limit: query.limit });
        return { reports, next: reports.length === query.limit ? reports.at(-1)!.id : null };
      },
    }),
    route({
      method: 'GET',
      path: '/enforcement/epoch-reports/:id/withheld',
      summary: { zh: '新纪元清单中的机构', en: 'The institutions that a gateway keeps refusing until the report is released' },
      access: only(ADMINISTRATORS),
      params: oneReport,
      query: z.strictObject({ after: z.string().max(20).optional(), limit: z.coerce.number().int().min(1).max(200).default(100) }),
      output: z.object({
        institutions: z.array(z.object({ code: z.string(), name: z.string().nullable() })),
        next: z.string().nullable(),
      }),
      refusals: [],
      handler: async (tx, { params, query }) => {
        const institutions = await listWithheld(tx, params.id, { after: query.after ?? null, limit: query.limit });
        return { institutions, next: institutions.length === query.limit ? institutions.at(-1)!.code : null };
      },
    }),
    route({
      method: 'POST',
      path: '/enforcement/epoch-reports/:id/release',
      summary: { zh: '放行新纪元清单', en: 'Release what a gateway withholds after a restore' },
      access: only(ADMINISTRATORS),
      params: oneReport,
      output: z.object({ id: z.string(), released: z.boolean() }),
      refusals: ['epoch-report-released'],
      handler: (tx, { params }) => releaseEpoch(tx, params.id),
    }),
    rawRoute({
      method: 'GET',
      path: '/enforcement/feed',
      summary: { zh: '准入数据流', en: 'The feed of entries' },
      access: { kind: 'gateway' },
      query: z.looseObject({}),
      refusals: ['gateway-unknown'],
      raw: async (request, reply) => {
        const query = request.query as Record<string, string | undefined>;
        const after = query.after === undefined || !/^\d{1,15}$/.test(query.after) ? null : Number(query.after);
        reply.hijack();
        await feed.serve(gatewayOf(request.gatewayId!), { epoch: query.epoch ?? null, after }, reply.raw);
        return reply;
      },
    }),
    fromGateway('/enforcement/acknowledgements', '网关回执', 'What a gateway has applied', acknowledgement, 4 * MIB, acknowledge),
    fromGateway('/enforcement/records', '网关流水', 'What passed a gateway', batch, 16 * MIB, takeRecords),
    fromGateway('/enforcement/epoch-reports', '新纪元清单', 'What a gateway withholds in a new epoch', epochReport, 64 * MIB, reportEpoch),
  ];
}
