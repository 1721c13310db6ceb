import { startTestSystem, type TestSystem } from '@anjie/test-system';
import pg from 'pg';
import { percentile, seedCountry } from './parts/country.ts';

/** The situation screen over a country of 1.1 million institutions: counted anew in the database at each level, and as a screen waits for it. */
const INSTITUTIONS = Number(process.env.ANJIE_TEST_INSTITUTIONS ?? 1_100_000);
const TIMES = 30;

const LEVELS = [
  { login: 'nation.leader', role: 'app_national', scope: '', group: 'prov', where: 'true' },
  { login: 'nx.leader', role: 'app_province', scope: '640000', group: 'city', where: "prov = '640000'" },
  { login: 'yinchuan.leader', role: 'app_city', scope: '640100', group: 'div', where: "prov = '640000' and city = '640100'" },
] as const;

export async function run() {
  const system = await startTestSystem();
  try {
    await seedCountry(system, INSTITUTIONS);
    await seedEntries(system);
    const rows: Record<string, string | number>[] = [];
    const ratios: Record<string, number> = {};
    for (const level of LEVELS) {
      const counted = await inDatabase(system.database.appUrl, level);
      const person = await system.as(level.login);
      const http = await measured(async () => {
        for (const path of ['/situation', '/situation/trends']) {
          const { status } = await person.get(path);
          if (status !== 200) throw new Error(`${path}: ${status}`);
        }
      });
      ratios[`${level.role} · screen over counting anew`] = Math.round((http.p50 / counted.p50) * 100) / 100;
      rows.push({
        level: level.role,
        'counted anew p50 ms': counted.p50,
        'counted anew p95 ms': counted.p95,
        'screen p50 ms': http.p50,
        'screen p95 ms': http.p95,
      });
    }
    return { rounds: TIMES, rows, ratios };
  } finally {
    await system.stop();
  }
}

/** Nine in ten are admitted; the rest stand otherwise. */
async function seedEntries(system: TestSystem): Promise<void> {
  await system.query(
    `insert into admission_entry (institution_id, prov, city, div, code, entry, generation, revision, decided_at)
     select id, prov, city, div, code,
       case when n % 10 > 0 then '{"segments":[{"grants":{"production":{"admitted":true,"reasons":[]},"test":{"admitted":true,"reasons":[]}}}]}'
         when n % 20 > 0 then '{"segments":[{"grants":{"production":{"admitted":false,"reasons":[]},"test":{"admitted":true,"reasons":[]}}}]}'
         else '{"segments":[{"grants":{"production":{"admitted":false,"reasons":[{"code":"cut-off","denies":"all","by":"x"}]}}}]}' end::jsonb,
       (select min(generation) from basis), n, now() - n % 100 * interval '8 hours'
     from (select *, row_number() over () as n from institution) one on conflict do nothing`,
  );
  await system.query('vacuum analyze admission_entry');
  await system.query('vacuum analyze standing_change');
}

async function inDatabase(url: string, { role, scope, group, where }: (typeof LEVELS)[number]) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`begin; set local role ${role}; select set_config('app.scope', '${scope}', true)`);
    return await measured(() =>
      client.query(`select ${group} as code, standing, count(*)::int from admission_entry where ${where} group by 1, 2`),
    );
  } finally {
    await client.end();
  }
}

async function measured(work: () => Promise<unknown>) {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const began = process.hrtime.bigint();
    await work();
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}
