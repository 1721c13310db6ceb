import { startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';
import { percentile, seedCountry } from './parts/country.ts';

/**
 * List, search and dossier over a country of 1.1 million institutions, at three levels: over HTTP as a person waits for it, and in the
 * database under the caller's role against the same query by the table's owner, who knows no row security.
 */
const INSTITUTIONS = Number(process.env.ANJIE_TEST_INSTITUTIONS ?? 1_100_000);
const TIMES = 40;

const LEVELS = [
  { login: 'xingqing.caseworker', role: 'app_county', scope: '640104', column: 'div' },
  { login: 'yinchuan.caseworker', role: 'app_city', scope: '640100', column: 'city' },
  { login: 'nx.caseworker', role: 'app_province', scope: '640000', column: 'prov' },
] as const;

/** What people ask: a page by code, by name, a common and a rare part of a name, a single character, a part of an address. */
const QUESTIONS: Record<string, Record<string, string>> = {
  list: {},
  'list by name': { sort: 'name' },
  'common part 药房': { name: '药房' },
  'rare part 仁济': { name: '仁济' },
  'one character 仁': { name: '仁' },
  'address 西街88号': { address: '西街88号' },
};

export async function run() {
  const system = await startTestSystem();
  try {
    await seedCountry(system, INSTITUTIONS);
    const rows: Record<string, string | number>[] = [];
    const ratios: Record<string, number> = {};
    for (const level of LEVELS) {
      for (const [question, asked] of Object.entries(QUESTIONS)) {
        const http = await overHttp(system, level.login, `/institutions?${new URLSearchParams(asked)}`);
        const scoped = await inDatabase(system.database.appUrl, level, asked);
        const owner = await byOwner(system.database.ownerUrl, level, asked);
        const name = `${level.column} · ${question}`;
        rows.push({
          question: name,
          'http p50 ms': http.p50,
          'http p95 ms': http.p95,
          'scoped p50 ms': scoped.p50,
          'owner p50 ms': owner.p50,
          plan: await planOf(system.database.ownerUrl, level, asked),
        });
        ratios[name] = Math.round((scoped.p50 / owner.p50) * 100) / 100;
      }
      const dossier = await overHttp(system, level.login, '/institutions/P64010400001/dossier');
      rows.push({ question: `${level.column} · dossier`, 'http p50 ms': dossier.p50, 'http p95 ms': dossier.p95 });
    }
    return { rounds: TIMES, rows, ratios };
  } finally {
    await system.stop();
  }
}

async function overHttp(system: TestSystem, login: string, path: string) {
  const person = await system.as(login);
  return measured(async () => {
    const { status } = await person.get(path);
    if (status !== 200) throw new Error(`${path}: ${status}`);
  });
}

type Level = (typeof LEVELS)[number];

async function inDatabase(url: string, level: Level, asked: Record<string, string>) {
  return connected(url, async (client) => {
    await client.query(`begin; set local role ${level.role}; select set_config('app.scope', '${level.scope}', true)`);
    const filter = JSON.stringify({ sort: 'code', ...asked, limit: 50 });
    return measured(() => client.query('select find_institutions($1::jsonb)', [filter]));
  });
}

/** The same rows by somebody who sees every row: territory and words written out. */
async function byOwner(url: string, level: Level, asked: Record<string, string>) {
  return connected(url, (client) => measured(() => client.query(statementOf(level, asked))));
}

/** How the database goes about it, from the limit down to the index: the function behind the search runs the same statement. */
async function planOf(url: string, level: Level, asked: Record<string, string>): Promise<string> {
  return connected(url, async (client) => {
    const { rows } = await client.query(`explain (format json) ${statementOf(level, asked)}`);
    const steps: string[] = [];
    for (let node: PlanNode | undefined = rows[0]['QUERY PLAN'][0].Plan; node !== undefined; node = node.Plans?.[0])
      steps.push([node['Node Type'], node['Index Name']].filter((part) => part !== undefined).join(' '));
    return steps.join(' > ');
  });
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function statementOf(level: Level, asked: Record<string, string>): string {
  const words = ['name', 'address'].flatMap((field) => {
    const part = asked[field];
    if (part === undefined) return [];
    const pairs = part.length > 1 ? ` and bigrams(${field}) @> bigrams('${part}')` : '';
    return [` and strpos(fold(${field}), fold('${part}')) > 0${pairs}`];
  });
  const order = asked.sort === 'name' ? 'name collate chinese, code' : 'code';
  return `select id from institution where ${level.column} = '${level.scope}'${words.join('')} order by ${order} limit 50`;
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

async function measured(work: () => Promise<unknown>) {
  for (let i = 0; i < 5; i++) await work();
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const began = process.hrtime.bigint();
    await work();
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}
