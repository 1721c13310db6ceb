import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { combine, readEntry, readOrder } from '@anjie/admission';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Actor } from '../src/ground/actor.ts';
import { AT_ONCE, type SharedChange } from '../src/ground/transaction.ts';
import { verify } from '../src/modules/admission/verify.ts';
import { actorOf, type InProcess, openInProcess, plantInstitutions } from './in-process.ts';

let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
});
after(async () => {
  await within.close();
  await system.stop();
});

const REASON = {
  code: 'system-withdrawn',
  clause: 'NX-26',
  stated: true,
  denies: 'all',
  what: { zh: '所用系统已停用', en: 'the system is withdrawn' },
  mend: { zh: '请等待重新核定', en: 'wait to be decided again' },
} as const;

const change = (institutions: readonly string[], adverse: boolean): SharedChange => ({
  scope: { kind: 'division', id: '640104' },
  institutions,
  adverse: adverse ? { environments: ['production', 'test'], reason: REASON } : null,
});

/** A fact of all institutions at once, as a shared one would be. */
const endAgreements = (actor: Actor, institutions: readonly string[], adverse: boolean) =>
  within.transactor.run(actor, 'shared', async (tx) => {
    await tx.db.updateTable('service_agreement').set({ ended_at: tx.now }).execute();
    await tx.touchShared(change(institutions, adverse));
    tx.audit({ event: 'system-withdrawn', object: null });
  });

const agreeAll = () =>
  system.query(
    `insert into service_agreement (id, institution_id, prov, city, div, number, year, valid_from, recorded_at, recorded_by)
     select uuidv7(), id, prov, city, div, 'n', 2026, '2026-01-01', now(), uuidv7() from institution`,
  );

test('an adverse change of a shared fact that touches more than 2,000 institutions stands as ONE order until all are decided again', async () => {
  const caseworker = await actorOf(system, 'nx.caseworker');
  await system.server.stop();
  const ids = await plantInstitutions(system, within, AT_ONCE + 50);
  await agreeAll();
  for (let at = 0; at < ids.length; at += 1000)
    await within.transactor.asSystem('planting', async (tx) => tx.touch(ids.slice(at, at + 1000)));
  const before = await verify(within.transactor, within.clock, null);
  assert.deepEqual([before.ok, before.pending], [true, 0], JSON.stringify(before).slice(0, 500));

  await endAgreements(caseworker, ids, true);

  const [order, ...others] = await system.query<{ scope_order: unknown; lifted_at: Date | null; revision: string }>(
    'select scope_order, lifted_at, revision from scope_order',
  );
  assert.equal(others.length, 0);
  assert.equal(order!.lifted_at, null);
  const [entry] = await system.query<{ entry: unknown; revision: string }>('select entry, revision from admission_entry limit 1');
  assert.ok(Number(entry!.revision) < Number(order!.revision), 'the entries are not rewritten in the transaction');
  const grant = combine(readEntry(entry!.entry), [readOrder(order!.scope_order)], 'production', Date.now())!;
  assert.equal(grant.admitted, false);
  assert.equal(grant.reasons[0]!.clause, 'NX-26');
  const waiting = await verify(within.transactor, within.clock, null);
  assert.deepEqual([waiting.ok, waiting.pending, waiting.drifted], [true, ids.length, 0], 'waiting is not drift');

  await system.restart();
  for (let i = 0; i < 400; i++) {
    const [row] = await system.query<{ lifted: boolean }>('select lifted_at is not null as lifted from scope_order');
    if (row!.lifted) break;
    await delay(50);
  }
  const [lifted] = await system.query<{ lifted_at: Date | null; last: string; entries: string }>(
    'select o.lifted_at, o.revision as last, (select max(revision) from admission_entry) as entries from scope_order o',
  );
  assert.ok(lifted!.lifted_at !== null, 'the order is lifted');
  assert.ok(Number(lifted!.last) >= Number(lifted!.entries), 'not before the last entry');
  const done = await verify(within.transactor, within.clock, null);
  assert.deepEqual([done.ok, done.pending, done.drifted], [true, 0, 0]);
});

test('a change that touches up to 2,000 institutions is decided in its own transaction, without an order', async () => {
  const ids = (await system.query<{ id: string }>('select id from institution order by id limit 20')).map((row) => row.id);
  await system.query(`update service_agreement set ended_at = null where institution_id = any($1::uuid[])`, [ids]);
  await within.transactor.asSystem('small', async (tx) => tx.touchShared(change(ids, true)));
  const orders = await system.query('select 1 from scope_order where lifted_at is null');
  assert.equal(orders.length, 0);
  const done = await verify(within.transactor, within.clock, null);
  assert.deepEqual([done.ok, done.pending], [true, 0]);
});

test('a favourable change of a shared fact may lag and orders nothing', async () => {
  const ids = (await system.query<{ id: string }>('select id from institution')).map((row) => row.id);
  await system.query('update service_agreement set ended_at = null');
  await within.transactor.asSystem('favourable', async (tx) => tx.touchShared(change(ids, false)));
  assert.equal((await system.query('select 1 from scope_order where lifted_at is null')).length, 0);
  let state = await verify(within.transactor, within.clock, null);
  for (let i = 0; i < 200 && state.pending > 0; i++) {
    await delay(50);
    state = await verify(within.transactor, within.clock, null);
  }
  assert.deepEqual([state.ok, state.pending, state.drifted], [true, 0, 0]);
});
