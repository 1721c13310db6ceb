import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Person, startTestSystem, type TestSystem } from '@anjie/test-system';
import { openInProcess } from '../../../tests/in-process.ts';
import { askWhenDue } from './ask-assessment.ts';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '../../assess.ts');
const NONE = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

let system: TestSystem;
let security: Person;
let administrator: Person;
let auditor: Person;
let id: string;

before(async () => {
  system = await startTestSystem();
  [security, administrator, auditor] = await Promise.all([
    system.as('nation.security-officer'),
    system.as('nation.system-administrator'),
    system.as('nation.auditor'),
  ]);
});
after(() => system.stop());

async function ended(person: Person, which: string): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 300; tries++) {
    const { status, body } = await person.get(`/assessments/${which}`);
    assert.equal(status, 200);
    if (body.state === 'done' || body.state === 'failed') return body;
    await delay(200);
  }
  throw new Error('the assessment does not end');
}

type Item = { item: string; verdict: string; former: string | null; person: object | null; remark: Remark | null; earlier: Remark | null };
type Remark = { id: string; assessment: string; stands: boolean; by: string; confirmedBy: string | null };
const itemsOf = (body: Record<string, unknown>) => new Map((body.items as unknown as Item[]).map((item) => [item.item, item]));

test('NX-附3.2: an officer has the installation assessed; the 32 items are kept with evidence, and who asked', async () => {
  const asked = await security.post('/assessments');
  assert.deepEqual([asked.status, asked.body.state, asked.body.requestedBy], [202, 'waiting', 'nation.security-officer']);
  const second = await administrator.post('/assessments');
  assert.deepEqual([second.status, second.body.code], [409, 'assessment-under-way']);
  id = String(asked.body.id);
  const made = await ended(auditor, id);
  assert.deepEqual([made.state, made.fault, made.cause, made.stage], ['done', null, 'officer', null]);
  const items = itemsOf(made);
  assert.equal(items.size, 32);
  assert.deepEqual([...items.keys()].slice(-3), ['9b', '10a', '10b']);
  assert.deepEqual([items.get('8a')?.verdict, items.get('3b')?.verdict], ['does-not', 'conforms']);
  const listed = await auditor.get('/assessments');
  assert.deepEqual([(listed.body.assessments as unknown as { id: string }[])[0]?.id, listed.body.next], [id, null]);
  const events = await system.query<{ event: string; result: string }>(
    `select event, result from audit_event where object_kind = 'assessment' and object_id = $1 and result = 'done' order by seq`,
    [id],
  );
  assert.deepEqual(
    events.map(({ event }) => event),
    ['assessment-asked', 'assessment-made'],
  );
});

test('NX-附3.2: the command and the routes keep the same; the next assessment shows what each item was before', async () => {
  const { stdout } = await run(process.execPath, [PROGRAM, system.url, String(system.server.child.pid), system.folder], {
    env: { PATH: process.env.PATH, ...system.environment },
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: { stdout: string; stderr: string }) => Promise.reject(new Error(error.stderr)));
  const printed = JSON.parse(stdout) as { id: string; items: { item: string; verdict: string }[]; counts: object };
  const kept = (await auditor.get(`/assessments/${printed.id}`)).body;
  assert.deepEqual([kept.cause, kept.requestedBy, kept.state], ['command', null, 'done']);
  assert.deepEqual(kept.counts, printed.counts);
  for (const { item, verdict, former } of kept.items as unknown as Item[]) {
    assert.equal(verdict, printed.items.find((one) => one.item === item)?.verdict, item);
    assert.notEqual(former, null, item);
  }
});

test('NX-附3.2: what an officer finds in order stands once another officer has confirmed it, and is shown with the next assessment', async () => {
  const path = `/assessments/${id}/items/2d/remark`;
  const remark = await security.post(path, { judgement: 'in-order', text: '权限清单已逐岗核对' });
  assert.deepEqual([remark.status, remark.body.stands], [201, false]);
  const again = await administrator.post(path, { judgement: 'in-order', text: '同上' });
  assert.deepEqual([again.status, again.body.code], [409, 'remark-waits']);
  const own = await security.post(`${path}/confirmation`, { remark: remark.body.id });
  assert.deepEqual([own.status, own.body.code], [409, 'four-eyes']);
  const confirmed = await administrator.post(`${path}/confirmation`, { remark: remark.body.id });
  assert.deepEqual([confirmed.status, confirmed.body.stands, confirmed.body.confirmedBy], [200, true, 'nation.system-administrator']);
  const twice = await administrator.post(`${path}/confirmation`, { remark: remark.body.id });
  assert.deepEqual([twice.status, twice.body.code], [409, 'remark-not-waiting']);
  const later = ((await auditor.get('/assessments')).body.assessments as unknown as { id: string }[])[0]!.id;
  assert.notEqual(later, id);
  const item = itemsOf((await auditor.get(`/assessments/${later}`)).body).get('2d');
  assert.deepEqual([item?.remark, item?.earlier?.id, item?.earlier?.assessment], [null, remark.body.id, id]);
  assert.equal(itemsOf((await auditor.get(`/assessments/${id}`)).body).get('2d')?.verdict, 'conforms', 'the measured verdict stays');
});

test('NX-附3.2: what an officer finds not in order stands at once and is confirmed by nobody', async () => {
  const path = `/assessments/${id}/items/2a/remark`;
  const before = Number((await auditor.get(`/assessments/${id}`)).body.open);
  const remark = await administrator.post(path, { judgement: 'not-in-order', text: '两个账号岗位已变' });
  assert.deepEqual([remark.status, remark.body.stands], [201, true]);
  assert.equal((await auditor.get(`/assessments/${id}`)).body.open, before - 1);
  const confirmed = await security.post(`${path}/confirmation`, { remark: remark.body.id });
  assert.deepEqual([confirmed.status, confirmed.body.code], [409, 'remark-not-waiting']);
});

test('NX-附3.2: remarks are refused where nobody must look, on what is not there, and before anything was found', async () => {
  const body = { judgement: 'in-order', text: '看过' };
  const code = async (path: string) => {
    const answer = await security.post(path, body);
    return `${answer.status} ${answer.body.code}`;
  };
  assert.equal(await code(`/assessments/${id}/items/1a/remark`), '409 nothing-to-look-at');
  assert.equal(await code(`/assessments/${NONE}/items/2a/remark`), '404 not-found');
  assert.equal(await code(`/assessments/${id}/items/9g/remark`), '404 not-found');
  assert.equal((await security.get(`/assessments/${NONE}`)).status, 404);
  const [row] = await system.query<{ id: string }>(
    `insert into assessment (id, cause, requested_at, began_at, finished_at, fault) values (uuidv7(), 'schedule', now(), now(), now(), '试') returning id`,
  );
  assert.equal(await code(`/assessments/${row!.id}/items/2a/remark`), '409 assessment-not-done');
});

test('GJ-3.5: the auditor looks and writes nothing; who is no officer sees nothing of how the installation stands', async () => {
  assert.equal((await auditor.post('/assessments')).status, 403);
  assert.equal((await auditor.post(`/assessments/${id}/items/2a/remark`, { judgement: 'in-order', text: '看过' })).status, 403);
  for (const login of ['nx.leader', 'xingqing.caseworker', 'platform.operator'])
    for (const path of ['/assessments', `/assessments/${id}`]) assert.equal((await (await system.as(login)).get(path)).status, 403, login);
});

test('an assessment is of the whole installation: officers of a province have it where no bureau stands above theirs, and nowhere else', async () => {
  const officer = await system.as('nx.security-officer');
  assert.deepEqual((await officer.get('/assessments')).body.assessments, []);
  assert.equal((await officer.get(`/assessments/${id}`)).status, 404);
  assert.equal((await officer.post(`/assessments/${id}/items/2a/remark`, { judgement: 'in-order', text: '看过' })).status, 404);
  const asked = await officer.post('/assessments');
  assert.deepEqual([asked.status, asked.body.code], [409, 'installation-of-others']);
  await system.query(`update bureau set parent_id = (select id from bureau where code = 'nx') where parent_id is null`);
  await system.query(`update bureau set parent_id = null where code = 'nx'`);
  assert.equal((await officer.get(`/assessments/${id}`)).status, 200);
  const made = await officer.post('/assessments');
  assert.equal(made.status, 202);
  assert.equal((await ended(officer, String(made.body.id))).state, 'done');
});

test('an assessment a day is made by the schedule, whichever server looks first; one whose process was killed is given up', async () => {
  await system.query(`delete from assessment where cause = 'schedule'`);
  const within = openInProcess(system, 2);
  try {
    const asked = await within.transactor.asSystem('schedule', askWhenDue);
    assert.notEqual(asked, null);
    assert.equal(await within.transactor.asSystem('schedule', askWhenDue), null);
    await system.query(`update assessment set began_at = now() - interval '31 minutes' where id = $1`, [asked]);
    await system.query(`select pg_notify('assessment_work', '')`);
    const given = await ended(auditor, asked!);
    assert.deepEqual([given.state, given.items], ['failed', []]);
    assert.match(String(given.fault), /ended on the way/);
    assert.equal(await within.transactor.asSystem('schedule', askWhenDue), null, 'not again within a day');
  } finally {
    await within.close();
  }
});
