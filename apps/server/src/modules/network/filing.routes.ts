import { z } from 'zod';
import type { Text } from '../../ground/refusal.ts';
import { BUREAU_STAFF, LOCAL_CASEWORKERS, only, type Role, type Route, route } from '../../ground/route.ts';
import type { Tx } from '../../ground/transaction.ts';
import { getInstitution, institutionCode } from '../institutions/index.ts';
import { acceptFiling } from './accept-filing.ts';
import { type Filing, type FilingFilter, getFiling, listFilings } from './filing.store.ts';
import { STATES, type Subject } from './filing-lifecycle.ts';
import { filingReturn, returnFiling } from './return-filing.ts';
import { withdrawFiling } from './withdraw-filing.ts';

export const filingId = z.strictObject({ id: z.uuid() });

const page = z.strictObject({
  state: z.enum(STATES).optional(),
  after: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

interface SubjectRoutes<View extends z.ZodType> {
  readonly subject: Subject;
  /** "/line-filings" */
  readonly path: string;
  readonly noun: Text;
  readonly view: View;
  readonly present: (tx: Tx, filings: readonly Filing[]) => Promise<z.input<View>[]>;
  /** parties that read their own */
  readonly readers: readonly Role[];
}

/** What filings of every subject have in common: lists, one, acceptance, return. */
export function filingRoutes<View extends z.ZodType>({ subject, path, noun, view, present, readers }: SubjectRoutes<View>): Route[] {
  const output = z.object({ filings: z.array(view), next: z.string().nullable() });
  const one = async (tx: Tx, filing: Filing) => (await present(tx, [filing]))[0]!;
  const list = async (tx: Tx, institutionId: string | null, query: z.output<typeof page>) => {
    const filter: FilingFilter = { institutionId, state: query.state ?? null, after: query.after ?? null, limit: query.limit };
    const filings = await listFilings(tx, subject, filter);
    return { filings: await present(tx, filings), next: filings.length === query.limit ? filings.at(-1)!.number : null } as z.input<
      typeof output
    >;
  };
  return [
    route({
      method: 'GET',
      path: `/institutions/:code${path}`,
      summary: { zh: `机构的${noun.zh}备案`, en: `Filings of an institution’s ${noun.en}` },
      access: only(BUREAU_STAFF, 'institution'),
      params: institutionCode,
      query: page,
      output,
      refusals: [],
      handler: async (tx, { params, query }) => list(tx, (await getInstitution(tx, params.code)).id, query),
    }),
    route({
      method: 'GET',
      path,
      summary: { zh: `${noun.zh}备案台账`, en: `Filings of ${noun.en} within one’s sight` },
      access: only(BUREAU_STAFF, readers),
      query: page,
      output,
      refusals: [],
      handler: (tx, { query }) => list(tx, null, query),
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      summary: { zh: `一件${noun.zh}备案`, en: `One filing of ${noun.en}` },
      access: only(BUREAU_STAFF, readers),
      params: filingId,
      output: view,
      refusals: [],
      handler: async (tx, { params }) => one(tx, await getFiling(tx, subject, params.id)),
    }),
    route({
      method: 'POST',
      path: `${path}/:id/acceptance`,
      summary: { zh: `登记备案（${noun.zh}）`, en: `Take a filing of ${noun.en} on record` },
      access: only(LOCAL_CASEWORKERS),
      params: filingId,
      output: view,
      versioned: true,
      refusals: ['filing-state', 'not-the-territorial-bureau', 'audit-not-passed', 'address-limit', 'target-not-in-force'],
      handler: async (tx, { params, version }) => one(tx, await acceptFiling(tx, subject, params.id, version)),
    }),
    route({
      method: 'POST',
      path: `${path}/:id/return`,
      summary: { zh: `因形式原因退回（${noun.zh}）`, en: `Return a filing of ${noun.en} for a formal reason` },
      access: only(LOCAL_CASEWORKERS),
      params: filingId,
      body: filingReturn,
      output: view,
      versioned: true,
      refusals: ['filing-state', 'not-the-territorial-bureau'],
      handler: async (tx, { params, body, version }) => one(tx, await returnFiling(tx, subject, params.id, version, body)),
    }),
    route({
      method: 'POST',
      path: `${path}/:id/withdrawal`,
      summary: { zh: `撤回未办结的备案（${noun.zh}）`, en: `Take back an open filing of ${noun.en}` },
      access: only('institution', LOCAL_CASEWORKERS),
      params: filingId,
      output: view,
      versioned: true,
      refusals: ['filing-state', 'not-the-territorial-bureau'],
      handler: async (tx, { params, version }) => one(tx, await withdrawFiling(tx, subject, params.id, version)),
    }),
  ];
}
