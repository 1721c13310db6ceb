import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { addWorkingDays, calendarOf } from '@anjie/working-days';

let system: TestSystem;
before(async () => {
  system = await startTestSystem({ environment: { TZ: 'America/New_York' } });
  const body = { code: 'P64010400001', kind: 'pharmacy', name: '仁济大药房' };
  assert.equal((await (await system.as('xingqing.caseworker')).post('/institutions', body)).status, 201);
});
after(() => system.stop());

/** As release 0.1 before notices could be entered: five working days from Monday, 1 March 2027, and nothing but the walk to tell it. */
async function earlierClock(due: string): Promise<string> {
  const id = randomUUID();
  const { days } = addWorkingDays(calendarOf([{ year: 2027, source: 'x', division: null, holidays: [] }]), '2027-03-01', 5);
  await system.query(
    `insert into statutory_clock (id, institution_id, prov, city, div, subject_kind, subject_id, kind, end_events, clause, stated, started_at, due_on, due_at,
       warn_at, explanation)
     select $1, id, prov, city, div, 'institution', id, 'test', '{"ended"}', 'NX-20(2)', true, '2027-03-01T09:00+08', $2::date, ($2::date + 1)::timestamp at time zone 'Asia/Shanghai',
       '2027-03-08T00:00+08', $3 from institution`,
    [id, due, JSON.stringify(days)],
  );
  return id;
}

/** The statements of migration 0044 that read the period of earlier clocks back. */
function readingBack(): string {
  const migration = readFileSync(join(import.meta.dirname, '../../../migrations/0044_clock_pauses.sql'), 'utf8');
  const statements = migration.split(';\n').filter((one) => /^(--.*\n)*update statutory_clock set/.test(one));
  assert.equal(statements.length, 2);
  return statements.join(';\n');
}

const rowOf = async (id: string) =>
  (
    await system.query<{ due: string; amount: number | null; unit: string | null; first: boolean | null }>(
      'select due_on::text as due, period_amount as amount, period_unit as unit, count_first_day as first from statutory_clock where id = $1',
      [id],
    )
  )[0]!;

async function approvedNotice(holiday: string): Promise<number> {
  const body = {
    year: 2027,
    source: '试验用通知',
    holidays: [{ name: { zh: '假日', en: 'Holiday' }, from: holiday, to: holiday, makeUp: [] }],
  };
  const entered = await (await system.as('nation.caseworker')).post('/calendar-notices', body);
  const approved = await (await system.as('nation.approver')).post(`/calendar-notices/${entered.body.id}/approval`, undefined, {
    version: 1,
  });
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  return approved.body.reckonedAgain as unknown as number;
}

test('a clock that began under an earlier release is reckoned again too: its period is read back from the days it walked', async () => {
  const id = await earlierClock('2027-03-08');
  await system.query(readingBack());
  assert.deepEqual(await rowOf(id), { due: '2027-03-08', amount: 5, unit: 'working-day', first: false });
  assert.equal(await approvedNotice('2027-03-03'), 1);
  assert.equal((await rowOf(id)).due, '2027-03-09');
});

test('one whose date a person had set keeps that date', async () => {
  const id = await earlierClock('2027-03-20');
  await system.query(
    `insert into clock_event (id, clock_id, institution_id, prov, city, div, event, at, actor_name, reason, due_at_before, due_at_after)
     select gen_random_uuid(), id, institution_id, prov, city, div, 'extended', now(), 'x', 'x', due_at - interval '9 days', due_at from statutory_clock where id = $1`,
    [id],
  );
  await system.query(readingBack());
  await approvedNotice('2027-03-02');
  assert.equal((await rowOf(id)).due, '2027-03-20');
});

test('a release that brings another calendar has running clocks reckoned again once, with their history', async () => {
  const [clock] = await system.query<{ id: string }>(`select id from statutory_clock where extended_to is null`);
  const { due } = await rowOf(clock!.id);
  await system.query(`update statutory_clock set due_on = '2027-03-30', due_at = '2027-03-31T00:00+08' where id = $1`, [clock!.id]);
  await system.query(`update calendar_reckoned set digest = repeat('0', 64)`);
  await system.server.kill();
  await system.restart();
  const told = async () =>
    (await system.query<{ event: string }>('select event from clock_event where clock_id = $1 order by at, id', [clock!.id])).map(
      (row) => row.event,
    );
  for (let attempt = 0; attempt < 200 && (await told()).filter((event) => event === 'recomputed').length < 2; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 25));
  assert.equal((await rowOf(clock!.id)).due, due);
  const before = await told();
  await system.server.stop();
  await system.restart();
  await (await system.as('xingqing.caseworker')).get('/clocks');
  assert.deepEqual(await told(), before, 'the same calendar changes nothing');
});
