import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

type Row = Readonly<Record<string, string | number | boolean | null>>;
interface Page {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total: { readonly count: number; readonly exact: boolean } | null;
}

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  const county = await system.as('xingqing.caseworker');
  for (const [i, name] of ['仁济大药房', '康泰大药房', '安康药房', '百草堂'].entries()) {
    const code = `P6401040001${i}`;
    await county.post('/institutions', { code, kind: 'pharmacy', name, tier: i % 2 === 0 ? '一级' : '二级', contactName: '马建国' });
    await county.post(`/institutions/${code}/operators`, {
      role: i === 0 ? 'manager' : 'operator',
      name: '欧阳建国',
      phone: '13912345678',
    });
    for (const n of [1, 2])
      await county.post(`/institutions/${code}/terminal-filings`, { act: 'apply', ip: `10.64.${i}.${n}`, mac: `AA-BB-CC-DD-0${i}-0${n}` });
  }
  await (await system.as('jinfeng.caseworker')).post('/institutions', { code: 'P64010600001', kind: 'pharmacy', name: '外区药店' });
});
after(() => system.stop());

async function page(list: string, query: Record<string, string> = {}, login = 'xingqing.caseworker'): Promise<Page> {
  const { status, body } = await (await system.as(login)).get(`/lists/${list}?${new URLSearchParams(query)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as Page;
}

async function walk(list: string, query: Record<string, string>): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const one: Page = await page(list, { ...query, limit: '3', ...(after === null ? {} : { after }) });
    rows.push(...one.rows);
    after = one.next;
  } while (after !== null);
  return rows;
}

interface Declared {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly grade: string }[];
  readonly filters: readonly string[];
  readonly sorts: readonly string[];
}

async function lists(): Promise<Declared[]> {
  return (await (await system.as('xingqing.caseworker')).get('/lists')).body.lists as unknown as Declared[];
}

test('every list is read in each of its orders, both ways, and pages join without gap or repetition', async () => {
  for (const { name, sorts } of await lists())
    for (const sort of sorts) {
      const both = name === 'institutions' ? [sort] : [sort, sort.startsWith('-') ? sort.slice(1) : `-${sort}`];
      for (const order of both) {
        const whole = (await page(name, { sort: order, limit: '200' })).rows;
        assert.deepEqual(await walk(name, { sort: order }), whole, `${name} by ${order}`);
      }
    }
});

test('rows without the value that a list is ordered by come last, whichever way', async () => {
  await system.query(`update filing set device = '收银机' || right(ip, 1) where ip like '10.64.0.%'`);
  for (const [sort, first] of [
    ['device', '收银机1'],
    ['-device', '收银机2'],
  ] as const) {
    const rows = await walk('terminal-filings', { sort });
    assert.deepEqual([rows.length, rows[0]!.device, rows.slice(2).every((row) => row.device === null)], [8, first, true], sort);
  }
});

test('filters narrow a list, together; a total is told where it is asked for', async () => {
  const filings = await page('terminal-filings', { institution: 'P64010400011', state: 'filed', total: 'true' });
  assert.deepEqual([filings.rows.length, filings.total], [2, { count: 2, exact: true }]);
  assert.deepEqual((await page('terminal-filings', { ip: '10.64.2.' })).rows.length, 2);
  assert.deepEqual((await page('operators', { role: 'manager' })).rows.length, 1);
  assert.deepEqual((await page('operators', { inForce: 'false' })).rows.length, 0);
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  assert.equal((await page('terminal-filings', { filedAtFrom: today, filedAtUntil: today })).rows.length, 8);
  assert.equal((await page('terminal-filings', { filedAtUntil: '2020-01-01' })).rows.length, 0);
  const registry = await page('institutions', { name: '大药房', total: 'true' });
  assert.deepEqual([registry.rows.map((row) => row.name), registry.total], [['仁济大药房', '康泰大药房'], { count: 2, exact: true }]);
  assert.equal((await page('institutions', { tier: '二级' })).rows.length, 2);
  assert.equal((await page('institutions', { div: '640106' }, 'yinchuan.caseworker')).rows.length, 1);
});

test('a total above its bound is said to be at least the bound', async () => {
  await system.query(
    `insert into institution (id, code, kind, name, prov, city, div, bureau_id, registered_at)
     select gen_random_uuid(), 'P6401048' || lpad(n::text, 4, '0'), 'pharmacy', '连锁店' || n, prov, city, div, bureau_id, now()
     from generate_series(0, 9999) n, (select * from institution where code = 'P64010400010') model`,
  );
  assert.deepEqual((await page('institutions', { total: 'true' })).total, { count: 10_000, exact: false });
  assert.deepEqual((await page('institutions', { total: 'true', name: '连锁店' })).total, { count: 10_000, exact: true });
});

test('GJ-3.4: who is named in a list is masked on the screen as in the file', async () => {
  const { rows } = await page('operators', { columns: 'name,phone' });
  assert.deepEqual(rows[0], { name: '欧**国', phone: '139****5678' });
  const [institution] = (await page('institutions', { code: 'P64010400010' })).rows;
  assert.equal(institution!.contactName, '马*国');
  for (const { name, columns } of await lists())
    assert.ok(!JSON.stringify(await page(name)).includes('建国'), `${name}: ${columns.map((column) => column.name)}`);
});

test('a list holds one’s own territory alone; a party has no lists', async () => {
  for (const { name } of await lists()) {
    const { rows } = await page(name, {}, 'chengqu.caseworker');
    if (!['firms', 'systems', 'certificates'].includes(name)) assert.deepEqual(rows, [], name);
  }
  assert.equal((await (await system.as('carrier-a.operator')).get('/lists/firms')).body.code, 'role-not-allowed');
});

test('an unknown filter, order, column or cursor is refused by name', async () => {
  const county = await system.as('xingqing.caseworker');
  for (const [query, path] of [
    ['secret=1', 'query.secret'],
    ['sort=ip%3Bdrop', 'query.sort'],
    ['columns=ip,secret', 'query.columns.1'],
    ['after=zzz', 'query.after'],
    ['role=king', 'query.role'],
  ] as const) {
    const { status, body } = await county.get(`/lists/${query.startsWith('role') ? 'operators' : 'terminal-filings'}?${query}`);
    assert.deepEqual([status, body.code, body.path], [400, 'input-invalid', path], query);
  }
});

test('a search is kept, shared within the bureau if asked, replaced under its name, and taken away by its owner alone', async () => {
  const own = await system.as('xingqing.caseworker');
  const colleague = await system.as('xingqing.approver');
  const names = async (login: string) =>
    ((await (await system.as(login)).get('/saved-queries')).body.queries as unknown as { name: string; own: boolean }[]).map(
      (one) => `${one.name} ${one.own}`,
    );
  const kept = await own.post('/saved-queries', { list: 'terminal-filings', name: '待登记', query: { state: 'filed', sort: '-filedAt' } });
  assert.equal(kept.status, 201, JSON.stringify(kept.body));
  await own.post('/saved-queries', { list: 'institutions', name: '连锁店', query: { name: '连锁店', columns: 'code,name' }, shared: true });
  await own.post('/saved-queries', { list: 'terminal-filings', name: '待登记', query: { state: 'filed' } });
  assert.deepEqual((await names('xingqing.caseworker')).sort(), ['待登记 true', '连锁店 true']);
  assert.deepEqual(await names('xingqing.approver'), ['连锁店 false']);
  assert.deepEqual(await names('jinfeng.caseworker'), []);
  const [shared] = (await colleague.get('/saved-queries')).body.queries as unknown as { id: string }[];
  assert.equal((await colleague.post(`/saved-queries/${shared!.id}/removal`)).status, 404);
  assert.equal((await own.post(`/saved-queries/${shared!.id}/removal`)).status, 200);
  assert.deepEqual(await names('xingqing.approver'), []);
  const wrong = await own.post('/saved-queries', { list: 'firms', name: '错', query: { ip: '1' } });
  assert.deepEqual([wrong.status, wrong.body.path], [400, 'body.query.ip']);
  assert.equal((await (await system.as('nx.auditor')).get('/saved-queries')).status, 403);
});
