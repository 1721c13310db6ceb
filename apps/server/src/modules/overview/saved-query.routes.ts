import { z } from 'zod';
import { refuse } from '../../ground/refusal.ts';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import { LIST_NAMES, LISTS } from './all-lists.ts';
import { columnsOf, sortOf } from './list.routes.ts';
import { listSavedQueries, removeQuery, saveQuery } from './saved-query.store.ts';

const savedQuery = z.object({
  id: z.string(),
  list: z.string(),
  name: z.string(),
  query: z.unknown(),
  own: z.boolean(),
  shared: z.boolean(),
  savedAt: z.date().transform((at) => at.toISOString()),
});
const body = z.strictObject({
  list: z.enum(LIST_NAMES),
  name: z.string().trim().min(1).max(60),
  /** the query parameters of the list, as they stand in the address */
  query: z.record(z.string().max(40), z.string().max(1000)),
  /** within one's bureau */
  shared: z.boolean().default(false),
});

/** Searches that people keep: their own, and those that a colleague of the bureau shares. */
export const savedQueryRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/saved-queries',
    summary: { zh: '保存的查询', en: 'Searches kept by oneself or shared within the bureau' },
    access: only(BUREAU_STAFF),
    query: z.strictObject({
      list: z.enum(LIST_NAMES).optional(),
      after: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    output: z.object({ queries: z.array(savedQuery), next: z.string().nullable() }),
    refusals: [],
    handler: async (tx, { query: { list, after, limit } }) => {
      const queries = await listSavedQueries(tx, { list: list ?? null, after: after ?? null, limit });
      return { queries, next: queries.length === limit ? queries.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/saved-queries',
    summary: { zh: '保存查询（可在本局内共享）', en: 'Keep a search, shared within the bureau if asked' },
    access: only(BUREAU_STAFF),
    body,
    output: savedQuery,
    status: 201,
    refusals: [],
    handler: (tx, { body: input }) => {
      mustBeAskable(input);
      return saveQuery(tx, input);
    },
  }),
  route({
    method: 'POST',
    path: '/saved-queries/:id/removal',
    summary: { zh: '移除保存的查询', en: 'Take a search of one’s own away' },
    access: only(BUREAU_STAFF),
    params: z.strictObject({ id: z.uuid() }),
    output: z.object({}),
    refusals: [],
    handler: async (tx, { params }) => {
      await removeQuery(tx, params.id);
      return {};
    },
  }),
];

/** A search that the list would refuse is refused when it is kept. @throws input-invalid naming the parameter */
function mustBeAskable({ list: name, query }: z.output<typeof body>): void {
  const list = LISTS.find((one) => one.name === name)!;
  const result = list.filter.extend({ sort: sortOf(list), columns: columnsOf(list) }).safeParse(query);
  if (result.success) return;
  const issue = result.error.issues[0]!;
  const at = issue.path[0] ?? (issue.code === 'unrecognized_keys' ? issue.keys[0] : '');
  refuse('input-invalid', { path: `body.query.${String(at)}`, rule: issue.code });
}
