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

const stand = async (login: string, id: string, act: 'pause' | 'resumption', version: number, reason = '材料退回补正') =>
  (await system.as(login)).post(`/clocks/${id}/${act}`, { reason }, { version });

/** A clock of five working days that began yesterday. */
async function workingDays(): Promise<string> {
  const id = await clock({ started: -24, warn: 1, due: 2 });
  await system.query(`update statutory_clock set period_amount = 5, period_unit = 'working-day', count_first_day = false where id = $1`, [
    id,
  ]);
  return id;
}

test('an approver pauses a clock and lets it go on, each with a reason; the pause is added and stays in its history', async () => {
  const id = await workingDays();
  assert.equal((await stand('xingqing.caseworker', id, 'pause', 1)).body.code, 'role-not-allowed');
  assert.equal((await stand('jinfeng.approver', id, 'pause', 1)).body.code, 'not-found');
  assert.equal((await stand('xingqing.approver', id, 'pause', 1, '')).body.code, 'input-invalid');
  assert.equal((await stand('xingqing.approver', id, 'resumption', 1)).body.code, 'clock-not-paused');
  assert.equal((await stand('xingqing.approver', id, 'pause', 7)).body.code, 'version-stale');
  const paused = await stand('xingqing.approver', id, 'pause', 1);
  assert.deepEqual([paused.status, paused.body.state, paused.body.pauseReason], [200, 'paused', '材料退回补正']);
  assert.equal((await stand('xingqing.approver', id, 'pause', 2)).body.code, 'clock-paused');
  assert.equal((await extend('xingqing.approver', id, MORE, 2)).body.code, 'clock-paused');
  const listed = (await (await system.as('xingqing.caseworker')).get('/clocks?state=paused')).body.clocks as unknown as { id: string }[];
  assert.deepEqual(
    listed.map((one) => one.id),
    [id],
  );
  // As if it had stood still for nine days: seven of them, or five, are working days.
  await system.query(
    `update statutory_clock set paused_at = paused_at - interval '9 days', started_at = started_at - interval '9 days' where id = $1`,
    [id],
  );
  await system.query(`update clock_event set at = at - interval '9 days' where clock_id = $1`, [id]);
  assert.equal((await stand('xingqing.caseworker', id, 'resumption', 2)).body.code, 'role-not-allowed');
  assert.equal((await stand('jinfeng.approver', id, 'resumption', 2)).body.code, 'not-found');
  const on = await stand('xingqing.approver', id, 'resumption', 2, '补正收到');
  assert.deepEqual([on.status, on.body.state, on.body.pausedAt], [200, 'running', null], JSON.stringify(on.body));
  const { body } = await (await system.as('xingqing.caseworker')).get(`/clocks/${id}`);
  const { pauses, elapsed, explanation } = body as unknown as {
    pauses: { reason: string }[];
    elapsed: { gross: number; net: number; left: number };
    explanation: { counts: boolean; why: { zh: string } }[];
  };
  const still = explanation.filter((one) => one.why.zh === '暂停：材料退回补正');
  assert.deepEqual([pauses.length, pauses[0]!.reason, elapsed.gross - elapsed.net], [1, '材料退回补正', still.length]);
  assert.ok(still.length >= 5 && still.length <= 9, 'the working days of nine days');
  assert.equal(elapsed.net + elapsed.left, 5);
  assert.deepEqual(await events(id), ['paused', 'resumed']);
});

test('a clock that stands still is neither warned of nor breached, over a restart too, and ends in time', async () => {
  const id = await clock({ warn: 3, due: 20 });
  assert.equal((await stand('xingqing.approver', id, 'pause', 1)).status, 200);
  await system.server.kill();
  await system.query(`update statutory_clock set due_at = now() - interval '1 hour', warn_at = now() - interval '2 hours' where id = $1`, [
    id,
  ]);
  await system.restart();
  const quiet = await clock({ warn: -1, due: 20 });
  await seen(quiet, ['warned']);
  assert.deepEqual(await events(id), ['paused']);
  const { body } = await (await system.as('xingqing.caseworker')).get(`/clocks/${id}`);
  assert.equal(body.state, 'paused');
});

test('a breach is not paused away, nor a clock that has ended', async () => {
  const overdue = await clock({ warn: -20, due: -1 });
  assert.equal((await stand('xingqing.approver', overdue, 'pause', 1)).body.code, 'clock-ended');
  const ended = await clock({ warn: 10, due: 20 });
  await system.query(`update statutory_clock set state = 'met', ended_at = now(), ended_by_event = 'ended' where id = $1`, [ended]);
  assert.equal((await stand('xingqing.approver', ended, 'pause', 1)).body.code, 'clock-ended');
  assert.equal((await stand('xingqing.approver', ended, 'resumption', 1)).body.code, 'clock-not-paused');
});

test('past the server: a paused clock has its reason, and only a paused one ends in time after its date', async () => {
  const id = await clock({ warn: 10, due: 20 });
  await assert.rejects(system.query(`update statutory_clock set state = 'paused' where id = $1`, [id]), /paused_with_its_reason/);
  await assert.rejects(
    system.query(`update statutory_clock set state = 'met', ended_at = due_at + interval '1 day', ended_by_event = 'x' where id = $1`, [
      id,
    ]),
    /met_in_time/,
  );
});
