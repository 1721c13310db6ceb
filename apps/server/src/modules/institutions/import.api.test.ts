import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { writeXlsx } from '@anjie/spreadsheet';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import type { ImportResult } from './import-institutions.ts';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const HEADER = '机构编码,机构类别,机构名称,地址,联系人,联系电话';
const code = (n: number) => `P64010455${String(n).padStart(3, '0')}`;
const row = (n: number) => `${code(n)},零售药店,药店${n},解放西街${n}号,马建国,0951-5012345`;

async function importCsv(login: string, csv: string | Buffer, options: { dryRun?: boolean; type?: string; key?: string } = {}) {
  const { token } = await system.as(login);
  const response = await fetch(`${system.url}/api/v1/institutions/import?dryRun=${options.dryRun ?? false}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': options.type ?? 'text/csv; charset=utf-8',
      'idempotency-key': options.key ?? randomUUID(),
    },
    body: typeof csv === 'string' ? csv : new Uint8Array(csv),
  });
  return { status: response.status, body: (await response.json()) as ImportResult & { code?: string; path?: string; value?: string } };
}

const count = async () => Number((await system.query<{ n: string }>('select count(*) as n from institution'))[0]!.n);

test('a file without faults is imported whole, each institution decided, in the clerk’s own territory', async () => {
  const { status, body } = await importCsv('xingqing.caseworker', `\ufeff${HEADER}\r\n${[1, 2, 3].map(row).join('\r\n')}\r\n`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.rows, body.accepted, body.rejected, body.errorsFile], [3, 3, 0, null]);
  const rows = await system.query(
    'select i.code, i.div from institution i join admission_entry e on e.institution_id = i.id order by i.code',
  );
  assert.deepEqual(
    rows,
    [1, 2, 3].map((n) => ({ code: code(n), div: '640104' })),
  );
  assert.equal((await (await system.as('jinfeng.caseworker')).get(`/institutions/${code(1)}`)).status, 404);
});

test('one wrong row and nothing is imported; every fault is told with row, column, rule and how to mend it', async () => {
  const before = await count();
  const csv = [
    HEADER,
    row(11),
    'P1,零售药店,药,,,',
    row(11),
    row(1),
    `${code(12)},医疗机构,药店12,,,`,
    `${code(13)},零售药店,药店13`,
    `${code(14)},零售药店,药店14,,,电话`,
  ].join('\n');
  const { body } = await importCsv('xingqing.caseworker', csv);
  assert.deepEqual([body.rows, body.accepted, body.rejected], [7, 0, 6]);
  assert.deepEqual(body.errors.map((one) => `${one.row} ${one.column.split(' / ')[0]} ${one.rule}`).sort(), [
    '3 code value-invalid',
    '3 name value-invalid',
    '4 code code-twice-in-file',
    '5 code code-taken',
    '6 kind kind-does-not-fit-code',
    '7  column-count',
    '8 contactPhone value-invalid',
  ]);
  assert.equal(body.errors.find((one) => one.row === 8)!.value, null, 'a telephone number is not echoed');
  assert.ok(body.errors.every((one) => one.mend.zh !== '' && one.mend.en !== ''));
  assert.equal(await count(), before);
});

test('a dry run says what would be and keeps nothing', async () => {
  const before = await count();
  const { body } = await importCsv('xingqing.caseworker', `${HEADER}\n${row(21)}`, { dryRun: true });
  assert.deepEqual([body.accepted, body.rejected, body.dryRun], [1, 0, true]);
  assert.equal(await count(), before);
});

test('a code in force in another territory is told without naming it', async () => {
  const { body } = await importCsv('chengqu.caseworker', `${HEADER}\n${row(1)}`);
  assert.deepEqual(
    body.errors.map((one) => one.rule),
    ['code-taken'],
  );
  assert.ok(!JSON.stringify(body).includes('兴庆'));
});

test('the file of errors runs no formula in a spreadsheet', async () => {
  const { body } = await importCsv('xingqing.caseworker', `${HEADER}\n"=HYPERLINK(""http://x"")",@SUM(A1),药店,,,`);
  assert.match(body.errorsFile!, /"'=HYPERLINK\(""http:\/\/x""\)"/);
  assert.match(body.errorsFile!, /"'@SUM\(A1\)"/);
});

test('an unreadable file, an unknown or missing column and another media type are refused by name', async () => {
  const refusals: [string | Buffer, string | undefined, string][] = [
    [Buffer.from([0xbb, 0xfa, 0xb9, 0xb9]), undefined, 'csv-unreadable'],
    ['', undefined, 'csv-unreadable'],
    [`${HEADER}\n"${code(31)},x`, undefined, 'csv-unreadable'],
    ['机构编码,机构名称,秘密\n', undefined, 'csv-header-invalid'],
    ['机构编码,机构名称\n', undefined, 'csv-header-invalid'],
    ['code,机构编码,kind,name\n', undefined, 'csv-header-invalid'],
    [HEADER, 'application/json', 'media-type-unknown'],
  ];
  for (const [csv, type, refusal] of refusals)
    assert.equal((await importCsv('xingqing.caseworker', csv, type === undefined ? {} : { type })).body.code, refusal, String(csv));
});

test('only a local caseworker imports, and the same request sent twice is done once', async () => {
  for (const login of ['nx.caseworker', 'xingqing.approver', 'nx.auditor'])
    assert.equal((await importCsv(login, HEADER)).body.code, 'role-not-allowed', login);
  const key = randomUUID();
  const first = await importCsv('xingqing.caseworker', `${HEADER}\n${row(41)}`, { key });
  const second = await importCsv('xingqing.caseworker', `${HEADER}\n${row(41)}`, { key });
  assert.deepEqual(second.body, first.body);
  assert.equal(second.body.accepted, 1);
});

test('3,000 rows are imported in one transaction, and a campaign decides them', async () => {
  const csv = [HEADER, ...Array.from({ length: 3000 }, (_, n) => `P6401033${String(n).padStart(4, '0')},零售药店,药店${n},,,`)].join('\n');
  const { body } = await importCsv('xingqing.caseworker', csv);
  assert.deepEqual([body.accepted, body.rejected], [3000, 0]);
  const undecided = async () =>
    Number(
      (
        await system.query<{ n: string }>(
          'select count(*) as n from institution i where not exists (select from admission_entry e where e.institution_id = i.id)',
        )
      )[0]!.n,
    );
  for (let attempt = 0; attempt < 300 && (await undecided()) > 0; attempt++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await undecided(), 0);
});

test('a workbook is imported as a CSV is: the same rows, the same faults at the same rows, all or none', async () => {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  const sheet = (...lines: string[]) =>
    buffer(
      writeXlsx(
        [HEADER, ...lines].map((line) => line.split(',')),
        '机构',
      ),
    );
  const { status, body } = await importCsv('xingqing.caseworker', await sheet(row(61), row(62)), { type });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([body.rows, body.accepted], [2, 2]);
  const faulty = await importCsv('xingqing.caseworker', await sheet(row(63), row(61), `${code(64)},零售药店,药`), { type });
  assert.deepEqual(
    faulty.body.errors.map((one) => `${one.row} ${one.rule}`),
    ['4 value-invalid', '3 code-taken'],
  );
  assert.equal((await system.query('select from institution where code = $1', [code(63)])).length, 0);
  const nothing = await importCsv('xingqing.caseworker', HEADER, { type });
  assert.deepEqual([nothing.body.code, (nothing.body as { rule?: string }).rule], ['xlsx-unreadable', 'not-xlsx']);
});

test('killed in the middle, nothing of an import remains', async () => {
  const csv = [HEADER, ...Array.from({ length: 20_000 }, (_, n) => `P64010${String(440_000 + n)},零售药店,药店${n},,,`)].join('\n');
  const before = await count();
  const sent = importCsv('xingqing.caseworker', csv).catch(() => null);
  const inserting = async () =>
    (await system.query(`select from pg_stat_activity where datname = current_database() and query like 'insert into "institution"%'`))
      .length;
  while ((await inserting()) === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await system.server.kill();
  await sent;
  await system.restart();
  assert.equal(await count(), before);
});
