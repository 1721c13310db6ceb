import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  const county = await system.as('xingqing.caseworker');
  const other = await system.as('jinfeng.caseworker');
  const names = ['兴庆区仁济堂大药房', '银川市仁济医院', '康泰大药房（一分店）', 'ＡＢＣ影像中心', '安康药房'];
  for (const [i, name] of names.entries()) {
    const kind = name.includes('药') ? 'pharmacy' : 'hospital';
    const code = `${kind === 'pharmacy' ? 'P' : 'H'}640104000${i + 10}`;
    const answer = await county.post('/institutions', { code, kind, name, address: `解放西街${i + 1}号` });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
  }
  await other.post('/institutions', { code: 'P64010600001', kind: 'pharmacy', name: '金凤区仁济堂药店', address: '解放西街9号' });
});
after(() => system.stop());

async function names(login: string, query: Record<string, string>): Promise<string[]> {
  const answer = await (await system.as(login)).get(`/institutions?${new URLSearchParams(query)}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return (answer.body.institutions as unknown as { name: string }[]).map((one) => one.name);
}

test('any part of a Chinese name finds it: two characters, one, or a middle', async () => {
  assert.deepEqual(await names('xingqing.caseworker', { name: '仁济' }), ['银川市仁济医院', '兴庆区仁济堂大药房']);
  assert.deepEqual(await names('xingqing.caseworker', { name: '济堂大' }), ['兴庆区仁济堂大药房']);
  assert.deepEqual(await names('xingqing.caseworker', { name: '泰' }), ['康泰大药房（一分店）']);
  assert.deepEqual(await names('xingqing.caseworker', { name: '堂仁' }), []);
});

test('letters are found in either case and width', async () => {
  assert.deepEqual(await names('xingqing.caseworker', { name: 'abc' }), ['ＡＢＣ影像中心']);
});

test('what a pattern or a quotation mark would mean elsewhere is text here', async () => {
  for (const name of ['%', "'; drop table institution; --", '_', '{', '"', '\\'])
    assert.deepEqual(await names('xingqing.caseworker', { name }), [], name);
});

test('address, code and kind narrow the search', async () => {
  assert.deepEqual(await names('xingqing.caseworker', { address: '西街4号' }), ['ＡＢＣ影像中心']);
  assert.deepEqual(await names('xingqing.caseworker', { name: '仁济', kind: 'hospital' }), ['银川市仁济医院']);
  assert.deepEqual(await names('xingqing.caseworker', { code: 'H' }), ['银川市仁济医院', 'ＡＢＣ影像中心']);
});

test('the search sees the territory of the one who searches and no other', async () => {
  assert.deepEqual(await names('jinfeng.caseworker', { name: '仁济' }), ['金凤区仁济堂药店']);
  assert.deepEqual((await names('yinchuan.caseworker', { name: '仁济' })).length, 3);
  assert.deepEqual((await names('nx.caseworker', { name: '仁济' })).length, 3);
  assert.deepEqual(await names('chengqu.caseworker', { name: '仁济' }), []);
});

test('the function behind it takes the territory from the role alone and refuses who has none', async () => {
  const rows = await system.query(
    `select r.rolname, r.rolcanlogin, r.rolsuper, r.rolbypassrls,
       (select array_agg(table_name::text) from information_schema.role_table_grants where grantee = r.rolname) as tables,
       has_function_privilege('app_party', p.oid, 'execute') as party, has_function_privilege('anjie_app', p.oid, 'execute') as app
     from pg_proc p join pg_roles r on r.oid = p.proowner where p.proname = 'find_institutions'`,
  );
  assert.deepEqual(rows, [
    {
      rolname: 'anjie_search',
      rolcanlogin: false,
      rolsuper: false,
      rolbypassrls: false,
      tables: ['institution'],
      party: false,
      app: false,
    },
  ]);
  await assert.rejects(system.query(`select find_institutions('{"limit": 1}')`), /no territory to search in/);
});

test('sorted by name as Chinese readers expect, by the newest, by code; pages join without gap or repetition', async () => {
  const byName = await names('xingqing.caseworker', { sort: 'name' });
  assert.deepEqual(byName, byName.toSorted(new Intl.Collator('zh-u-co-pinyin').compare));
  for (const sort of ['code', 'name', 'newest']) {
    const whole = await names('xingqing.caseworker', { sort });
    const walked: string[] = [];
    let after: string | null = null;
    do {
      const query: URLSearchParams = new URLSearchParams({ sort, limit: '2', ...(after === null ? {} : { after }) });
      const { body } = await (await system.as('xingqing.caseworker')).get(`/institutions?${query}`);
      walked.push(...(body.institutions as unknown as { name: string }[]).map((one) => one.name));
      after = body.next as unknown as string | null;
    } while (after !== null);
    assert.deepEqual(walked, whole, sort);
    assert.equal(whole.length, 5);
  }
  assert.deepEqual(await names('xingqing.caseworker', { after: 'P64010600001' }), [], 'a cursor of another territory');
});

test('an address or a MAC on file leads to the institution, however it is written; within the territory alone', async () => {
  const county = await system.as('xingqing.caseworker');
  const filed = await county.post('/institutions/P64010400010/terminal-filings', {
    act: 'apply',
    ip: '10.64.1.10',
    mac: 'AA-BB-CC-DD-EE-01',
  });
  assert.equal(filed.status, 201, JSON.stringify(filed.body));
  assert.deepEqual(await names('xingqing.caseworker', { mac: 'aa:bb:cc:dd:ee:01' }), ['兴庆区仁济堂大药房']);
  assert.deepEqual(await names('xingqing.caseworker', { ip: '10.64.1.10' }), ['兴庆区仁济堂大药房']);
  assert.deepEqual(await names('xingqing.caseworker', { ip: '10.64.1.10', name: '安康' }), []);
  assert.deepEqual(await names('jinfeng.caseworker', { ip: '10.64.1.10' }), []);
  const wrong = await county.get('/institutions?ip=10.64.1.999');
  assert.deepEqual([wrong.body.code, wrong.body.path], ['input-invalid', 'query.ip']);
});

test('a party has no registry to search', async () => {
  assert.equal((await (await system.as('carrier-a.operator')).get('/institutions')).body.code, 'role-not-allowed');
});

test('the dossier is one call: who it is, what is filed, restricted and agreed, whether it is admitted, what was done', async () => {
  const county = await system.as('xingqing.caseworker');
  const named = await county.post('/institutions/P64010400010/operators', { role: 'operator', name: '马建国', phone: '13912345678' });
  assert.equal(named.status, 201, JSON.stringify(named.body));
  const { status, body } = await county.get('/institutions/P64010400010/dossier');
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal((body.institution as unknown as { name: string }).name, '兴庆区仁济堂大药房');
  assert.equal((body.terminals as unknown as { mac: string }[])[0]!.mac, 'aa:bb:cc:dd:ee:01');
  const [operator] = body.operators as unknown as { name: string; phone: string }[];
  assert.deepEqual([operator!.name, operator!.phone], ['马*国', '139****5678']);
  assert.match(JSON.stringify(body.admission), /"clause":"NX-8"/);
  const events = (body.timeline as unknown as { event: string }[]).map((one) => one.event);
  assert.deepEqual(events.slice(0, 3), ['operator-named', 'terminal-filing-apply', 'institution-registered']);
  assert.ok(!JSON.stringify(body).includes('马建国'));
});

test('another territory’s dossier is not found, and the institution’s own account reads its records one by one', async () => {
  assert.equal((await (await system.as('jinfeng.caseworker')).get('/institutions/P64010400010/dossier')).status, 404);
  assert.equal((await (await system.as('platform.operator')).get('/institutions/P64010400010/dossier')).status, 403);
});
