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

const day = (date: string, makeUp: string[] = []) => ({ name: { zh: '假日', en: 'Holiday' }, from: date, to: date, makeUp });
const of = (holidays: object[], more: object = {}) => ({ year: 2027, source: '国务院办公厅通知（试验用）', holidays, ...more });
const propose = async (login: string, body: object) => (await system.as(login)).post('/calendar-notices', body);
const approve = async (login: string, id: unknown, version = 1) =>
  (await system.as(login)).post(`/calendar-notices/${id}/approval`, undefined, { version });

/** Five working days from Monday, 1 March 2027, reckoned without any holiday: due on Monday the 8th. */
async function runningClock(): Promise<string> {
  const id = randomUUID();
  await system.query(
    `insert into statutory_clock (id, institution_id, prov, city, div, subject_kind, subject_id, kind, end_events, clause, stated, started_at, due_on, due_at,
       warn_at, explanation, period_amount, period_unit, count_first_day)
     select $1, id, prov, city, div, 'institution', id, 'test', '{"ended"}', 'NX-20(2)', true, '2027-03-01T09:00+08', '2027-03-08', '2027-03-09T00:00+08',
       '2027-03-08T00:00+08', '[]', 5, 'working-day', false from institution`,
    [id],
  );
  return id;
}

const dueOn = async (id: string) =>
  (await system.query<{ due_on: string }>('select due_on::text from statutory_clock where id = $1', [id]))[0]!.due_on;

test('a notice counts once another person has approved it, and running clocks are reckoned again with their history', async () => {
  const id = await runningClock();
  const entered = await propose('nation.caseworker', of([day('2027-03-03')]));
  assert.equal(entered.status, 201, JSON.stringify(entered.body));
  assert.equal(await dueOn(id), '2027-03-08');
  assert.equal((await approve('nation.caseworker', entered.body.id)).body.code, 'four-eyes');
  assert.equal((await approve('nation.approver', entered.body.id, 3)).body.code, 'version-stale');
  const approved = await approve('nation.approver', entered.body.id);
  assert.deepEqual([approved.status, approved.body.reckonedAgain], [200, 1]);
  assert.equal(await dueOn(id), '2027-03-09');
  assert.equal((await approve('nation.approver', entered.body.id, 2)).body.code, 'notice-approved');
  const { body } = await (await system.as('xingqing.caseworker')).get(`/clocks/${id}/history`);
  assert.deepEqual(
    (body.events as unknown as { event: string; dueBefore: string; dueAfter: string }[]).map((one) => [
      one.event,
      one.dueBefore,
      one.dueAfter,
    ]),
    [['recomputed', '2027-03-08T16:00:00.000Z', '2027-03-09T16:00:00.000Z']],
  );
});

test('a later notice of the year takes the place of the one before, which is kept', async () => {
  const entered = await propose('nation.caseworker', of([day('2027-03-04', ['2027-03-06'])]));
  assert.equal((await approve('nation.approver', entered.body.id)).status, 200);
  const { body } = await (await system.as('nx.caseworker')).get('/calendar-notices');
  const states = (body.notices as unknown as { replacedAt: string | null; approvedAt: string | null }[]).map(
    (one) => one.replacedAt !== null,
  );
  assert.deepEqual(states, [false, true]);
  const [clock] = await system.query<{ due_on: string }>('select due_on::text from statutory_clock');
  assert.equal(clock!.due_on, '2027-03-08', 'the made-up Saturday counts');
});

test('the country’s notice is the nation’s, a local one its own province’s; it moves no clock of another', async () => {
  assert.equal((await propose('xingqing.caseworker', of([]))).body.code, 'role-not-allowed');
  assert.equal((await propose('nx.caseworker', of([]))).body.code, 'notice-not-own');
  assert.equal((await propose('nx.caseworker', of([], { division: '140000' }))).body.code, 'notice-not-own');
  const other = await propose('sx.caseworker', of([day('2027-03-02')], { division: '140000' }));
  assert.equal((await approve('nx.approver', other.body.id)).body.code, 'notice-not-own');
  assert.equal((await approve('sx.approver', other.body.id)).body.reckonedAgain, 0);
  const own = await propose('nx.caseworker', of([day('2027-03-02')], { division: '640000' }));
  assert.equal((await approve('nx.approver', own.body.id)).body.reckonedAgain, 1);
});

test('a notice whose days do not hold is refused', async () => {
  for (const holidays of [[day('2026-03-03')], [day('2027-03-03', ['2027-03-04'])], [{ ...day('2027-03-03'), to: '2027-02-30' }]]) {
    const { body } = await propose('nation.caseworker', of(holidays));
    assert.ok(['notice-does-not-hold', 'input-invalid'].includes(body.code as unknown as string), JSON.stringify(body));
  }
});

test('past the server: one person cannot be both, and an approved notice is not rewritten', async () => {
  const entered = await propose('nation.caseworker', of([], { year: 2028 }));
  await assert.rejects(
    system.query(
      `update calendar_notice set approved_by = proposed_by, approved_by_name = 'x', approved_at = now(), approved_digest = digest where id = $1`,
      [entered.body.id],
    ),
    /approved_by_four_eyes/,
  );
  const granted = await system.query(
    `select has_column_privilege('app_national', 'calendar_notice', 'proposed_by', 'update') as proposer,
       has_column_privilege('app_national', 'calendar_notice', 'holidays', 'update') as holidays,
       has_column_privilege('app_national', 'calendar_notice', 'approved_by', 'insert') as born`,
  );
  assert.deepEqual(granted, [{ proposer: false, holidays: false, born: false }]);
  await assert.rejects(
    system.query(`update calendar_notice set approved_digest = digest, approved_at = now() where approved_at is not null`),
    /never rewritten/,
  );
});

test('NX-20: a year is told day by day with the reason, as it is worked in one’s own place', async () => {
  const read = async (login: string, year: number) =>
    (await (await system.as(login)).get(`/calendars/${year}`)).body as unknown as {
      known: number[];
      sources: { division: string | null }[];
      days: { date: string; counts: boolean; why: { zh: string } }[];
    };
  const own = await read('xingqing.caseworker', 2027);
  assert.equal(own.days.length, 365);
  const day = (of: typeof own, date: string) => of.days.find((one) => one.date === date)!;
  assert.deepEqual([day(own, '2027-03-02').counts, day(own, '2027-03-02').why.zh], [false, '法定假日：假日']);
  assert.deepEqual([day(own, '2027-03-06').counts, day(own, '2027-03-07').counts], [true, false]);
  const elsewhere = await read('lubei.caseworker', 2027);
  assert.equal(day(elsewhere, '2027-03-02').counts, true, 'a local notice moves no day of another province');
  assert.deepEqual(
    (await read('nation.caseworker', 2027)).sources.map((one) => one.division),
    [null],
  );
  const unknown = await read('xingqing.caseworker', 2031);
  assert.deepEqual([unknown.days, unknown.known.includes(2027), unknown.known.includes(2031)], [[], true, false]);
  assert.equal((await (await system.as('nx.auditor')).get('/calendars/2027')).status, 403);
});
