import type { TestSystem } from '@anjie/test-system';

const BATCH = 100_000;
const COUNTIES = 31 * 12 * 8;
const PROVINCES = '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65'
  .split(' ')
  .map((two) => `'${two}'`);
const LETTERS = '仁济康泰安和平福寿春林百草同德益民惠健华康宁远大正永昌隆盛兴旺瑞祥恒信诚义广利顺达通源丰裕金玉明光东方南北中新天地山水';

/**
 * A made-up country in the shape of the real one: 2,976 counties, institutions spread evenly, names of a place, two letters and a word,
 * a terminal on file for every fifth. Nothing of it is decided.
 */
export async function seedCountry(system: TestSystem, institutions: number): Promise<void> {
  await system.query('drop index institution_name_part, institution_address_part');
  for (let from = 0; from < institutions; from += BATCH) {
    await system.query(
      `insert into institution (id, code, kind, name, address, prov, city, div, bureau_id, registered_at)
       select gen_random_uuid(), case when n % 3 = 0 then 'H' else 'P' end || county || lpad((n / ${COUNTIES} + 1)::text, 5, '0'),
         case when n % 3 = 0 then 'hospital' else 'pharmacy' end,
         place || substr($3::text, (1 + n * 7919 % length($3::text))::int, 1) || substr($3::text, (1 + n / 13 * 104729 % length($3::text))::int, 1)
           || (array['大药房', '药店', '医院', '卫生室', '诊所', '药房（二分店）'])[(1 + n % 6)::int],
         (array['解放西街', '新华东街', '人民路', '建设路'])[(1 + n % 4)::int] || (n % 997) || '号',
         left(county, 2) || '0000', left(county, 4) || '00', county, (select id from bureau limit 1), now() - n * interval '1 second'
       from (select n, (array[${PROVINCES.join(',')}])[(1 + n % 31)::int] || lpad((1 + n / 31 % 12)::text, 2, '0') || lpad((1 + n / 372 % 8)::text, 2, '0') as county,
         (array['兴庆区', '金凤区', '西夏区', '城区', '路北区', '高新区', '朝阳', '东城'])[(1 + n / 372 % 8)::int] as place
         from generate_series($1::bigint, $2::bigint) n) one
       on conflict (code) do nothing`,
      [from, Math.min(from + BATCH, institutions) - 1, LETTERS],
    );
  }
  await system.query(
    `insert into filing (id, number, subject, act, institution_id, prov, city, div, institution_code, ip, mac, filed_at, filed_by, filed_by_role)
     select gen_random_uuid(), code || '-2026-00001', 'terminal', 'apply', id, prov, city, div, code, '10.0.0.1',
       regexp_replace(lpad(to_hex(row_number() over ()), 12, '0'), '(..)(?!$)', '\\1:', 'g'), now(), bureau_id, 'caseworker'
     from institution where code ~ '[05]$'`,
  );
  await system.query('create index institution_name_part on institution using gin (bigrams(name))');
  await system.query('create index institution_address_part on institution using gin (bigrams(address)) where address is not null');
  await system.query('vacuum analyze institution');
  await system.query('analyze filing');
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 100) / 100;
}
