import pg from 'pg';

const TYPES: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  varchar: 'string',
  date: 'string',
  inet: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  numeric: 'string',
  bool: 'boolean',
  timestamptz: 'Date',
  bytea: 'Buffer',
  json: 'Json',
  jsonb: 'Json',
  _text: 'string[]',
  _uuid: 'string[]',
  _date: 'string[]',
  _int4: 'number[]',
};

/** The TypeScript of every table, read from a migrated database; CI checks that the committed file is the same. */
export async function generateSchema(ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query(`
      select c.table_name, c.column_name, c.udt_name, c.is_nullable = 'YES' as nullable,
             (c.column_default is not null or c.is_generated = 'ALWAYS') as generated
      from information_schema.columns c
      join pg_class k on k.relname = c.table_name and k.relnamespace = 'public'::regnamespace
      where c.table_schema = 'public' and k.relkind in ('r', 'p') and not k.relispartition and c.table_name <> 'schema_migration'
      order by c.table_name, c.ordinal_position`);
    const tables = Map.groupBy(rows, (row) => row.table_name as string);
    const lines = [
      '// Generated from the migrated database by `npm run generate`. Do not edit.',
      "import type { ColumnType, Generated } from 'kysely';",
      '',
      '/** jsonb: parsed when read, JSON text when written (an array parameter would become a PostgreSQL array). */',
      'export type Json = ColumnType<unknown, string, string>;',
      '',
    ];
    for (const [table, columns] of tables) {
      lines.push(`export interface ${pascal(table)}Table {`);
      for (const column of columns) {
        const base = TYPES[column.udt_name];
        if (base === undefined) throw new Error(`no TypeScript type for ${table}.${column.column_name}: ${column.udt_name}`);
        const json = base === 'Json';
        const nullable = column.nullable ? (json ? 'ColumnType<unknown, string | null, string | null>' : `${base} | null`) : base;
        lines.push(
          `  ${column.column_name}: ${column.generated ? (json ? 'ColumnType<unknown, string | undefined, string>' : `Generated<${nullable}>`) : nullable};`,
        );
      }
      lines.push('}', '');
    }
    lines.push('export interface Database {', ...[...tables.keys()].map((table) => `  ${table}: ${pascal(table)}Table;`), '}', '');
    return lines.join('\n');
  } finally {
    await client.end();
  }
}

function pascal(name: string): string {
  return name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
