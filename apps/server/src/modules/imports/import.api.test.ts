import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { writeXlsx } from '@anjie/spreadsheet';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { imported, type Sent, send, XLSX } from './import.scene.ts';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

const HEADER = '机构编码,机构类别,机构名称,地址,联系人,联系电话';
const code = (n: number) => `P64010455${String(n).padStart(3, '0')}`;
const row = (n: number) => `${code(n)},零售药店,药店${n},解放西街${n}号,马建国,0951-5012345`;
const county = (csv: string | Buffer, sent: Sent = {}) => imported(system, 'xingqing.caseworker', csv, sent);
const count = async () => Number((await system.query<{ n: string }>('select count(*) as n from institution'))[0]!.n);

test('a file without faults is imported whole, each institution decided, in the clerk’s own territory', async () => {
  const job = await county(`\ufeff${HEADER}\r\n${[1, 2, 3].map(row).join('\r\n')}\r\n`);
  assert.deepEqual([job.state, job.rows, job.taken, job.rejected, job.faults], ['done', 3, 3, 0, []]);
  const rows = await system.query(
    'select i.code, i.div from institution i join admission_entry e on e.institution_id = i.id order by i.code',
  );
  assert.deepEqual(
    rows,
    [1, 2, 3].map((n) => ({ code: code(n), div: '640104' })),
  );
  assert.equal((await (await system.as('jinfeng.caseworker')).get(`/institutions/${code(1)}`)).status, 404);
  const events = await system.query('select event from audit_event where object_id = $1 order by seq', [job.id]);
  assert.deepEqual(
    events.map((one) => one.event),
    ['import-received', 'rows-imported', 'import-ended'],
  );
});

/** Files of imports, deleted ones too, that the server holds open. */
function held(): string[] {
  const folder = `/proc/${system.server.child.pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      const target = readlinkSync(`${folder}/${fd}`);
      return target.includes('/imports/') ? [target] : [];
    } catch {
      return [];
    }
  });
}

test('a file that has been taken in is held open no longer, with no scanner to read it either', async () => {
  const job = await county(`${HEADER}\n${`${row(900)},${'长'.repeat(200)}\n`.repeat(1000)}`, { dryRun: true });
  assert.equal(job.state, 'done');
  for (let attempt = 0; attempt < 100 && held().length > 0; attempt++) await setTimeout(50);
  assert.deepEqual(held(), []);
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
  const job = await county(csv);
  assert.deepEqual([job.state, job.rows, job.taken, job.rejected], ['done', 7, 0, 6]);
  assert.deepEqual(
    job.faults.map((one) => `${one.row} ${one.column.split(' / ')[0]} ${one.rule}`),
    [
      '3 code value-invalid',
      '3 name value-invalid',
      '4 code twice-in-file',
      '5 code code-taken',
      '6 kind kind-does-not-fit-code',
      '7  column-count',
      '8 contactPhone value-invalid',
    ],
  );
  assert.equal(job.faults.find((one) => one.row === 8)!.value, null, 'a telephone number is not echoed');
  assert.ok(job.faults.every((one) => one.mend.zh !== '' && one.mend.en !== ''));
  assert.equal(await count(), before);
});

test('asked to keep the good rows, the others are told and left out', async () => {
  const csv = [HEADER, row(101), 'P1,零售药店,药店,,,', row(102), row(101)].join('\n');
  const job = await county(csv, { keep: 'good' });
  assert.deepEqual([job.state, job.rows, job.taken, job.rejected], ['done', 4, 2, 2]);
  assert.deepEqual(
    job.faults.map((one) => `${one.row} ${one.rule}`),
    ['3 value-invalid', '5 twice-in-file'],
  );
  const found = await system.query('select code from institution where code = any($1) order by code', [[code(101), code(102)]]);
  assert.equal(found.length, 2);
});

test('a dry run says what would be and keeps nothing', async () => {
  const before = await count();
  const job = await county(`${HEADER}\n${row(21)}\n${row(1)}`, { dryRun: true });
  assert.deepEqual([job.state, job.rows, job.taken, job.rejected, job.dryRun], ['done', 2, 0, 1, true]);
  assert.equal(await count(), before);
});

test('a code in force in another territory is told without naming it', async () => {
  const job = await imported(system, 'chengqu.caseworker', `${HEADER}\n${row(1)}`);
  assert.deepEqual(
    job.faults.map((one) => one.rule),
    ['code-taken'],
  );
  assert.ok(!JSON.stringify(job).includes('兴庆'));
});

test('the file of errors names every wrong row and runs no formula in a spreadsheet', async () => {
  const { id } = await county(`${HEADER}\n"=HYPERLINK(""http://x"")",@SUM(A1),药店,,,\n"\t＝1","＋1",药店,,,`);
  const { token } = await system.as('xingqing.caseworker');
  const response = await fetch(`${system.url}/api/v1/imports/${id}/faults-file`, { headers: { authorization: `Bearer ${token}` } });
  const csv = await response.text();
  assert.match(csv, /"'=HYPERLINK\(""http:\/\/x""\)"/);
  assert.match(csv, /"'@SUM\(A1\)"/);
  assert.match(csv, /"'＝1"/);
  assert.match(csv, /"'＋1"/);
  assert.deepEqual(
    csv
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]),
    ['"2"', '"2"', '"3"', '"3"'],
  );
});

test('an unreadable file, an unknown or missing column and another media type are refused by name', async () => {
  const refusals: [string | Buffer, string][] = [
    [Buffer.from([0xbb, 0xfa, 0xb9, 0xb9]), 'import-unreadable'],
    ['', 'import-unreadable'],
    [`${HEADER}\n"${code(31)},x`, 'import-unreadable'],
    ['机构编码,机构名称,秘密\n', 'import-header-invalid'],
    ['机构编码,机构名称\n', 'import-header-invalid'],
    ['code,机构编码,kind,name\n', 'import-header-invalid'],
  ];
  for (const [csv, refusal] of refusals) {
    const job = await county(csv);
    assert.deepEqual([job.state, job.refusal?.code, job.taken], ['refused', refusal, 0], String(csv));
  }
  const typed = await send(system, 'xingqing.caseworker', HEADER, { type: 'application/json' });
  assert.deepEqual([typed.status, typed.body.code], [415, 'media-type-unknown']);
});

test('only a local caseworker imports; another territory sees neither job nor faults', async () => {
  for (const login of ['nx.caseworker', 'xingqing.approver', 'nx.auditor'])
    assert.equal((await send(system, login, HEADER)).body.code, 'role-not-allowed', login);
  const { id } = await county(`${HEADER}\nP1,零售药店,药店,,,`);
  for (const path of [`/imports/${id}`, `/imports/${id}/faults`, `/imports/${id}/faults-file`])
    assert.equal((await (await system.as('jinfeng.caseworker')).get(path)).status, 404, path);
  assert.equal((await (await system.as('jinfeng.caseworker')).post(`/imports/${id}/cancellation`)).status, 404);
  assert.equal((await (await system.as('xingqing.approver')).post(`/imports/${id}/cancellation`)).body.code, 'role-not-allowed');
  assert.equal((await (await system.as('xingqing.caseworker')).post(`/imports/${id}/cancellation`)).body.code, 'import-finished');
  const others = (await (await system.as('jinfeng.caseworker')).get('/imports')).body.imports as unknown as unknown[];
  assert.deepEqual(others, []);
});

test('the same request sent twice is one import; its key on another file is refused', async () => {
  const key = randomUUID();
  const first = await send(system, 'xingqing.caseworker', `${HEADER}\n${row(41)}`, { key });
  const second = await send(system, 'xingqing.caseworker', `${HEADER}\n${row(41)}`, { key });
  assert.equal(second.body.id, first.body.id);
  const other = await send(system, 'xingqing.caseworker', `${HEADER}\n${row(42)}`, { key });
  assert.deepEqual([other.status, other.body.code], [422, 'idempotency-key-reused']);
});

test('3,000 rows are imported in one transaction, and a campaign decides them', async () => {
  const csv = [HEADER, ...Array.from({ length: 3000 }, (_, n) => `P6401033${String(n).padStart(4, '0')},零售药店,药店${n},,,`)].join('\n');
  const job = await county(csv);
  assert.deepEqual([job.taken, job.rejected], [3000, 0]);
  const undecided = async () =>
    Number(
      (
        await system.query<{ n: string }>(
          'select count(*) as n from institution i where not exists (select from admission_entry e where e.institution_id = i.id)',
        )
      )[0]!.n,
    );
  for (let attempt = 0; attempt < 300 && (await undecided()) > 0; attempt++) await setTimeout(100);
  assert.equal(await undecided(), 0);
});

test('a workbook is imported as a CSV is: the same rows, the same faults at the same rows, all or none', async () => {
  const sheet = (...lines: string[]) =>
    buffer(
      writeXlsx(
        [HEADER, ...lines].map((line) => line.split(',')),
        '机构',
      ),
    );
  const job = await county(await sheet(row(61), row(62)), { type: XLSX });
  assert.deepEqual([job.rows, job.taken], [2, 2]);
  const faulty = await county(await sheet(row(63), row(61), `${code(64)},零售药店,药`), { type: XLSX });
  assert.deepEqual(
    faulty.faults.map((one) => `${one.row} ${one.rule}`),
    ['3 code-taken', '4 value-invalid'],
  );
  assert.equal((await system.query('select from institution where code = $1', [code(63)])).length, 0);
  const nothing = await county(HEADER, { type: XLSX });
  assert.deepEqual([nothing.refusal?.code, nothing.refusal?.rule], ['import-unreadable', 'not-xlsx']);
});

test('once an import has ended nothing of its file is left, nor of what it named', async () => {
  const folder = join(system.environment.ANJIE_FILES!, 'imports');
  for (let attempt = 0; attempt < 100 && readdirSync(folder).length > 0; attempt++) await setTimeout(20);
  assert.deepEqual(readdirSync(folder), []);
  assert.deepEqual(await system.query('select from import_key'), []);
});

test('the columns of each list are told, and a template is a workbook with its header', async () => {
  const person = await system.as('xingqing.caseworker');
  const { body } = await person.get('/import-sheets');
  const sheets = body.sheets as unknown as { list: string; columns: { headers: string[] }[] }[];
  assert.deepEqual(
    sheets.map((one) => one.list),
    ['institutions', 'operators', 'agreements', 'line-filings', 'address-filings', 'terminal-filings'],
  );
  for (const { list } of sheets) {
    const headers = { authorization: `Bearer ${person.token}` };
    const response = await fetch(`${system.url}/api/v1/import-sheets/${list}`, { headers });
    const file = Buffer.from(await response.arrayBuffer());
    const job = await county(file, { list, type: XLSX, dryRun: true });
    assert.deepEqual([job.state, job.rows], ['done', 0], list);
  }
});
