import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import {
  bufferSource,
  csvLine,
  fileSource,
  neutralised,
  readCsv,
  readXlsx,
  SharedTexts,
  SpreadsheetError,
  writeCsv,
  writeXlsx,
} from './index.ts';

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
const read = async (rows: AsyncIterable<{ cells: readonly string[] }>) => (await all(rows)).map((row) => row.cells);
const bytesOf = async (rows: readonly (readonly string[])[]) => buffer(writeXlsx(rows, '台账'));

async function workbook(parts: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile();
  const index = {
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="甲" sheetId="1" r:id="a"/><sheet name="乙" sheetId="2" r:id="b"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="b" Type="x/worksheet" Target="worksheets/two.xml"/><Relationship Id="a" Type="x/worksheet" Target="/xl/worksheets/one.xml"/><Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    'xl/sharedStrings.xml': '<sst><si><t>机构编码</t></si><si><r><t>仁</t></r><r><t>济</t></r><rPh><t>rénjì</t></rPh></si></sst>',
  };
  for (const [path, xml] of Object.entries({ ...index, ...parts })) zip.addBuffer(Buffer.from(xml), path);
  zip.end();
  return buffer(zip.outputStream);
}

const LETTERS = ['甲', '𠮷', 'a', '=', '+', '-', '@', '＝', '"', ',', ';', "'", '&', '<', '>', ']]>', ' ', '\t', '\n', '1', '。'];
const cell = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 12 });

test('what is written as a workbook is read as it was, whatever the text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), async (rows) => {
      const full = rows.map((cells) => ['x', ...cells]);
      assert.deepEqual(await read(readXlsx(bufferSource(await bytesOf(full)))), full);
    }),
    { numRuns: 60 },
  );
});

test('what is written as CSV is read as it was, what looks like a formula marked as text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), async (rows) => {
      const full = rows.map((cells) => ['x', ...cells]);
      const bytes = Buffer.concat(await all(writeCsv(full)));
      assert.deepEqual(
        await read(readCsv(bufferSource(bytes))),
        full.map((cells) => cells.map(neutralised)),
      );
    }),
    { numRuns: 60 },
  );
});

test('a formula, however it is led in, is text; a number keeps its sign', () => {
  const formulas = [
    '=1+1',
    '+cmd',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\tx',
    '\rx',
    '\nx',
    ' =1',
    '＝1',
    '＋1+1',
    '－x',
    '＠SUM(A1)',
    '\ufeff=1',
    '\u200b=1',
    '\u3000=1',
  ];
  for (const formula of formulas) assert.ok(csvLine([formula]).startsWith(`"'`), JSON.stringify(formula));
  for (const plain of ['-12.50', '+8', '大药房', '0951-5012345', '']) assert.equal(neutralised(plain), plain);
});

test('shared texts, numbers, formulas with their last value, gaps, row numbers and the first sheet are read as Excel writes them', async () => {
  const bytes = await workbook({
    'xl/worksheets/one.xml':
      '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="3"/><row r="4"><c r="B4"><v>1.3912345678E10</v></c><c r="C4" t="str"><f>A1&amp;"x"</f><v>值</v></c><c t="inlineStr"><is><t>d</t></is></c><c t="b"><v>1</v></c></row></sheetData></worksheet>',
    'xl/worksheets/two.xml': '<worksheet/>',
  });
  assert.deepEqual(await all(readXlsx(bufferSource(bytes))), [
    { number: 1, cells: ['机构编码', '', '仁济'] },
    { number: 4, cells: ['', '13912345678', '值', 'd', '1'] },
  ]);
});

test('what is no workbook, broken, or would unpack beyond its bounds is told by a code', async () => {
  const doctype = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>';
  const wide = '<worksheet><sheetData><row><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>';
  const cases: [Buffer, SpreadsheetError['code']][] = [
    [Buffer.from('机构编码,机构名称'), 'not-xlsx'],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'not-xlsx'],
    [await workbook({}), 'xlsx-broken'],
    [await workbook({ 'xl/worksheets/one.xml': '<worksheet><sheetData><row>' }), 'xlsx-broken'],
    [await workbook({ 'xl/worksheets/one.xml': doctype }), 'xlsx-broken'],
    [await workbook({ 'xl/worksheets/one.xml': wide }), 'too-many-columns'],
    [
      await workbook({ 'xl/worksheets/one.xml': '<worksheet/>', 'xl/sharedStrings.xml': `<sst>${' '.repeat(100 << 20)}</sst>` }),
      'too-large-unpacked',
    ],
    [(await bytesOf([['a']])).subarray(0, 300), 'not-xlsx'],
  ];
  for (const [bytes, code] of cases)
    await assert.rejects(read(readXlsx(bufferSource(bytes))), (error) => error instanceof SpreadsheetError && error.code === code, code);
});

test('a fault among the rows reaches whoever reads the workbook, and ends no process', async () => {
  async function* rows() {
    yield ['甲'];
    throw new Error('the rows end here');
  }
  await assert.rejects(async () => {
    for await (const _ of writeXlsx(rows(), '表'));
  }, /the rows end here/);
});

test('a long table of shared texts goes to a file without a name; every text is found again, in any order', () => {
  const texts = new SharedTexts(1000);
  const said = (n: number) => `仁济大药房第${n}分店\n"${'药'.repeat(n % 7)}`;
  for (let n = 0; n < 20_000; n++) texts.add(said(n));
  assert.ok(texts.spilled);
  for (let n = 0; n < 20_000; n += 1) assert.equal(texts.at(n), said(n));
  for (const n of [19_999, 0, 12_345, 127, 128, 19_999]) assert.equal(texts.at(n), said(n));
  assert.deepEqual([texts.at(20_000), texts.at(-1), texts.at(Number.NaN)], [undefined, undefined, undefined]);
  texts.close();
});

test('a reader that stops in the middle leaves no file open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spreadsheet-'));
  const lines = Array.from({ length: 50_000 }, (_, n) => [String(n), '仁济大药房']);
  const files = { csv: Buffer.concat(await all(writeCsv(lines))), xlsx: await bytesOf(lines) };
  const open = () => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(folder)).length;
  try {
    for (const [name, bytes] of Object.entries(files)) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const rows = (name === 'csv' ? readCsv : readXlsx)(fileSource(path, bytes.length));
      await rows.next();
      await rows.return(undefined);
      await setTimeout(20);
      assert.equal(open(), 0, name);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

test('a note stands on a sheet of its own and below every printed page; the first sheet is as it was', async () => {
  let rows = 0;
  const lines = function* () {
    for (; rows < 3; rows++) yield [`${rows}`, '甲'];
  };
  const note = { sheet: '说明', footer: '兴庆区 & 2026', lines: () => [['行数', String(rows)]] };
  const bytes = await buffer(writeXlsx(lines(), '台账', note));
  assert.equal((await read(readXlsx(bufferSource(bytes)))).length, 3);
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const texts: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) texts[entry.fileName] = await text(await zip.openReadStreamPromise(entry));
  assert.match(texts['xl/worksheets/sheet1.xml']!, /<oddFooter>兴庆区 {2}2026<\/oddFooter>/);
  assert.match(texts['xl/worksheets/sheet2.xml']!, />行数<.*>3</);
  assert.match(texts['xl/workbook.xml']!, /name="台账".*name="说明"/);
});

test('what reading keeps in memory does not grow with the rows, of a CSV, of a workbook, and of one with a table of shared texts', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const lines = function* (rows: number) {
    for (let n = 0; n < rows; n++) yield [`P64${n}`, `兴庆区仁济大药房第${n}分店`, `解放西街${n}号`];
  };
  const kept = async (source: AsyncIterable<unknown>, rows: number) => {
    let read = 0;
    let most = 0;
    collect();
    const before = process.memoryUsage().heapUsed;
    for await (const _ of source)
      if (++read % (rows / 4) === 0) {
        collect();
        most = Math.max(most, process.memoryUsage().heapUsed - before);
      }
    assert.equal(read, rows);
    return most / 1024 / 1024;
  };
  for (const rows of [8000, 40_000]) {
    const csv = Buffer.concat(await all(writeCsv(lines(rows))));
    const xlsx = await buffer(writeXlsx(lines(rows), '台账'));
    const shared = await sharedWorkbook([...lines(rows)]);
    for (const [name, source] of [
      ['csv', readCsv(bufferSource(csv))],
      ['xlsx', readXlsx(bufferSource(xlsx))],
      ['shared', readXlsx(bufferSource(shared))],
    ] as const) {
      const mib = await kept(source, rows);
      assert.ok(mib < 6, `${name} of ${rows} rows: ${mib.toFixed(1)} MiB`);
    }
  }
});

/** Each text once in a table, cells naming it by its number, as spreadsheet programs write it. */
function sharedWorkbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const texts = rows.flat();
  const sheet = rows.map((cells, row) => `<row>${cells.map((_, i) => `<c t="s"><v>${row * cells.length + i}</v></c>`).join('')}</row>`);
  return workbook({
    'xl/sharedStrings.xml': `<sst>${texts.map((one) => `<si><t>${one}</t></si>`).join('')}</sst>`,
    'xl/worksheets/one.xml': `<worksheet><sheetData>${sheet.join('')}</sheetData></worksheet>`,
  });
}
