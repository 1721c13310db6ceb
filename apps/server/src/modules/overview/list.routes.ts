import { z } from 'zod';
import { BUREAU_STAFF, only, type Route, route } from '../../ground/route.ts';
import { type List, type ListRow, shown } from '../lists/index.ts';
import { LISTS } from './all-lists.ts';

/** A total is exact up to here; above it is said to be at least this. */
export const MOST_COUNTED = 10_000;

const text = z.object({ zh: z.string(), en: z.string() });
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const total = z.object({ count: z.number(), exact: z.boolean() });
const columnView = z.object({ name: z.string(), title: text, grade: z.string(), words: z.record(z.string(), z.string()).nullable() });
const listView = z.object({
  name: z.string(),
  title: text,
  columns: z.array(columnView),
  /** query parameters that narrow it */
  filters: z.array(z.string()),
  /** orders; "-" is the other way round */
  sorts: z.array(z.string()),
});

/** "code,name": which columns, in which order. */
export function columnsOf(list: List) {
  const names = Object.keys(list.columns);
  return z
    .string()
    .max(1000)
    .transform((said) => said.split(','))
    .pipe(z.array(z.enum(names as [string, ...string[]])).min(1))
    .optional();
}

export function sortOf(list: List) {
  const both = list.sorts.flatMap((sort) => [sort, sort.startsWith('-') ? sort.slice(1) : `-${sort}`]);
  return z.enum((list.name === 'institutions' ? list.sorts : both) as [string, ...string[]]).optional();
}

/** Every list on the screen: filtered, ordered, in pages by key, with a total that is exact up to its bound. */
export const listRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/lists',
    summary: { zh: '全部台账及其列、筛选和排序', en: 'All lists with their columns, filters and orders' },
    access: only(BUREAU_STAFF),
    output: z.object({ lists: z.array(listView) }),
    refusals: [],
    handler: async () => ({ lists: LISTS.map(viewList) }),
  }),
  ...LISTS.map(listRoute),
];

function listRoute(list: List): Route {
  return route({
    method: 'GET',
    path: `/lists/${list.name}`,
    summary: { zh: `${list.title.zh}台账`, en: `The list of ${list.title.en}` },
    access: only(BUREAU_STAFF),
    query: list.filter.extend({
      sort: sortOf(list),
      columns: columnsOf(list),
      total: z.enum(['true', 'false']).default('false'),
      after: z.string().max(600).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ rows: z.array(z.record(z.string(), cell)), next: z.string().nullable(), total: total.nullable() }),
    refusals: [],
    handler: async (tx, { query }) => {
      const {
        columns,
        total: counted,
        after,
        limit,
        ...asked
      } = query as typeof query & {
        columns?: string[];
        total: string;
        after?: string;
        limit: number;
      };
      const page = await list.page(tx, asked, after ?? null, limit);
      const names = columns ?? Object.keys(list.columns);
      const count = counted === 'true' ? await list.count(tx, asked, MOST_COUNTED + 1) : null;
      return {
        rows: page.rows.map((row) => viewRow(list, names, row)),
        next: page.next,
        total: count === null ? null : { count: Math.min(count, MOST_COUNTED), exact: count <= MOST_COUNTED },
      };
    },
  });
}

/** Values as they are, persons masked: the words for a value are the screen's. */
function viewRow(list: List, names: readonly string[], row: ListRow): Record<string, z.input<typeof cell>> {
  return Object.fromEntries(
    names.map((name) => {
      const { words: _, ...column } = list.columns[name]!;
      const value = shown(column, row[name] ?? null);
      return [name, value instanceof Date ? value.toISOString() : value];
    }),
  );
}

function viewList(list: List): z.input<typeof listView> {
  return {
    name: list.name,
    title: list.title,
    columns: Object.entries(list.columns).map(([name, { title, grade, words }]) => ({ name, title, grade, words: words ?? null })),
    filters: Object.keys(list.filter.shape),
    sorts: [...list.sorts],
  };
}
