import { type Catalogue, clauseText } from '@anjie/rulebook';
import { z } from 'zod';
import { refuse as refuseCommon } from '../../ground/refusal.ts';
import { BUREAU_STAFF, MIB, only, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { approval, approvePublication } from './approve-publication.ts';
import { basisInForce, basisOf } from './basis.ts';
import { findPublication, listPublications } from './regulation.store.ts';
import { changesBetween, type ProfileChange, publicationRequest, type RulesFolder, requestPublication } from './request-publication.ts';
import { textRoutes } from './text.routes.ts';

const READERS = only(
  BUREAU_STAFF,
  'caseworker:nation',
  'approver:nation',
  'leader:nation',
  'auditor:nation',
  'auditor:province',
  'security-officer:nation',
  'security-officer:province',
  'system-administrator:nation',
  'system-administrator:province',
  'reader:nation',
  'institution',
  'agency',
  'vendor',
  'platform-vendor',
  'integration-partner',
  'carrier',
);
const PUBLISHERS = only('caseworker:nation', 'caseworker:province');
const PUBLISHING_APPROVERS = only('approver:nation', 'approver:province');

const generation = z.coerce.number().int().min(1);
const changes = z.array(
  z.object({
    profile: z.string(),
    /** null: a new profile, or one that is taken away */
    differences: z.array(z.object({ path: z.string(), a: z.unknown(), b: z.unknown() })).nullable(),
  }),
);

export function regulationRoutes(folder: RulesFolder): Route[] {
  return [
    route({
      method: 'GET',
      path: '/regulations/profiles/:code',
      summary: { zh: '一地现行规则', en: 'The profile in force for a jurisdiction' },
      access: READERS,
      params: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
      query: z.strictObject({ generation: generation.optional() }),
      output: z.object({
        generation: z.number(),
        effectiveAt: z.string().nullable(),
        profile: z.looseObject({ code: z.string() }),
      }),
      refusals: [],
      handler: async (tx, { params, query }) => {
        const basis = query.generation === undefined ? await basisInForce(tx, { lock: false }) : await basisOf(tx, query.generation);
        const profile = basis.profiles.get(params.code);
        if (profile === undefined) return refuseCommon('not-found', { path: 'params.code', value: params.code });
        return { generation: basis.generation, effectiveAt: basis.effectiveAt?.toISOString() ?? null, profile };
      },
    }),
    ...textRoutes(folder, READERS),
    route({
      method: 'GET',
      path: '/regulations/clauses/:id',
      summary: { zh: '条款原文', en: 'A clause in the words of its text' },
      access: READERS,
      params: z.strictObject({ id: z.string().min(1).max(60) }),
      output: z.object({
        id: z.string(),
        text: z.string().nullable(),
        title: z.string(),
        words: z.string(),
        within: z.array(z.string()),
      }),
      refusals: [],
      handler: async (_, { params }) => clauseView(folder.catalogue, params.id),
    }),
    route({
      method: 'GET',
      path: '/regulations/publications',
      summary: { zh: '规则发布记录', en: 'Publications of profiles' },
      access: READERS,
      query: z.strictObject({ before: generation.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      output: z.object({ inForce: z.number(), publications: z.array(z.record(z.string(), z.unknown())), next: z.number().nullable() }),
      refusals: [],
      handler: async (tx, { query }) => {
        const publications = await listPublications(tx, query.before ?? null, query.limit);
        return {
          inForce: (await basisInForce(tx, { lock: false })).generation,
          publications,
          next: publications.length === query.limit ? publications.at(-1)!.generation : null,
        };
      },
    }),
    route({
      method: 'GET',
      path: '/regulations/publications/:generation',
      summary: { zh: '一次规则发布改变什么', en: 'What a publication changes, against the basis that it was drafted from' },
      access: READERS,
      params: z.strictObject({ generation }),
      output: z.object({ generation: z.number(), basedOn: z.number().nullable(), digest: z.string(), changes }),
      refusals: [],
      handler: (tx, { params }) => publicationView(tx, params.generation),
    }),
    route({
      method: 'POST',
      path: '/regulations/publications',
      summary: { zh: '申请发布规则', en: 'Ask for profiles to be published' },
      access: PUBLISHERS,
      body: publicationRequest,
      maxBytes: 16 * MIB,
      status: 201,
      output: z.object({
        generation: z.number(),
        digest: z.string(),
        basedOn: z.number(),
        effectiveAt: z.string().nullable(),
        changes,
      }),
      refusals: ['profiles-invalid', 'publication-unchanged', 'publication-beyond-territory', 'effective-instant-past'],
      handler: async (tx, { body }) => {
        const { changes, ...view } = await requestPublication(tx, body, folder);
        return { ...view, changes: changes.map(plainChange) };
      },
    }),
    route({
      method: 'POST',
      path: '/regulations/publications/:generation/approval',
      summary: { zh: '批准发布规则', en: 'Approve the publication of profiles' },
      access: PUBLISHING_APPROVERS,
      params: z.strictObject({ generation }),
      body: approval,
      output: z.object({ generation: z.number(), digest: z.string(), effectiveAt: z.string() }),
      refusals: [
        'publication-decided',
        'publication-digest-mismatch',
        'publication-outdated',
        'publication-beyond-territory',
        'effective-instant-past',
      ],
      handler: (tx, { params, body }) => approvePublication(tx, params.generation, body),
    }),
  ];
}

const plainChange = ({ profile, differences }: ProfileChange) => ({ profile, differences: differences && [...differences] });

async function publicationView(tx: Tx, generation: number) {
  const row = await findPublication(tx, generation);
  if (row === undefined) return refuseCommon('not-found', { path: 'params.generation', value: generation });
  const after = (await basisOf(tx, generation)).profiles;
  const before = row.basedOn === null ? new Map() : (await basisOf(tx, row.basedOn)).profiles;
  return { generation, basedOn: row.basedOn, digest: row.digest.toString('hex'), changes: changesBetween(before, after).map(plainChange) };
}

function clauseView(catalogue: Catalogue, id: string) {
  const clause = catalogue.find(id);
  if (clause === undefined) return refuseCommon('not-found', { path: 'params.id', value: id });
  return {
    id,
    text: clause.text,
    title: clause.title,
    words: clauseText(catalogue, id, true),
    within: catalogue.within(id).map((one) => one.id),
  };
}
