import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';
import { seedCountry } from '../../../bench/parts/country.ts';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  await seedCountry(system, 30_000);
});
after(() => system.stop());

const LEVELS = [
  { role: 'app_county', scope: '640104', column: 'div' },
  { role: 'app_city', scope: '640100', column: 'city' },
  { role: 'app_province', scope: '640000', column: 'prov' },
] as const;

/** Pages of the database that a statement touches: a figure that no other work on the machine changes. */
async function blocks(client: pg.Client, statement: string, values: unknown[] = []): Promise<number> {
  // The first run reads what a session reads once; the second is what it costs.
  for (let run = 0; ; run++) {
    const { rows } = await client.query(`explain (analyze, buffers, timing off, summary off, format json) ${statement}`, values);
    const plan = rows[0]['QUERY PLAN'][0].Plan as Record<string, number>;
    if (run === 1) return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!;
  }
}

async function connected<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('under row security the registry touches no more than thrice the pages that the same query by the table’s owner does', async () => {
  const wrong: string[] = [];
  for (const { role, scope, column } of LEVELS)
    for (const [asked, words] of [
      [{}, ''],
      [{ name: '仁济' }, ` and strpos(fold(name), fold('仁济')) > 0 and bigrams(name) @> bigrams('仁济')`],
      [{ name: '大药房' }, ` and strpos(fold(name), fold('大药房')) > 0 and bigrams(name) @> bigrams('大药房')`],
    ] as const) {
      const scoped = await connected(system.database.appUrl, async (client) => {
        await client.query(`begin; set local role ${role}; select set_config('app.scope', '${scope}', true)`);
        return blocks(client, 'select find_institutions($1::jsonb)', [JSON.stringify({ sort: 'code', ...asked, limit: 50 })]);
      });
      const owner = await connected(system.database.ownerUrl, (client) =>
        blocks(client, `select id from institution where ${column} = '${scope}'${words} order by code limit 50`),
      );
      // What planning inside the function reads of the catalogue is the same for each: a handful.
      if (scoped > owner * 3 + 60) wrong.push(`${column} ${JSON.stringify(asked)}: ${scoped} pages, ${owner} by the owner`);
    }
  assert.deepEqual(wrong, []);
});
