import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { keyIdOf, type TrailFault, type TrailVerdict } from '@anjie/audit-trail';
import type { Sm2PublicKey } from '@anjie/guomi';
import { z } from 'zod';
import { type Clock, endOfDate, startOfDate } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import { only, type Route, rawRoute, route } from '../../ground/route.ts';
import type { Transactor, Tx } from '../../ground/transaction.ts';
import type { AuditGroup } from './append-audit.ts';
import { archiveRoutes } from './archive.routes.ts';
import { type EventFilter, listEvents } from './audit.store.ts';
import type { AuditKeys } from './audit-keys.ts';
import { auditWindow, lateSince, listCheckpoints } from './checkpoint.store.ts';
import type { CheckpointWork } from './checkpoint-work.ts';
import { proveRow, writeExport } from './export-audit.ts';
import { proveExtension } from './prove-extension.ts';
import type { SecondPlace } from './second-place.ts';
import { BrokenAudit } from './sign-checkpoints.ts';
import { heldBy, verifyAudit } from './verify-audit.ts';

/** What the routes of the audit stand on. */
export interface AuditParts {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly log: Log;
  readonly installation: string;
  /** the first key; the later ones follow from signed changes */
  readonly key: Sm2PublicKey;
  readonly keys: AuditKeys;
  readonly places: readonly SecondPlace[];
  /** folder of the archived months; null: none is written */
  readonly archive?: string | null;
  readonly work: Pick<CheckpointWork, 'signNow' | 'broken'>;
  readonly group: Pick<AuditGroup, 'read' | 'flush'>;
  /** hears of a fault, whoever asked for the verification that found it */
  readonly alarm?: (fault: TrailFault) => void;
}

const fault = z.object({
  kind: z.string(),
  from: z.number().nullable(),
  to: z.number().nullable(),
  zh: z.string(),
  en: z.string(),
});
const verification = z.object({
  rows: z.number(),
  checkpoints: z.number(),
  firstBad: z.number().nullable(),
  ok: z.boolean(),
  covered: z.number(),
  coveredAt: z.string().nullable(),
  /** rows that could be cut off unseen */
  undelivered: z.number(),
  /** when the newest delivered checkpoint was; null: none ever was */
  deliveredAt: z.string().nullable(),
  /** since when a checkpoint waits for one of the places */
  waitingSince: z.string().nullable(),
  places: z.array(z.string()),
  fault: fault.nullable(),
});

/** What the audit is searched by; a day is one of China Standard Time. */
const SEARCH = {
  object: z.string().max(100).optional(),
  kind: z.string().max(60).optional(),
  event: z.string().max(60).optional(),
  result: z.enum(['done', 'refused', 'read']).optional(),
  login: z.string().max(64).optional(),
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
};

function filterOf(query: z.output<z.ZodObject<typeof SEARCH>> & { before?: number | undefined }): EventFilter {
  return {
    before: query.before ?? null,
    objectId: query.object ?? null,
    objectKind: query.kind ?? null,
    event: query.event ?? null,
    result: query.result ?? null,
    login: query.login ?? null,
    from: query.from === undefined ? null : startOfDate(query.from),
    until: query.until === undefined ? null : endOfDate(query.until),
  };
}

export function auditRoutes(parts: AuditParts): Route[] {
  const { transactor, group } = parts;
  /** Reading the audit is itself audited. */
  const reading = (tx: Tx, event: string, id: string | null = null) =>
    group.read(tx.actor, tx.requestId, event, id === null ? null : { kind: 'audit', id });
  return [
    route({
      method: 'GET',
      path: '/audit/verification',
      summary: { zh: '核验审计链与检查点', en: 'Verify the audit, its chain and its checkpoints' },
      access: only('auditor:nation', 'reader:nation'),
      output: verification,
      refusals: [],
      handler: async (tx) => {
        const verdict = await verifiedNow(parts);
        if (verdict.fault !== null) parts.alarm?.(verdict.fault);
        reading(tx, 'audit-verified', verdict.ok ? 'ok' : (verdict.fault?.kind ?? 'not-ok'));
        return verdict;
      },
    }),
    route({
      method: 'GET',
      path: '/audit/events',
      summary: { zh: '查询审计记录', en: 'Search the audit' },
      access: only('auditor:nation', 'auditor:province'),
      query: z.strictObject({
        before: z.coerce.number().int().positive().optional(),
        ...SEARCH,
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      output: z.object({ events: z.array(z.record(z.string(), z.unknown())), next: z.number().nullable() }),
      refusals: [],
      handler: async (tx, { query }) => {
        reading(tx, 'audit-searched', query.object ?? null);
        const events = await listEvents(tx.db, filterOf(query), query.limit);
        return { events, next: events.length === query.limit ? events.at(-1)!.seq : null };
      },
    }),
    route({
      method: 'GET',
      path: '/audit/key',
      summary: { zh: '审计检查点的公钥', en: 'The public key of the checkpoints' },
      access: only('auditor:nation', 'auditor:province', 'reader:nation'),
      output: z.object({ installation: z.string(), keyId: z.string(), pem: z.string() }),
      refusals: [],
      handler: (tx) => {
        reading(tx, 'audit-key-read');
        return tx.unsafeAsSystem(async (db) => ({
          installation: parts.installation,
          keyId: keyIdOf((await parts.keys.current(db)).publicKey),
          pem: await parts.keys.pem(db),
        }));
      },
    }),
    route({
      method: 'GET',
      path: '/audit/checkpoints',
      summary: { zh: '查询审计检查点', en: 'List the checkpoints, the latest first' },
      access: only('auditor:nation', 'reader:nation'),
      query: z.strictObject({
        before: z.coerce.number().int().positive().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      output: z.object({
        checkpoints: z.array(
          z.object({
            size: z.number(),
            checkpoint: z.string(),
            deliveredAt: z.string().nullable(),
            deliveredTo: z.array(z.string()),
          }),
        ),
        next: z.number().nullable(),
      }),
      refusals: [],
      handler: async (tx, { query }) => {
        reading(tx, 'audit-checkpoints-listed');
        const rows = await listCheckpoints(tx.db, query.before ?? null, query.limit);
        const checkpoints = rows.map(({ size, checkpoint, delivered_at, delivered_to }) => ({
          size,
          checkpoint,
          deliveredAt: delivered_at?.toISOString() ?? null,
          deliveredTo: delivered_to,
        }));
        return { checkpoints, next: rows.length === query.limit ? rows.at(-1)!.size : null };
      },
    }),
    route({
      method: 'GET',
      path: '/audit/extension',
      summary: { zh: '证明后一检查点只在前一检查点之后追加', en: 'Prove that one checkpoint only appended to another' },
      access: only('auditor:nation'),
      query: z.strictObject({ first: z.coerce.number().int().positive(), second: z.coerce.number().int().positive() }),
      output: z.object({ first: z.number(), second: z.number(), path: z.array(z.string()) }),
      refusals: ['audit-checkpoint-unknown', 'audit-not-whole'],
      handler: async (tx, { query }) => {
        reading(tx, 'audit-extension-proved', `${query.first}-${query.second}`);
        return { ...query, path: await proveExtension(transactor, query.first, query.second) };
      },
    }),
    route({
      method: 'GET',
      path: '/audit/events/:seq/proof',
      summary: { zh: '证明一条审计记录', en: 'Prove one row of the audit' },
      access: only('auditor:nation'),
      params: z.object({ seq: z.coerce.number().int().positive() }),
      output: z.object({ proof: z.string() }),
      refusals: ['audit-row-not-attested', 'audit-not-whole'],
      handler: async (tx, { params }) => {
        reading(tx, 'audit-row-proved', String(params.seq));
        return { proof: await proveRow(transactor, params.seq) };
      },
    }),
    exportRoute(parts),
    ...archiveRoutes(parts),
  ];
}

/** The audit as it stands now, against its chain, its checkpoints and the second places. */
export async function verifiedNow({ transactor, installation, key, keys, places }: AuditParts) {
  const delivered = await heldBy(places);
  return transactor.snapshot(async (db) => {
    const verdict: TrailVerdict = await verifyAudit(db, { installation, keys: [key], changes: await keys.changes(db), delivered });
    const { undelivered, deliveredAt } = await auditWindow(db);
    const { undelivered: waitingSince } = await lateSince(db, places);
    return {
      ...verdict,
      coveredAt: verdict.coveredAt?.toISOString() ?? null,
      undelivered,
      deliveredAt: deliveredAt?.toISOString() ?? null,
      waitingSince: waitingSince?.toISOString() ?? null,
      places: places.map((place) => place.name),
    };
  });
}

function exportRoute({ transactor, clock, log, work, group, keys }: AuditParts): Route {
  return rawRoute({
    method: 'GET',
    path: '/audit/export',
    summary: { zh: '导出审计记录与检查点', en: 'Export the audit with its checkpoints, as text' },
    access: only('auditor:nation', 'reader:nation'),
    refusals: [],
    raw: async (request, reply) => {
      const actor = request.actor!;
      // The export of this export stands in it: whoever reads it sees who took it out.
      group.read(actor, request.id, 'audit-exported', null);
      await group.flush();
      await work.signNow().catch((error: unknown) => {
        // A broken audit is exported as it is: whoever checks it shall see where it breaks.
        if (!(error instanceof BrokenAudit)) throw error;
      });
      const stream = new PassThrough();
      const write = async (text: string) => {
        if (stream.destroyed) throw new Error('the reader has gone');
        if (!stream.write(text)) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
      };
      writeExport(transactor, { actor, at: clock.now(), requestId: request.id }, write, keys.changes)
        .then(() => stream.end())
        .catch((error: unknown) => {
          log.warn('audit-export-ended-early', { request: request.id, error: String(error) });
          stream.destroy(error as Error);
        });
      return reply.type('text/plain; charset=utf-8').header('content-disposition', 'attachment; filename="audit.txt"').send(stream);
    },
  });
}
