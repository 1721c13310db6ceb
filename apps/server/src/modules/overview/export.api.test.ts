import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { bufferSource, readCsv, readXlsx } from '@anjie/spreadsheet';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { fromBufferPromise } from 'yauzl';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  const county = await system.as('xingqing.caseworker');
  const people = { contactName: '马建国', contactPhone: '13912345678', legalRepresentative: '李四' };
  for (const [i, name] of ['=HYPERLINK("http://x")', '仁济大药房', '康泰大药房'].entries())
    await county.post('/institutions', { code: `P6401040001${i}`, kind: 'pharmacy', name, address: '解放西街', ...people });
  await county.post('/institutions/P64010400011/terminal-filings', { act: 'apply', ip: '10.64.1.10', mac: 'AA-BB-CC-DD-EE-01' });
  const other = await system.as('jinfeng.caseworker');
  await other.post('/institutions', { code: 'P64010600001', kind: 'pharmacy', name: '金凤区药店' });
});
after(() => system.stop());

async function exported(login: string, list: string, query: Record<string, string> = {}) {
  const { token } = await system.as(login);
  const asked = new URLSearchParams({ purpose: '季度核对', ...query });
  const response = await fetch(`${system.url}/api/v1/exports/${list}?${asked}`, { headers: { authorization: `Bearer ${token}` } });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

/** Header and rows, without the note that closes a CSV. */
async function rows(bytes: Buffer, format: 'csv' | 'xlsx'): Promise<readonly string[][]> {
  const found: string[][] = [];
  for await (const { cells } of format === 'csv' ? readCsv(bufferSource(bytes)) : readXlsx(bufferSource(bytes)))
    if (!cells[0]!.startsWith('※')) found.push([...cells]);
  return found;
}

test('a list leaves as a workbook or as CSV with the same rows, of the one’s own territory alone', async () => {
  for (const format of ['xlsx', 'csv'] as const) {
    const { status, headers, bytes } = await exported('xingqing.caseworker', 'institutions', { format });
    assert.equal(status, 200, bytes.toString().slice(0, 300));
    assert.deepEqual([headers.get('x-rows'), headers.get('content-length')], ['3', String(bytes.length)]);
    assert.match(headers.get('content-disposition')!, new RegExp(`^attachment; filename\\*=UTF-8''.*\\.${format}$`));
    const [header, ...lines] = await rows(bytes, format);
    assert.deepEqual(header!.slice(0, 3), ['机构编码', '机构类别', '机构名称']);
    assert.deepEqual(
      lines.map((line) => line[0]),
      ['P64010400010', 'P64010400011', 'P64010400012'],
    );
  }
});

test('GJ-3.4: who is named in a list leaves masked', async () => {
  for (const format of ['xlsx', 'csv'] as const) {
    const { bytes } = await exported('xingqing.caseworker', 'institutions', { format });
    const [, line] = await rows(bytes, format);
    assert.deepEqual(line!.slice(5, 8), ['马*国', '139****5678', '李*']);
  }
});

test('a name that looks like a formula is text in both: marked in CSV, typed as text in a workbook', async () => {
  const csv = await exported('xingqing.caseworker', 'institutions', { format: 'csv' });
  assert.ok(csv.bytes.toString().includes(`"'=HYPERLINK(""http://x"")"`));
  const xlsx = await exported('xingqing.caseworker', 'institutions', { format: 'xlsx' });
  assert.equal((await rows(xlsx.bytes, 'xlsx'))[1]![2], '=HYPERLINK("http://x")');
});

test('the audit names list, filter, purpose, rows and the digest of the very bytes that left', async () => {
  const { bytes, headers } = await exported('xingqing.caseworker', 'institutions', { name: '大药房', purpose: '发函' });
  const [row] = await system.query<{ detail: Record<string, unknown> }>(
    `select detail from audit_event where event = 'rows-exported' order by seq desc limit 1`,
  );
  const sm3 = createHash('sm3').update(bytes).digest('hex');
  assert.deepEqual(
    [row!.detail.purpose, row!.detail.rows, row!.detail.sm3, row!.detail.bytes, (row!.detail.filter as { name: string }).name],
    ['发函', 2, sm3, bytes.length, '大药房'],
  );
  assert.equal(headers.get('x-sm3'), sm3);
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => name.startsWith('anjie-export-')),
    [],
  );
});

test('every list leaves, and a list without rows is its header', async () => {
  const { body } = await (await system.as('xingqing.caseworker')).get('/lists');
  const lists = (body.lists as unknown as { name: string; columns: unknown[] }[]).filter((one) => one.name !== 'institutions');
  assert.ok(lists.length >= 15);
  for (const { name: list, columns } of lists) {
    const { status, bytes } = await exported('xingqing.caseworker', list, { format: 'csv' });
    assert.equal(status, 200, `${list}: ${bytes}`);
    const found = await rows(bytes, 'csv');
    assert.equal(found[0]!.length, columns.length, list);
    // Firms and their systems come with the demonstration, and each institution stands somehow.
    if (!['firms', 'systems', 'certificates', 'standings'].includes(list))
      assert.equal(found.length, list === 'terminal-filings' ? 2 : 1, list);
  }
});

test('without a purpose, with an unknown filter or format, or for a party, nothing leaves', async () => {
  const wrong: [string, Record<string, string>, string][] = [
    ['xingqing.caseworker', { purpose: '' }, 'query.purpose'],
    ['xingqing.caseworker', { format: 'pdf' }, 'query.format'],
    ['xingqing.caseworker', { secret: '1' }, 'query.secret'],
    ['carrier-a.operator', {}, ''],
  ];
  for (const [login, query, path] of wrong) {
    const { status, bytes } = await exported(login, 'institutions', query);
    const body = JSON.parse(bytes.toString()) as { path: string | null };
    assert.deepEqual([status, body.path ?? ''], [path === '' ? 403 : 400, path]);
  }
});

test('an export of many pages holds every row once', async () => {
  await system.query(
    `insert into institution (id, code, kind, name, prov, city, div, bureau_id, registered_at)
     select gen_random_uuid(), 'P64010477' || lpad(n::text, 3, '0'), 'pharmacy', '药店' || n, prov, city, div, bureau_id, now()
     from generate_series(0, 999) n, (select * from institution where code = 'P64010400010') model
     union all select gen_random_uuid(), 'P64010478' || lpad(n::text, 3, '0'), 'pharmacy', '药店' || n, prov, city, div, bureau_id, now()
     from generate_series(0, 999) n, (select * from institution where code = 'P64010400010') model`,
  );
  const { bytes } = await exported('xingqing.caseworker', 'institutions', { sort: 'name' });
  const codes = (await rows(bytes, 'xlsx')).slice(1).map((line) => line[0]);
  assert.deepEqual([codes.length, new Set(codes).size], [2003, 2003]);
});

test('what leaves is exactly what is shown: filtered, ordered, its columns chosen', async () => {
  const query = { name: '大药房', sort: 'name', columns: 'name,code', format: 'csv' };
  const { bytes } = await exported('xingqing.caseworker', 'institutions', query);
  assert.deepEqual(await rows(bytes, 'csv'), [
    ['机构名称', '机构编码'],
    ['康泰大药房', 'P64010400012'],
    ['仁济大药房', 'P64010400011'],
  ]);
});

test('the file says itself who took it, when, what for and narrowed by what', async () => {
  const csv = (
    await exported('xingqing.caseworker', 'institutions', { format: 'csv', name: '大药房', purpose: '发函核对' })
  ).bytes.toString();
  const note = csv.trimEnd().split('\r\n').at(-1)!;
  for (const said of ['※', '兴庆区', '导出时间', '发函核对', '大药房', '行数：2', '不得外传']) assert.ok(note.includes(said), said);
  const { bytes } = await exported('xingqing.caseworker', 'institutions', { format: 'xlsx', purpose: '发函核对' });
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const parts: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) parts[entry.fileName] = await text(await zip.openReadStreamPromise(entry));
  assert.match(parts['xl/worksheets/sheet1.xml']!, /<oddFooter>[^<]*兴庆区[^<]*发函核对/);
  assert.match(parts['xl/worksheets/sheet2.xml']!, /导出人.*兴庆区.*审计请求号/);
});

test('what leaves as a file is taken in as one: the note is no row', async () => {
  const { bytes } = await exported('xingqing.caseworker', 'institutions', {
    format: 'csv',
    columns: 'code,kind,name,address',
    code: 'P64010400011',
  });
  const { token } = await system.as('jinfeng.caseworker');
  const response = await fetch(`${system.url}/api/v1/imports/institutions?dryRun=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    body: new Uint8Array(bytes),
  });
  const { id } = (await response.json()) as { id: string };
  const job = async () =>
    (await (await system.as('jinfeng.caseworker')).get(`/imports/${id}`)).body as unknown as { state: string; rows: number };
  while (['waiting', 'checking', 'taking'].includes((await job()).state)) await setTimeout(20);
  assert.deepEqual(await job().then(({ state, rows: read }) => [state, read]), ['done', 1]);
});
