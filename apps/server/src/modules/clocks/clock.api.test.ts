import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  const body = { code: 'P64010400001', kind: 'pharmacy', name: '仁济大药房' };
  assert.equal((await (await system.as('xingqing.caseworker')).post('/institutions', body)).status, 201);
});
after(() => system.stop());

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR);

/** A clock as startClock() writes it, its instants relative to now. */
async function clock(times: { started?: number; warn: number; due: number }): Promise<string> {
  const id = randomUUID();
  await system.query(
    `insert into statutory_clock (id, institution_id, prov, city, div, subject_kind, subject_id, kind, end_events, clause, stated, started_at, due_at, warn_at, explanation)
     select $1, id, prov, city, div, 'institution', id, 'test', '{"ended"}', 'NX-20(2)', true, $2, $3, $4, '[]' from institution`,
    [id, inHours(times.started ?? -100), inHours(times.due), inHours(times.warn)],
  );
  await system.query(`notify anjie_clocks`);
  return id;
}

async function events(id: string): Promise<string[]> {
  const { body } = await (await system.as('xingqing.caseworker')).get(`/clocks/${id}/history`);
  return (body.events as unknown as { event: string }[]).map((one) => one.event);
}

async function seen(id: string, expected: string[]): Promise<void> {
  for (let attempt = 0; attempt < 200 && (await events(id)).length < expected.length; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 25));
  assert.deepEqual(await events(id), expected);
}

const extend = async (login: string, id: string, body: object, version = 1) =>
  (await system.as(login)).post(`/clocks/${id}/extension`, body, { version });
const later = (days: number) => new Date(Date.now() + (days * 24 + 8) * HOUR).toISOString().slice(0, 10);
const MORE = { until: later(9), reason: '省局系统检修，经批准延长' };

test('a clock is warned of as its last day begins, and its breach is taken down when it happens, each once', async () => {
  const warned = await clock({ warn: -1, due: 20 });
  const overdue = await clock({ warn: -20, due: -1 });
  const quiet = await clock({ warn: 10, due: 20 });
  await seen(warned, ['warned']);
  await seen(overdue, ['breached']);
  await seen(quiet, []);
  await system.query('notify anjie_clocks');
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepEqual([await events(warned), await events(overdue)], [['warned'], ['breached']]);
  const audited = await system.query(`select event from audit_event where event like 'clock-%' order by seq`);
  assert.deepEqual(audited.map((row) => row.event).sort(), ['clock-breached', 'clock-warned']);
});

test('clocks outlive the server: what fell due while it was down is taken down when it is back', async () => {
  await system.server.kill();
  const id = await clock({ warn: -20, due: -1 });
  await system.restart();
  await seen(id, ['breached']);
});

test('the desk sees its own clocks, the soonest due first, in pages that join', async () => {
  const county = await system.as('xingqing.caseworker');
  const whole = (await county.get('/clocks')).body.clocks as unknown as { id: string; dueAt: string; state: string }[];
  assert.deepEqual(
    whole.map((one) => one.dueAt),
    whole.map((one) => one.dueAt).toSorted(),
  );
  const walked: string[] = [];
  let after = '';
  do {
    const { body } = await county.get(`/clocks?limit=2${after}`);
    walked.push(...(body.clocks as unknown as { id: string }[]).map((one) => one.id));
    after = body.next === null ? '' : `&after=${body.next}`;
  } while (after !== '');
  assert.deepEqual(
    walked,
    whole.map((one) => one.id),
  );
  const overdue = (await county.get('/clocks?state=overdue')).body.clocks as unknown as { state: string }[];
  assert.ok(overdue.length > 0 && overdue.every((one) => one.state === 'breached'));
  assert.deepEqual((await (await system.as('jinfeng.caseworker')).get('/clocks')).body.clocks, []);
  assert.equal((await (await system.as('jinfeng.caseworker')).get(`/clocks/${whole[0]!.id}/history`)).status, 404);
});

test('an approver extends a running clock with a reason; what stood before is kept', async () => {
  const id = await clock({ warn: 10, due: 20 });
  assert.equal((await extend('xingqing.caseworker', id, MORE)).body.code, 'role-not-allowed');
  assert.equal((await extend('jinfeng.approver', id, MORE)).body.code, 'not-found');
  assert.equal((await extend('xingqing.approver', id, { until: MORE.until })).body.code, 'input-invalid');
  assert.equal((await extend('xingqing.approver', id, { ...MORE, until: later(-3) })).body.code, 'extension-not-later');
  assert.equal((await extend('xingqing.approver', id, MORE, 4)).body.code, 'version-stale');
  const extended = await extend('xingqing.approver', id, MORE);
  assert.deepEqual([extended.status, extended.body.dueOn, extended.body.version], [200, MORE.until, 2]);
  const { body } = await (await system.as('xingqing.caseworker')).get(`/clocks/${id}/history`);
  const [event] = body.events as unknown as { event: string; reason: string; dueBefore: string; dueAfter: string }[];
  assert.deepEqual([event!.event, event!.reason, event!.dueAfter > event!.dueBefore], ['extended', MORE.reason, true]);
});

test('a breach is never extended away, nor a clock that has ended', async () => {
  const overdue = await clock({ warn: -20, due: -1 });
  assert.equal((await extend('xingqing.approver', overdue, MORE)).body.code, 'clock-ended');
  const ended = await clock({ warn: 10, due: 20 });
  await system.query(`update statutory_clock set state = 'met', ended_at = now(), ended_by_event = 'ended' where id = $1`, [ended]);
  assert.equal((await extend('xingqing.approver', ended, MORE)).body.code, 'clock-ended');
});
