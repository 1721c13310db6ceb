import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

const CODE = 'P64010400001';

interface Told {
  id: string;
  event: string;
  importance: string;
  object: string | null;
  title: { zh: string };
  text: { zh: string };
  readAt: string | null;
  settledAt: string | null;
}

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
  await ok('xingqing.caseworker', '/institutions', { code: CODE, kind: 'pharmacy', name: '仁济大药房' });
  const account = {
    login: 'inside',
    name: '药店操作员',
    password: 'Demo#2026-anjie',
    role: 'institution',
    partyKind: 'institution',
    partyCode: CODE,
  };
  await ok('nx.system-administrator', '/accounts', account);
  await ok('nx.security-officer', '/accounts/inside/activation');
});
after(() => system.stop());

const ok = async (login: string, path: string, body?: unknown, version?: number) => {
  const answer = await (await system.as(login)).post(path, body, version === undefined ? {} : { version });
  assert.ok(answer.status < 300, `${login} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const inbox = async (login: string, query = '') => {
  const { status, body } = await (await system.as(login)).get(`/notifications${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.notifications as unknown as Told[];
};
const of = (told: readonly Told[], event: string) => told.filter((one) => one.event === event);

test('what waits on whom is told in the transaction of the fact: an account created waits on the security officer, and activation settles it', async () => {
  const [told] = of(await inbox('nx.security-officer'), 'account-created');
  assert.deepEqual([told!.importance, told!.object, told!.title.zh], ['waits', 'inside', '账号 inside 待启用']);
  assert.notEqual(told!.settledAt, null);
  assert.equal(of(await inbox('nx.system-administrator'), 'account-activated').length, 1);
  assert.deepEqual(of(await inbox('sx.security-officer'), 'account-created'), [], 'another province hears nothing');
});

test('a filing waits on the caseworkers of its own bureau, is settled for all of them, and its result reaches the institution', async () => {
  const filed = await ok('inside', `/institutions/${CODE}/address-filings`, { act: 'apply', ip: '10.64.3.2', environment: 'test' });
  const [waits] = of(await inbox('xingqing.caseworker', '?waiting=true'), 'address-filing-apply');
  assert.deepEqual([waits!.importance, waits!.object], ['waits', filed.number]);
  assert.match(waits!.text.zh, /仁济大药房（P64010400001）/);
  for (const login of ['inside', 'jinfeng.caseworker', 'yinchuan.caseworker', 'nx.caseworker', 'xingqing.approver'])
    assert.deepEqual(of(await inbox(login), 'address-filing-apply'), [], login);
  await ok(
    'xingqing.caseworker',
    `/address-filings/${filed.id}/return`,
    { reason: 'incomplete', note: '张三的电话不对' },
    filed.version as unknown as number,
  );
  assert.deepEqual(of(await inbox('xingqing.caseworker', '?waiting=true'), 'address-filing-apply'), []);
  const [result] = of(await inbox('inside'), 'address-filing-returned');
  assert.equal(result!.importance, 'decided');
  assert.doesNotMatch(JSON.stringify(result), /张三/, 'no text that a person wrote');
});

test('four eyes: the approvers of the bureau are told, never the one who asks', async () => {
  await ok('xingqing.caseworker', `/institutions/${CODE}/address-exceptions`, { reason: '另设窗口', extra: 1 });
  assert.equal(of(await inbox('xingqing.approver', '?waiting=true'), 'address-exception-requested').length, 1);
  assert.deepEqual(of(await inbox('xingqing.caseworker'), 'address-exception-requested'), []);
  await ok('nation.caseworker', '/calendar-notices', { year: 2027, source: '通知', holidays: [] });
  assert.equal(of(await inbox('nation.approver', '?waiting=true'), 'calendar-notice-proposed').length, 1);
});

test('a clock warned of and breached is told to whoever it waits on, and settled once it ends', async () => {
  const id = randomUUID();
  await system.query(
    `insert into statutory_clock (id, institution_id, prov, city, div, subject_kind, subject_id, kind, end_events, clause, stated, started_at, due_on, due_at, warn_at, explanation)
     select $1, id, prov, city, div, 'institution', id, 'receive', '{evaluate-passed,evaluate-failed}', 'NX-20(2)', true, now() - interval '5 days', null,
       now() + interval '1 hour', now() - interval '1 minute', '[]' from institution`,
    [id],
  );
  await system.query('notify anjie_clocks');
  const told = async (login: string, event: string) => {
    for (let attempt = 0; attempt < 100; attempt++) {
      const found = of(await inbox(login, '?waiting=true'), event);
      if (found.length > 0) return found;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return [];
  };
  const [warned] = await told('nx.approver', 'clock-warned');
  assert.deepEqual([warned!.importance, warned!.object], ['due', id]);
  assert.match(warned!.text.zh, /“自治区收到申报材料”法定时限将于 \d{4}-\d\d-\d\d \d\d:\d\d 届满/);
  assert.equal((await told('nx.caseworker', 'clock-warned')).length, 1, 'who asks for a step with four eyes');
  assert.deepEqual(of(await inbox('xingqing.caseworker'), 'clock-warned'), []);
  await system.query(`update statutory_clock set due_at = now() - interval '1 second' where id = $1`, [id]);
  await system.query('notify anjie_clocks');
  assert.equal((await told('nx.leader', 'clock-breached')).length, 1);
  assert.deepEqual(of(await inbox('nx.approver', '?waiting=true'), 'clock-warned'), [], 'the breach takes its place');
});

test('a refused use case tells nobody', async () => {
  const before = (await inbox('xingqing.approver')).length;
  const refused = await (await system.as('xingqing.caseworker')).post(`/institutions/${CODE}/address-exceptions`, { reason: '', extra: 1 });
  assert.equal(refused.status, 400);
  assert.equal((await inbox('xingqing.approver')).length, before);
});

test('reading is one’s own: another person’s notification is not there, and what came after a look stays unread', async () => {
  const officer = await system.as('xingqing.approver');
  const [mine] = await inbox('xingqing.approver', '?unread=true');
  const count = async () => (await officer.get('/notifications/count')).body as unknown as { unread: number; waiting: number };
  const before = await count();
  for (const login of ['xingqing.caseworker', 'nx.approver', 'jincheng.approver', 'inside'])
    assert.equal((await (await system.as(login)).post(`/notifications/${mine!.id}/reading`)).body.code, 'not-found', login);
  const read = await officer.post(`/notifications/${mine!.id}/reading`);
  assert.equal(read.status, 200);
  assert.deepEqual((await officer.post(`/notifications/${mine!.id}/reading`)).body.readAt, read.body.readAt);
  assert.deepEqual(await count(), { unread: before.unread - 1, waiting: before.waiting });
  const all = await inbox('nx.approver');
  assert.ok(all.length >= 2);
  const other = await system.as('nx.approver');
  assert.equal((await other.post('/notifications/reading', { until: all[1]!.id })).body.read, all.length - 1);
  assert.deepEqual(
    (await inbox('nx.approver', '?unread=true')).map((one) => one.id),
    [all[0]!.id],
  );
});

test('the inbox comes in pages that join', async () => {
  const whole = (await inbox('nx.approver')).map((one) => one.id);
  const walked: string[] = [];
  let after = '';
  do {
    const { body } = await (await system.as('nx.approver')).get(`/notifications?limit=1${after}`);
    walked.push(...(body.notifications as unknown as Told[]).map((one) => one.id));
    after = body.next === null ? '' : `&after=${body.next}`;
  } while (after !== '');
  assert.deepEqual(walked, whole);
});

test('past the server: nobody but the system writes a notification, and row security hides those of others', async () => {
  const granted = await system.query(
    `select role, table_name from unnest(array['app_national','app_province','app_city','app_county','app_party','app_identity']) role,
       unnest(array['notification','outgoing_mail']) table_name where has_table_privilege(role, table_name, 'insert, delete')`,
  );
  assert.deepEqual(granted, []);
  await assert.rejects(
    system.query(
      `insert into notification select gen_random_uuid(), account_id, fact_key, event, importance, topic, object_id, data, at from notification limit 1`,
    ),
    /account_id_fact_key/,
  );
});
