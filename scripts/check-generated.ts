import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestCluster, ROOT } from '@anjie/test-system';
import pg from 'pg';
import { dictionaryFaults, readDataDictionary } from './data-dictionary.ts';
import { GENERATED, writeGenerated } from './generated-files.ts';

/** The data dictionary lists the columns of the migrated database, and what is generated is what would be generated now. */
const cluster = await openTestCluster();
const ownerUrl = cluster.ownerUrl(cluster.template);
const { dictionary, faults } = readDataDictionary();
faults.push(...dictionaryFaults(dictionary, await columnsOf(ownerUrl)), ...staleFiles(ownerUrl));
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exit(faults.length === 0 ? 0 : 1);

/** Columns of every table, partitions aside, in their order. */
async function columnsOf(url: string): Promise<Map<string, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ table: string; columns: string[] }>(`
      select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      group by c.relname order by c.relname`);
    return new Map(rows.map((row) => [row.table, row.columns]));
  } finally {
    await client.end();
  }
}

function staleFiles(url: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-generated-'));
  try {
    writeGenerated(folder, url);
    return GENERATED.flatMap((file) => {
      const difference = firstDifference(readLines(join(ROOT, file)), readLines(join(folder, file)));
      return difference === null
        ? []
        : [`${file}: ${difference}\n  请运行 npm run generate 并提交 / run npm run generate and commit the file`];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function firstDifference(committed: readonly string[], generated: readonly string[]): string | null {
  const at = generated.findIndex((line, i) => line !== committed[i]);
  if (at === -1 && committed.length === generated.length) return null;
  const line = at === -1 ? generated.length : at;
  const shown = (text: string | undefined) => (text === undefined ? '—' : text.slice(0, 120));
  return `第 ${line + 1} 行不同 / line ${line + 1} differs\n  - ${shown(committed[line])}\n  + ${shown(generated[line])}`;
}
