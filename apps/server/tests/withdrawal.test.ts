import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { combine, readEntry, readOrder } from '@anjie/admission';
import { type Answer, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import { AT_ONCE } from '../src/ground/transaction.ts';
import { verify } from '../src/modules/admission/verify.ts';
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
  for (const [code, release] of [
    ['med-1', '1.0'],
    ['med-2', '2.0'],
    ['med-3', '3.0'],
  ])
    made(await clerk.post('/systems', { code, name: '收银系统', release, vendor: 'his-vendor' }));
});
after(async () => {
  await within.close();
  await system.stop();
});

function made(answer: Answer): Answer['body'] {
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}
const of = (code: string, effect = 'ends') => ({ subject: 'system', code, effect, reason: '该版本存在无法修复的漏洞' });
const reinstate = (body: Answer['body'], who = approver) =>
  who.post(`/withdrawals/${body.id}/reinstatement`, undefined, { version: Number(body.version) });
const requested = async (body: Answer['body'], who = clerk) =>
  made(await who.post(`/withdrawals/${body.id}/reinstatement-request`, { reason: '已修复' }, { version: Number(body.version) }));

/** Institutions that run the system and hold the consent for it, by plain SQL, decided in parts. */
async function plantOn(code: string, count: number, from: number): Promise<string[]> {
  const ids = await plantInstitutions(system, within, count, from);
  await system.query(
    `with census as (
       insert into census_record (id, institution_id, prov, city, div, system_id, connected_on, reason, stated, requested_by, requested_by_name,
         requested_at, digest, decided_by, decided_by_name, decided_at, accepted)
       select uuidv7(), i.id, i.prov, i.city, i.div, s.id, '2020-01-01', '此前已接入', false, uuidv7(), '', now(), repeat('0', 64), uuidv7(), '', now(), true
       from institution i, his s where i.id = any($1::uuid[]) and s.code = $2 returning *)
     insert into admission_grant (id, institution_id, prov, city, div, kind, system_id, source_kind, census_id, clause, stated, begun_at, requested_by, granted_by)
     select uuidv7(), institution_id, prov, city, div, 'connection-consent', system_id, 'census', id, 'NX-20(3)', true, now(), requested_by, decided_by from census`,
    [ids, code],
  );
  await system.query(
    `insert into institution_system (id, institution_id, prov, city, div, his_id, vendor_id, begun_at, recorded_by)
     select uuidv7(), i.id, i.prov, i.city, i.div, s.id, s.vendor_id, now(), uuidv7() from institution i, his s where i.id = any($1::uuid[]) and s.code = $2`,
    [ids, code],
  );
  for (let at = 0; at < ids.length; at += 1000)
    await within.transactor.asSystem('planting', async (tx) => tx.touch(ids.slice(at, at + 1000)));
  return ids;
}

async function reasons(id: string): Promise<string[]> {
  const [row] = await system.query<{ entry: unknown }>('select entry from admission_entry where institution_id = $1', [id]);
  return readEntry(row!.entry).segments[0].grants.production.reasons.map((reason) => reason.code);
}

test('NX-20(3): a system withdrawn with what stands on it takes the consents for it away at once, and gives them back by two people', async () => {
  const [id] = await plantOn('med-1', 1, 1);
  assert.ok(!(await reasons(id!)).includes('no-connection-consent'));
  const withdrawn = made(await clerk.post('/withdrawals', of('med-1')));
  assert.ok((await reasons(id!)).includes('no-connection-consent'));
  assert.equal((await clerk.post('/withdrawals', of('med-1'))).body.code, 'withdrawn-already');
  const known = await system.as('xingqing.caseworker');
  const listed = (await known.get('/withdrawals?open=true')).body as unknown as { withdrawals: { code: string; effect: string }[] };
  assert.deepEqual([listed.withdrawals[0]!.code, listed.withdrawals[0]!.effect], ['med-1', 'ends']);

  assert.equal((await reinstate(withdrawn)).body.code, 'reinstatement-not-requested');
  const asked = await requested(withdrawn, approver);
  assert.equal((await reinstate(asked)).body.code, 'four-eyes');
  assert.equal((await reinstate(withdrawn)).body.code, 'version-stale');
  const again = await requested(asked);
  const given = made(await reinstate(again));
  assert.notEqual(given.reinstatedAt, null);
  assert.ok(!(await reasons(id!)).includes('no-connection-consent'));
  assert.equal((await reinstate(given)).body.code, 'withdrawal-ended');
  const state = await verify(within.transactor, within.clock, null);
  assert.deepEqual([state.ok, state.pending, state.drifted], [true, 0, 0], JSON.stringify(state.drift).slice(0, 600));
});

test('a withdrawal belongs to the province: its county, other roles and other provinces neither make nor end it', async () => {
  for (const login of ['xingqing.caseworker', 'yinchuan.approver', 'nx.leader', 'his-vendor.operator'])
    assert.equal((await (await system.as(login)).post('/withdrawals', of('med-2', 'no-new'))).status, 403, login);
  const other = await system.as('sx.caseworker');
  const theirs = made(await other.post('/withdrawals', of('med-2', 'no-new')));
  const [mine] = await plantOn('med-2', 1, 5);
  assert.ok(!(await reasons(mine!)).includes('no-connection-consent'), 'another province withdraws for itself');
  assert.equal((await clerk.post(`/withdrawals/${theirs.id}/reinstatement-request`, { reason: '试' }, { version: 1 })).status, 404);
  assert.equal((await reinstate(theirs)).status, 404);
  assert.equal((await clerk.post('/withdrawals', of('none-such'))).status, 404);
  const noCarrier = await clerk.post('/withdrawals', { ...of('platform'), subject: 'carrier' });
  assert.equal(noCarrier.body.code, 'firm-lacks-role');
});

test('a withdrawn release takes no new application, whatever the effect; what stands on it stays where only the new is refused', async () => {
  const [id] = await plantOn('med-2', 1, 7);
  made(await clerk.post('/withdrawals', of('med-2', 'no-new')));
  assert.ok(!(await reasons(id!)).includes('no-connection-consent'));
  const county = await system.as('xingqing.caseworker');
  const code = 'P64010477701';
  made(await county.post('/institutions', { code, kind: 'pharmacy', name: '新药店' }));
  made(
    await (await system.as('nx.system-administrator')).post('/accounts', {
      login: 'new.one',
      name: '操作员',
      password: 'Demo#2026-anjie',
      role: 'institution',
      partyKind: 'institution',
      partyCode: code,
    }),
  );
  made(await (await system.as('nx.security-officer')).post('/accounts/new.one/activation'));
  const own = await system.as('new.one');
  const refused = await own.post(`/institutions/${code}/applications`, { kind: 'new-designation', system: 'med-2' });
  assert.equal(refused.body.code, 'system-withdrawn', JSON.stringify(refused.body));
  made(await own.post(`/institutions/${code}/applications`, { kind: 'new-designation', system: 'med-1' }));
});

test('JC-5: a carrier withdrawn in a city takes its lines there away; no new line of it is taken in', async () => {
  const [id] = await plantInstitutions(system, within, 1, 9);
  await system.query(
    `insert into filing (id, number, subject, act, institution_id, prov, city, div, institution_code, state, filed_at, filed_by, filed_by_role,
       accepted_at, accepted_by, line_kind, carrier_id)
     select uuidv7(), 'L-9', 'line', 'apply', i.id, i.prov, i.city, i.div, i.code, 'accepted', now(), uuidv7(), 'institution', now(), uuidv7(), 'dedicated', f.id
     from institution i, firm f where i.id = $1 and f.code = 'carrier-a'`,
    [id],
  );
  await within.transactor.asSystem('planting', async (tx) => tx.touch([id!]));
  assert.ok(!(await reasons(id!)).includes('line-not-filed'));
  const elsewhere = { subject: 'carrier', code: 'carrier-a', city: '64ND00', effect: 'ends', reason: '退出本地' };
  made(await clerk.post('/withdrawals', elsewhere));
  assert.ok(!(await reasons(id!)).includes('line-not-filed'), 'another city of the province');
  const withdrawn = made(await clerk.post('/withdrawals', { ...elsewhere, city: '640100' }));
  assert.ok((await reasons(id!)).includes('line-not-filed'));
  const county = await system.as('xingqing.caseworker');
  const line = { act: 'apply', kind: 'dedicated', carrier: 'carrier-a' };
  assert.equal((await county.post('/institutions/P64010400009/line-filings', line)).body.code, 'carrier-withdrawn');
  made(await reinstate(await requested(withdrawn)));
  assert.ok(!(await reasons(id!)).includes('line-not-filed'));
  const state = await verify(within.transactor, within.clock, null);
  assert.deepEqual([state.ok, state.pending], [true, 0], JSON.stringify(state.drift).slice(0, 600));
});

test('NX-26: what is explained of a past instant names the orders that reached the system run then', async () => {
  const [id] = await plantOn('med-1', 1, 11);
  const order = { kind: 'system-suspension', clause: 'NX-26', reason: '漏洞整改不及时', scope: { kind: 'system', code: 'med-1' } };
  made(await clerk.post('/scope-restrictions', order));
  await delay(20);
  const then = new Date().toISOString();
  await delay(20);
  await system.query('update institution_system set ended_at = now() where institution_id = $1', [id]);
  await system.query(
    `insert into institution_system (id, institution_id, prov, city, div, his_id, vendor_id, begun_at, recorded_by)
     select uuidv7(), i.id, i.prov, i.city, i.div, s.id, s.vendor_id, now(), uuidv7() from institution i, his s where i.id = $1 and s.code = 'med-3'`,
    [id],
  );
  await within.transactor.asSystem('planting', async (tx) => tx.touch([id!]));
  const explained = async (query: string) =>
    (
      (await (await system.as('xingqing.caseworker')).get(`/institutions/P64010400011/admission${query}`)).body as unknown as {
        environments: { production: { reasons: { code: string }[] } };
      }
    ).environments.production.reasons.map((reason) => reason.code);
  assert.ok((await explained(`?at=${encodeURIComponent(then)}`)).includes('system-suspension'), 'then');
  assert.ok(!(await explained('')).includes('system-suspension'), 'now');
});

test('one withdrawal re-decides all institutions of a system: the order first, then the campaign, and the feed hears of both', async () => {
  const ids = await plantOn('med-3', AT_ONCE + 30, 20);
  const [before] = await system.query<{ revision: string }>('select revision from feed_head');
  assert.equal(made(await clerk.get('/withdrawals/reach?subject=system&code=med-3')).institutions, ids.length, 'said beforehand');
  const answer = made(await clerk.post('/withdrawals', of('med-3')));
  const orders = await system.query<{ scope_order: unknown; revision: string; lifted_at: Date | null }>(
    `select scope_order, revision, lifted_at from scope_order where scope_order->'reason'->>'code' = 'no-connection-consent'`,
  );
  assert.equal(orders.length, 1);
  const order = readOrder(orders[0]!.scope_order);
  assert.deepEqual([order.scope.kind, (order.scope as { within?: string }).within], ['system', '640000']);
  assert.ok(Number(orders[0]!.revision) > Number(before!.revision), 'the feed hears of the order');
  const [entry] = await system.query<{ entry: unknown }>('select entry from admission_entry where institution_id = $1', [ids.at(-1)]);
  const grant = combine(readEntry(entry!.entry), [order], 'production', Date.now())!;
  assert.ok(grant.reasons.some((reason) => reason.code === 'no-connection-consent' && reason.clause === 'NX-20(3)'));

  for (let i = 0; i < 600; i++) {
    const [row] = await system.query<{ lifted: boolean }>('select lifted_at is not null as lifted from scope_order where id = $1', [
      order.id,
    ]);
    if (row!.lifted) break;
    await delay(50);
  }
  const [counted] = await system.query<{ moved: number }>(
    `select count(*)::int as moved from admission_entry e join institution_system s on s.institution_id = e.institution_id and s.ended_at is null
     join his h on h.id = s.his_id and h.code = 'med-3' where e.revision > $1 and e.entry::text like '%no-connection-consent%'`,
    [before!.revision],
  );
  assert.ok(counted!.moved >= ids.length, `${counted!.moved}`);
  const done = await verify(within.transactor, within.clock, null);
  assert.deepEqual([done.ok, done.pending, done.drifted], [true, 0, 0], JSON.stringify(done.drift).slice(0, 600));
  assert.equal(answer.effect, 'ends');
  const { withdrawals } = made(await clerk.get('/withdrawals?open=true')) as unknown as { withdrawals: { id: string; waiting: number }[] };
  assert.equal(withdrawals.find((one) => one.id === String(answer.id))!.waiting, 0, 'nobody waits any more');
});
