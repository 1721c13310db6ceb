import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { sql } from 'kysely';
import { readMasterKeys } from '../src/ground/master-key.ts';
import { openSealing, type Sealing } from '../src/ground/sealed.ts';
import { actorOf, type InProcess, openInProcess } from './in-process.ts';

const CODE = 'P64010477001';
const NAME = '欧阳静秋';
const PHONE = '13877665544';

let system: TestSystem;
let within: InProcess;
let sealing: Sealing;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  sealing = await openSealing({ masterKeys: readMasterKeys(system.environment.ANJIE_KEY_FILE!), url: system.database.appUrl });
  const clerk = await system.as('xingqing.caseworker');
  const contacts = { contactName: NAME, contactPhone: PHONE, legalRepresentative: '司马文渊' };
  assert.equal((await clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: '静秋药店', ...contacts })).status, 201);
  assert.equal((await clerk.post(`/institutions/${CODE}/operators`, { role: 'operator', name: NAME, phone: PHONE })).status, 201);
});
after(async () => {
  await sealing.close();
  await within.close();
  await system.stop();
});

test('NX-附3.2-7b: names and telephones stand in the database as envelopes of their place, and come back as they were', async () => {
  const [row] = await system.query<Record<string, string>>(
    'select id, name, contact_name, contact_phone, legal_representative from institution where code = $1',
    [CODE],
  );
  assert.equal(row!.name, '静秋药店');
  for (const column of ['contact_name', 'contact_phone', 'legal_representative'])
    assert.match(row![column]!, new RegExp(`^~1\\.[0-9a-f]{16}\\.institution\\.${column}\\.[A-Za-z0-9_-]+\\.${row!.id}$`));
  assert.equal(await sealing.open(row!.contact_name!), NAME);
  const { body } = await (await system.as('xingqing.caseworker')).get(`/institutions/${CODE}/contacts`);
  assert.deepEqual([body.contactName, body.contactPhone], [NAME, PHONE]);
});

test('NX-附3.2-7b: every text of grade 个人 is sealed or says in the dictionary why it is not', async () => {
  const { personalColumns } = await import('../../../scripts/personal-columns.ts');
  const typed = await system.query<{ place: string }>(
    `select table_name || '.' || column_name as place from information_schema.columns
     where table_schema = 'public' and data_type in ('text', 'jsonb', 'ARRAY', 'character varying')`,
  );
  const texts = new Set(typed.map((one) => one.place));
  const sealed = new Set(
    (await system.query<{ place: string }>(`select table_name || '.' || column_name as place from sealed_column`)).map((one) => one.place),
  );
  const { personal, open } = personalColumns();
  assert.deepEqual(
    personal.filter((place) => texts.has(place) && !sealed.has(place) && open[place] === undefined),
    [],
  );
  assert.deepEqual(
    Object.keys(open).filter((place) => sealed.has(place) || !personal.includes(place)),
    [],
    'an excuse without need',
  );
});

test('NX-附3.2-6b: the database takes no plain text, no value of another place and none under a key that is gone', async () => {
  const clerk = await actorOf(system, 'xingqing.caseworker');
  const [row] = await system.query<{ id: string; contact_phone: string }>('select id, contact_phone from institution where code = $1', [
    CODE,
  ]);
  const attempts: [string, RegExp][] = [
    ['李四', /keeps_sealed/],
    [row!.contact_phone, /sealed_in_its_place/],
    [sealing.seal('institution', 'contact_name', '0198fedc-0000-7000-8000-000000000000', '李四'), /sealed_in_its_place/],
    [`~1.0000000000000000.institution.contact_name.AAAA.${row!.id}`, /sealed_by_a_living_key/],
  ];
  for (const [value, rule] of attempts)
    await assert.rejects(
      within.transactor.run(clerk, 'plain-sql', (tx) =>
        sql`update institution set contact_name = ${value} where id = ${row!.id}`.execute(tx.db),
      ),
      (error: Error & { constraint?: string }) => rule.test(String(error.constraint)),
      value,
    );
});

test('NX-附3.2-6b: a value altered or moved by the owner of the database does not open, and is not shown as if it were right', async () => {
  const [row] = await system.query<{ id: string; contact_name: string }>('select id, contact_name from institution where code = $1', [
    CODE,
  ]);
  const altered = row!.contact_name.replace(/(.)(\.[0-9a-f-]{36})$/, (_, last: string, end: string) => `${last === 'A' ? 'B' : 'A'}${end}`);
  await system.query('update institution set contact_name = $2 where id = $1', [row!.id, altered]);
  const { body, status } = await (await system.as('xingqing.caseworker')).get(`/institutions/${CODE}/contacts`);
  assert.deepEqual([status, body.contactName, body.contactPhone], [200, '〔无法解封〕', PHONE]);
  assert.match(system.server.log(), /sealed-value-does-not-open/);
  await system.query('update institution set contact_name = $2 where id = $1', [row!.id, row!.contact_name]);
});

test('NX-附3.2-7b: what was seeded in plain text is sealed by the server at its start', async () => {
  const plain = async () => (await system.query<{ n: number }>(`select count(*)::int as n from account where name !~ '^~1\\.'`))[0]!.n;
  for (let attempt = 0; attempt < 100 && (await plain()) > 0; attempt++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await plain(), 0);
  const { body } = await (await system.as('xingqing.caseworker')).get('/me');
  assert.equal(body.name, '银川市兴庆区医疗保障局经办人员');
});

test('a keyed digest finds a value and tells nothing of it without the key', async () => {
  assert.equal(sealing.digest(PHONE), sealing.digest(PHONE));
  assert.notEqual(sealing.digest(PHONE), sealing.digest('13877665545'));
  assert.ok((await sealing.digests(PHONE)).includes(sealing.digest(PHONE)));
  assert.ok(!sealing.digest(PHONE).includes(PHONE));
});
