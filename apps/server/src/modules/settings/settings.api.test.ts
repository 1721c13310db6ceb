import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { generateSm2Key, privateKeyPem } from '@anjie/guomi';
import { type Answer, startTestSystem, type TestSystem } from '@anjie/test-system';

const data = mkdtempSync(join(tmpdir(), 'anjie-settings-'));
let system: TestSystem;
before(async () => {
  mkdirSync(join(data, 'secrets'), { mode: 0o700 });
  const secret = (name: string, text: string) => writeFileSync(join(data, 'secrets', name), text, { mode: 0o600 });
  secret('master.key', randomBytes(32).toString('hex'));
  secret('manifest.pem', privateKeyPem(generateSm2Key()));
  system = await startTestSystem({ environment: { ANJIE_KEY_FILE: join(data, 'secrets', 'master.key') } });
});
after(async () => {
  await system.stop();
  rmSync(data, { recursive: true, force: true });
});

interface Standing {
  state: string;
  differs: string[];
  sequence: number;
  asked: { id: string } | null;
}
const PATH = '/settings-signing';
const officer = () => system.as('nation.security-officer');
const administrator = () => system.as('nation.system-administrator');
const standing = async () => (await (await officer()).get(PATH)).body as unknown as Standing;
const codeOf = ({ status, body }: Answer) => [status, body.code as unknown];
const set = async (name: string, value: unknown) =>
  assert.equal((await (await officer()).post(`/identity-settings/${name}`, { value })).status, 200);
const approve = async (login = 'nation.system-administrator') =>
  (await system.as(login)).post(`${PATH}/${(await standing()).asked!.id}/approval`);
const audited = (event: string) =>
  system.query<{ detail: { first?: string[] } }>('select detail from audit_event where event = $1 order by seq', [event]);

/** The server looks at its start. */
async function restarted(change: Readonly<Record<string, string>> = {}): Promise<void> {
  await system.server.stop();
  Object.assign(system.environment, change);
  await system.restart();
}

async function untilAudited(event: string, count: number): Promise<void> {
  for (let look = 0; look < 100 && (await audited(event)).length < count; look += 1) await delay(50);
  assert.equal((await audited(event)).length, count, event);
}

test('附3.2-5a: the first start with a key signs what stands', async () => {
  await untilAudited('settings-signed', 1);
  const { state, differs, sequence } = await standing();
  assert.deepEqual([state, differs, sequence], ['holds', [], 1]);
  assert.deepEqual(codeOf(await (await officer()).post(PATH, { reason: '无' })), [409, 'settings-as-signed']);
});

test('附3.2-5a: a change that the security officer asks for and the administrator approves is what is signed from then on', async () => {
  await set('idleMinutes', 10);
  assert.deepEqual((await standing()).differs, ['identity.*.idleMinutes']);
  assert.equal((await (await officer()).post(PATH, { reason: '缩短无操作时间' })).status, 201);
  assert.equal((await standing()).state, 'asked');
  assert.deepEqual(codeOf(await approve('nation.security-officer')), [403, 'role-not-allowed']);
  assert.deepEqual(codeOf(await approve('nx.system-administrator')), [403, 'settings-of-nation']);
  const { status, body } = await approve();
  assert.deepEqual([status, body.state, body.sequence], [200, 'holds', 2]);
  await restarted();
  assert.equal((await standing()).state, 'holds');
  assert.deepEqual(await audited('settings-changed-unseen'), []);
});

test('GJ-3.5: approved is what was asked for: a later change, a second approval and a request of one’s own are refused', async () => {
  await set('idleMinutes', 15);
  assert.equal((await (await officer()).post(PATH, { reason: '甲' })).status, 201);
  const first = (await standing()).asked!.id;
  await set('idleMinutes', 20);
  assert.deepEqual(codeOf(await approve()), [409, 'settings-changed-since']);
  assert.equal((await (await officer()).post(PATH, { reason: '乙' })).status, 201);
  assert.deepEqual(codeOf(await (await administrator()).post(`${PATH}/${first}/approval`)), [409, 'settings-signing-closed']);
  await assert.rejects(
    system.query(
      `update settings_signing set approved_by = requested_by, approved_at = now(), sequence = 9, signature = 'x' where ended_at is null and approved_at is null`,
    ),
    /signed_by_two/,
  );
  assert.equal((await approve()).status, 200);
  assert.deepEqual(codeOf(await (await administrator()).post(`${PATH}/${randomUUID()}/approval`)), [404, 'not-found']);
});

test('附3.2-5a, 4f: a setting changed in the database behind the officers’ back is audited, logged and raises an alert', async () => {
  await system.query(`update identity_setting set value = '119' where name = 'idleMinutes' and ended_at is null`);
  await restarted();
  await untilAudited('settings-changed-unseen', 1);
  assert.deepEqual((await audited('settings-changed-unseen'))[0]!.detail.first, ['identity.*.idleMinutes']);
  assert.match(system.server.log(), /settings-changed-unseen/);
  const alerts = await system.query<{ severity: string }>(`select severity from alert where kind = 'settings-changed-unseen'`);
  assert.deepEqual(alerts, [{ severity: 'critical' }]);
  await system.query(`update identity_setting set value = '20' where name = 'idleMinutes' and ended_at is null`);
});

test('附3.2-5a: another setting of the environment is seen at the next start, until two officers sign it', async () => {
  await restarted({ ANJIE_SCAN_UNREACHABLE: 'accept' });
  await untilAudited('settings-changed-unseen', 2);
  assert.deepEqual((await standing()).differs, ['environment.ANJIE_SCAN_UNREACHABLE']);
  assert.equal((await (await officer()).post(PATH, { reason: '扫描服务检修' })).status, 201);
  assert.equal((await approve()).body.state, 'holds');
});

test('附3.2-5a: a signed state that is put back to an older one, or altered, is forged, and two officers can sign anew', async () => {
  const [newest] = await system.query<{ id: string }>(
    'select id from settings_signing where sequence is not null order by sequence desc limit 1',
  );
  await system.query(`create table aside as select * from settings_signing where id = $1`, [newest!.id]);
  await system.query('delete from settings_signing where id = $1', [newest!.id]);
  await restarted();
  await untilAudited('settings-signature-forged', 1);
  assert.equal((await standing()).state, 'forged');
  await system.query('insert into settings_signing select * from aside');
  assert.equal((await standing()).state, 'holds');
  await system.query(`update settings_signing set state = replace(state, 'accept', 'refuse') where id = $1`, [newest!.id]);
  assert.equal((await standing()).state, 'forged');
  assert.equal((await (await officer()).post(PATH, { reason: '重新签署' })).status, 201);
  assert.equal((await approve()).body.state, 'holds');
});

test('no answer tells the value of a setting', async () => {
  await set('lockAfter', 7);
  const { body } = await (await system.as('nation.auditor')).get(PATH);
  assert.deepEqual(body.differs as unknown, ['identity.*.lockAfter']);
  assert.doesNotMatch(JSON.stringify(body), /anjie_app|:7\b/);
  assert.equal((await (await system.as('xingqing.caseworker')).get(PATH)).status, 403);
});
