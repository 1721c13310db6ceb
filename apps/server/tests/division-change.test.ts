import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import { verify } from '../src/modules/admission/verify.ts';
import { plantAdmitted } from './admitted-institution.ts';
import { type InProcess, openInProcess, plantInstitutions } from './in-process.ts';

let system: TestSystem;
let within: InProcess;
let clerk: Person;
let approver: Person;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
  clerk = await system.as('nx.caseworker');
  approver = await system.as('nx.approver');
});
after(async () => {
  await within.close();
  await system.stop();
});

const TODAY = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const MERGER = { from: ['640104'], into: '640106', effectiveOn: TODAY, document: '民函〔2026〕1号', reason: '两区合并' };

function made(answer: Answer): Answer['body'] {
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}
const approve = (body: Answer['body'], who = approver) =>
  who.post(`/division-changes/${body.id}/approval`, undefined, { version: Number(body.version) });
const decline = (body: Answer['body'], who = clerk) =>
  who.post(`/division-changes/${body.id}/decline`, undefined, { version: Number(body.version) });

async function carriedOut(id: unknown): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    const [row] = await system.query<{ done: boolean }>('select carried_out_at is not null as done from division_change where id = $1', [
      id,
    ]);
    if (row!.done) return true;
    await delay(50);
  }
  return false;
}

test('a change of divisions is the province’s: other roles, other levels and other provinces are refused', async () => {
  for (const login of ['xingqing.caseworker', 'yinchuan.approver', 'nx.leader', 'nx.system-administrator', 'nation.approver'])
    assert.equal((await (await system.as(login)).post('/division-changes', MERGER)).status, 403, login);
  const other = await system.as('sx.caseworker');
  assert.equal((await other.post('/division-changes', MERGER)).body.code, 'division-unknown');
  assert.equal((await clerk.post('/division-changes', { ...MERGER, from: ['640100'] })).body.code, 'division-has-bureaus-below');
  assert.equal((await clerk.post('/division-changes', { ...MERGER, into: '640199' })).body.code, 'division-unknown');
  assert.equal((await clerk.post('/division-changes', { ...MERGER, into: '640104' })).body.code, 'input-invalid');
  const founded = { name: '新区', level: 'county', city: '640100', bureau: { code: 'xingqing', name: '新区局' } };
  assert.equal((await clerk.post('/division-changes', { ...MERGER, into: '640199', founded })).body.code, 'division-exists');

  const body = made(await clerk.post('/division-changes', { ...MERGER, effectiveOn: '2099-01-01' }));
  assert.equal((await clerk.post('/division-changes', MERGER)).body.code, 'division-changing');
  assert.equal((await approve(body, await system.as('sx.approver'))).status, 404);
  assert.equal((await decline(body, other)).status, 404);
  assert.equal((await approve(body, await system.as('yinchuan.approver'))).status, 403);
  assert.equal((await approver.post(`/division-changes/${body.id}/approval`, undefined, { version: 7 })).body.code, 'version-stale');
  const own = made(await decline(body));
  assert.equal((await approve(own)).body.code, 'division-change-decided');
  const again = made(await approver.post('/division-changes', { ...MERGER, effectiveOn: '2099-01-01' }));
  assert.equal((await approve(again)).body.code, 'four-eyes');
  made(await decline(again, approver));
});

test('two counties become one: every table follows, whoever answers now sees it at once, and everybody is decided again', async () => {
  const planted = await plantAdmitted(system, within, 3);
  await plantInstitutions(system, within, 320, 10);
  const old = await system.as('xingqing.caseworker');
  const next = await system.as('jinfeng.caseworker');
  made(await old.post('/institutions/P64010400003/operators', { role: 'operator', name: '王运维' }));
  made(
    await old.post('/institutions/P64010400003/restrictions', { kind: 'settlement-suspension', clause: 'NX-20(4)', reason: '联调造假' }),
  );
  assert.equal((await next.get('/institutions/P64010400003')).status, 404);
  const tables = (
    await system.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and 2 = (select count(*) from pg_attribute a where a.attrelid = c.oid and not a.attisdropped and a.attname in ('institution_id', 'div'))
      and c.relname <> 'audit_event' order by 1`)
  ).map((row) => row.name);
  assert.ok(tables.length > 25, 'the audit alone tells the past as it was');
  const count = async (table: string, div: string) =>
    Number(
      (
        await system.query<{ rows: string }>(`select count(*) as rows from ${table} where institution_id = $1 and div = $2`, [
          planted.id,
          div,
        ])
      )[0]!.rows,
    );
  const before = new Map<string, number>();
  for (const table of tables) before.set(table, await count(table, '640104'));
  const [head] = await system.query<{ revision: string }>('select revision from feed_head');

  const change = made(await clerk.post('/division-changes', MERGER));
  made(await approve(change));
  assert.ok(await carriedOut(change.id));

  for (const table of tables) {
    assert.equal(await count(table, '640104'), 0, table);
    assert.ok((await count(table, '640106')) >= before.get(table)!, table);
  }
  assert.equal((await next.get('/institutions/P64010400003')).status, 200);
  assert.equal((await old.get('/institutions/P64010400003')).status, 404, 'the former county sees nothing any more');
  const { moves } = (await next.get('/institutions/P64010400003/moves')).body as unknown as { moves: { from: string; to: string }[] };
  assert.deepEqual(
    moves.map(({ from, to }) => [from, to]),
    [['640104', '640106']],
  );
  const listed = (await next.get('/division-changes')).body as unknown as { changes: { id: string; institutions: number }[] };
  assert.equal(listed.changes.find((one) => one.id === change.id)!.institutions, 321);
  const [entry] = await system.query<{ scope: { div: string }; revision: string }>(
    `select entry->'scope' as scope, revision from admission_entry where institution_id = $1`,
    [planted.id],
  );
  assert.equal(entry!.scope.div, '640106');
  assert.ok(Number(entry!.revision) > Number(head!.revision), 'the feed hears of it');
  const state = await verify(within.transactor, within.clock, null);
  assert.deepEqual([state.ok, state.pending, state.drifted], [true, 0, 0], JSON.stringify(state.drift).slice(0, 500));
  const divisions = (await next.get('/divisions')).body as unknown as { divisions: { code: string }[] };
  assert.ok(!divisions.divisions.some((one) => one.code === '640104'), 'the division has ended');
  const { changes } = (await next.get('/division-changes')).body as unknown as { changes: { from: string[]; fromNames: string[] }[] };
  assert.deepEqual(changes.find((one) => one.from.includes('640104'))!.fromNames, ['兴庆区'], 'it is still told by its name');
  const refused = await old.post('/institutions', { code: 'P64010499999', kind: 'pharmacy', name: '迟到的药店' });
  assert.equal(refused.status, 400, 'an ended bureau takes in nobody');
});

test('counties may become a new one, whose bureau has no code of GB/T 2260; it begins on its day and waits while an order stands', async () => {
  await system.query(
    `insert into institution (id, code, kind, name, prov, city, div, bureau_id, registered_at)
     select uuidv7(), 'P64010600001', 'pharmacy', '药店', '640000', '640100', '640106', id, now() from bureau where code = 'jinfeng'`,
  );
  const [planted] = await system.query<{ id: string }>(`select id from institution where code = 'P64010600001'`);
  await within.transactor.asSystem('planting', async (tx) => tx.touch([planted!.id]));
  const pause = { kind: 'upload-pause', clause: 'NX-35(2)', reason: '数据库崩溃', scope: { kind: 'division', code: '640106' } };
  const order = made(await clerk.post('/scope-restrictions', pause));
  const bureau = { code: 'xinqu', name: '新区医疗保障局' };
  const change = made(
    await clerk.post('/division-changes', {
      ...MERGER,
      from: ['640106'],
      into: '64XQ00',
      founded: { name: '新区', level: 'county', city: '640100', bureau },
    }),
  );
  made(await approve(change));
  await delay(400);
  const [waiting] = await system.query<{ div: string }>('select div from institution where id = $1', [planted!.id]);
  assert.equal(waiting!.div, '640106', 'NX-35(2): nobody is moved out of reach of an order');
  made(await clerk.post(`/restrictions/${order.id}/lift-request`, { reason: '已恢复' }, { version: Number(order.version) }));
  const [asked] = await system.query<{ version: number }>('select version from restriction where id = $1', [order.id]);
  made(await approver.post(`/restrictions/${order.id}/lifting`, undefined, { version: asked!.version }));
  // Woken by whatever comes next; at the latest after half a minute.
  const nudge = made(await clerk.post('/division-changes', { ...MERGER, from: ['64ND00'], into: '640100', effectiveOn: '2099-01-01' }));
  made(await approve(nudge));
  assert.ok(await carriedOut(change.id));
  const [moved] = await system.query<{ div: string; city: string; bureau: string; gb: string | null }>(
    `select i.div, i.city, b.code as bureau, b.gb_code as gb from institution i join bureau b on b.id = i.bureau_id where i.id = $1`,
    [planted!.id],
  );
  assert.deepEqual(moved, { div: '64XQ00', city: '640100', bureau: 'xinqu', gb: null });
  const [later] = await system.query<{ carried_out_at: Date | null }>('select carried_out_at from division_change where id = $1', [
    nudge.id,
  ]);
  assert.equal(later!.carried_out_at, null, 'not before its day');
  const state = await verify(within.transactor, within.clock, null);
  assert.deepEqual([state.ok, state.pending], [true, 0], JSON.stringify(state.drift).slice(0, 500));
});
