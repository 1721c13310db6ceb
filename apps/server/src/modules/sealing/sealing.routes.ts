import { z } from 'zod';
import { APPROVERS, BUREAU_STAFF, CASEWORKERS, only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { askForDestruction, DESTROYED_KINDS, decideDestruction, listDestructions } from './destroy-data.ts';
import { approveRotation, listKeys, listRotations, ROTATED, requestRotation } from './key-rotation.ts';

const instant = z.date().transform((at) => at.toISOString());
const rotation = z.object({
  id: z.string(),
  purpose: z.string(),
  cause: z.string(),
  reason: z.string(),
  requestedAt: instant,
  approvedAt: instant.nullable(),
  former: z.array(z.string()),
  next: z.string().nullable(),
  resealed: z.number(),
  finishedAt: instant.nullable(),
});
const destruction = z.object({
  id: z.string(),
  number: z.number(),
  institution: z.string(),
  kind: z.string(),
  subject: z.string(),
  reason: z.string(),
  requestedAt: instant,
  approvedAt: instant.nullable(),
  completedAt: instant.nullable(),
});
const reason = z.string().trim().min(1).max(500);
const one = z.strictObject({ id: z.uuid() });
const OFFICERS = ['security-officer:nation', 'system-administrator:nation', 'auditor:nation'] as const;

export interface SealingParts {
  /** @throws not-found, also for an institution of another territory */
  readonly getInstitution: (tx: Tx, code: string) => Promise<{ id: string; code: string; prov: string; city: string; div: string }>;
  /** accounts whose digest could not be made again */
  readonly digestsLacking: (tx: Tx) => Promise<number>;
  /** takes the bytes of a destroyed file away */
  readonly removeFile: (documentId: string) => void;
}

/** Keys of what is encrypted at rest, and the register of destructions (NX-附3.2 §7, §9). */
export function sealingRoutes({ getInstitution, digestsLacking, removeFile }: SealingParts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/sealing/keys',
      summary: { zh: '数据密钥（不含密钥本身）', en: 'Data keys, never the keys themselves' },
      access: only(...OFFICERS),
      output: z.object({ keys: z.array(z.object({ id: z.string(), purpose: z.string(), masterKey: z.string(), since: instant })) }),
      refusals: [],
      handler: async (tx) => ({ keys: await listKeys(tx) }),
    }),
    route({
      method: 'GET',
      path: '/sealing/rotations',
      summary: { zh: '密钥更换记录', en: 'Changes of data keys' },
      access: only(...OFFICERS),
      query: z.strictObject({ before: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      output: z.object({ rotations: z.array(rotation), next: z.string().nullable() }),
      refusals: [],
      handler: async (tx, { query }) => {
        const rotations = await listRotations(tx, { before: query.before ?? null, limit: query.limit });
        return { rotations, next: rotations.length === query.limit ? rotations.at(-1)!.id : null };
      },
    }),
    route({
      method: 'POST',
      path: '/sealing/rotations',
      summary: { zh: '申请更换数据密钥', en: 'Ask for a new data key' },
      access: only('security-officer:nation'),
      body: z.strictObject({ purpose: z.enum(ROTATED), reason }),
      output: rotation,
      status: 201,
      refusals: ['rotation-open', 'numbers-missing'],
      handler: (tx, { body }) => requestRotation(tx, body, digestsLacking),
    }),
    route({
      method: 'POST',
      path: '/sealing/rotations/:id/approval',
      summary: { zh: '批准更换数据密钥', en: 'Approve a new data key' },
      access: only('system-administrator:nation'),
      params: one,
      output: rotation,
      refusals: ['rotation-approved', 'rotation-under-way', 'numbers-missing'],
      handler: (tx, { params }) => approveRotation(tx, params.id, digestsLacking),
    }),
    route({
      method: 'POST',
      path: '/institutions/:code/destructions',
      summary: { zh: '申请销毁个人信息或文件', en: 'Ask for the destruction of personal data or a file' },
      access: only(CASEWORKERS),
      params: z.strictObject({ code: z.string().regex(/^[HP]\d{11}$/) }),
      body: z.strictObject({ kind: z.enum(DESTROYED_KINDS), subject: z.uuid(), reason }),
      output: destruction,
      status: 201,
      refusals: ['still-needed', 'destruction-asked'],
      handler: async (tx, { params, body }) => askForDestruction(tx, await getInstitution(tx, params.code), body),
    }),
    route({
      method: 'POST',
      path: '/destructions/:id/approval',
      summary: { zh: '批准销毁', en: 'Decide on a destruction' },
      access: only(APPROVERS),
      params: one,
      output: destruction,
      refusals: ['still-needed', 'destruction-decided'],
      handler: (tx, { params }) => decideDestruction(tx, params.id, removeFile),
    }),
    route({
      method: 'GET',
      path: '/destructions',
      summary: { zh: '销毁登记', en: 'The register of destructions' },
      access: only(BUREAU_STAFF, 'auditor:province', 'auditor:nation'),
      query: z.strictObject({
        before: z.coerce.number().int().positive().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      output: z.object({ destructions: z.array(destruction), next: z.number().nullable() }),
      refusals: [],
      handler: async (tx, { query }) => {
        const destructions = await listDestructions(tx, { before: query.before ?? null, limit: query.limit });
        return { destructions, next: destructions.length === query.limit ? destructions.at(-1)!.number : null };
      },
    }),
  ];
}
