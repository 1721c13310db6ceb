import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { endOfDate, startOfDate } from '../../ground/clock.ts';
import { refuse } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import type { Asked, List, ListColumn, ListPage, ListRow } from './list.ts';

/** A column as SQL over the tables of its list. Sealed columns take neither filter nor order. */
export type SqlColumn = ListColumn & {
  /** constant text of the code, never of a caller */
  readonly sql: string;
  readonly type: 'text' | 'uuid' | 'json' | 'number' | 'date' | 'instant' | 'boolean';
  /** is: this value, oneOf: one of these, begins: how it begins, part: any part, within: a time from … until … */
  readonly filter?: 'is' | 'begins' | 'part' | 'within' | readonly [string, ...string[]];
  readonly sort?: true;
  readonly collation?: 'chinese';
};

export interface SqlList {
  readonly name: string;
  readonly title: List['title'];
  /** tables under row security, joined; constant text of the code */
  readonly from: string;
  readonly where?: string;
  /** a column that is unique: the default order, and what decides between equals */
  readonly key: string;
  /** the latest first where no order is asked for */
  readonly latestFirst?: true;
  readonly columns: Readonly<Record<string, SqlColumn>>;
}

const CASTS = {
  text: 'text',
  uuid: 'uuid',
  json: 'jsonb',
  number: 'numeric',
  date: 'date',
  instant: 'timestamptz',
  boolean: 'boolean',
} as const;

/** A list out of a declaration: filters, orders, pages by key and counts are made of its columns. Row security says whose rows. */
export function sqlList(declared: SqlList): List {
  const { columns, key } = declared;
  const sorts = Object.keys(columns).filter((name) => columns[name]!.sort === true && name !== key);
  return {
    name: declared.name,
    title: declared.title,
    columns,
    filter: filterOf(columns),
    sorts: [declared.latestFirst ? `-${key}` : key, ...sorts],
    async page(tx, asked, after, limit) {
      const sort = asked.sort ?? (declared.latestFirst ? `-${key}` : key);
      return pageOf(await readRows(tx, declared, asked, sort, after, limit + 1), limit);
    },
    async count(tx, asked, most) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from
        (select from ${sql.raw(declared.from)} where ${conditionsOf(declared, asked)} limit ${most}) one`.execute(tx.db);
      return rows[0]!.n;
    },
  };
}

/** One row more than asked for says that there is a next page. */
function pageOf(found: readonly (ListRow & { cursor_sort: string | null; cursor_key: string })[], limit: number): ListPage {
  const last = found.length > limit ? found[limit - 1]! : null;
  return {
    rows: found.slice(0, limit).map(({ cursor_sort: _, cursor_key: __, ...row }) => row),
    next: last === null ? null : Buffer.from(JSON.stringify([last.cursor_sort, last.cursor_key])).toString('base64url'),
  };
}

async function readRows(tx: Tx, declared: SqlList, asked: Asked, sort: string, after: string | null, limit: number) {
  const down = sort.startsWith('-');
  const by = declared.columns[down ? sort.slice(1) : sort]!;
  const collated = by.collation === undefined ? '' : ' collate chinese';
  const [order, id] = [sql.raw(`${by.sql}${collated}`), sql.raw(declared.columns[declared.key]!.sql)];
  const direction = sql.raw(down ? 'desc' : 'asc');
  const selected = Object.entries(declared.columns).map(([name, column]) => sql`${sql.raw(column.sql)} as ${sql.ref(name)}`);
  const behind = after === null ? sql`` : sql` and ${behindOf(declared, by, order, id, down, after)}`;
  const { rows } = await sql<ListRow & { cursor_sort: string | null; cursor_key: string }>`
    select ${sql.join(selected)}, (${sql.raw(by.sql)})::text as cursor_sort, (${id})::text as cursor_key from ${sql.raw(declared.from)}
    where ${conditionsOf(declared, asked)}${behind} order by ${order} ${direction} nulls last, ${id} ${direction} limit ${limit}`.execute(
    tx.db,
  );
  return rows;
}

/** Rows behind the one that the cursor names, in the order asked for; rows without the value come last. @throws input-invalid */
function behindOf(declared: SqlList, by: SqlColumn, order: RawBuilder<unknown>, id: RawBuilder<unknown>, down: boolean, after: string) {
  const cursor = readCursor(after);
  const than = sql.raw(down ? '<' : '>');
  const last = sql`${cursor.key}::${sql.raw(CASTS[declared.columns[declared.key]!.type])}`;
  if (cursor.sort === null) return sql`(${order} is null and ${id} ${than} ${last})`;
  const value = sql`${cursor.sort}::${sql.raw(CASTS[by.type])}${sql.raw(by.collation === undefined ? '' : ' collate chinese')}`;
  return sql`(${order} ${than} ${value} or (${order} = ${value} and ${id} ${than} ${last}) or ${order} is null)`;
}

function readCursor(after: string): { sort: string | null; key: string } {
  try {
    const [sort, key] = z.tuple([z.string().nullable(), z.string()]).parse(JSON.parse(Buffer.from(after, 'base64url').toString()));
    return { sort, key };
  } catch {
    return refuse('input-invalid', { path: 'query.after', rule: 'cursor' });
  }
}

/** The query parameters that a list is narrowed by. */
function filterOf(columns: SqlList['columns']): z.ZodObject {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, { filter, type }] of Object.entries(columns)) {
    if (filter === undefined) continue;
    if (filter === 'within') {
      shape[`${name}From`] = z.iso.date().optional();
      shape[`${name}Until`] = z.iso.date().optional();
    } else if (Array.isArray(filter)) shape[name] = z.enum(filter as [string, ...string[]]).optional();
    else if (type === 'boolean') shape[name] = z.enum(['true', 'false']).optional();
    else if (type === 'number') shape[name] = z.coerce.number().int().optional();
    else shape[name] = z.string().trim().min(1).max(100).optional();
  }
  return z.strictObject(shape);
}

function conditionsOf(declared: SqlList, asked: Asked): RawBuilder<unknown> {
  const conditions = [sql.raw(declared.where ?? 'true')];
  for (const [name, column] of Object.entries(declared.columns)) {
    const at = sql.raw(column.sql);
    if (column.filter === 'within') {
      const [from, until] = [asked[`${name}From`], asked[`${name}Until`]] as [string | undefined, string | undefined];
      if (from !== undefined) conditions.push(sql`${at} >= ${column.type === 'date' ? from : startOfDate(from)}`);
      if (until !== undefined) conditions.push(column.type === 'date' ? sql`${at} <= ${until}` : sql`${at} < ${endOfDate(until)}`);
      continue;
    }
    const value = column.filter === undefined ? undefined : asked[name];
    if (value === undefined) continue;
    if (column.filter === 'begins') conditions.push(sql`${at} ^@ ${value}`);
    else if (column.filter === 'part') conditions.push(sql`strpos(fold(${at}), fold(${value})) > 0`);
    else conditions.push(sql`${at} = ${value}::${sql.raw(CASTS[column.type])}`);
  }
  return sql.join(conditions, sql` and `);
}
