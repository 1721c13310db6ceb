import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logIn, startProcess, startTestSystem, type TestSystem } from '@anjie/test-system';
import { type MailServerScene, mailServerScene } from './mail-server.scene.ts';

const CODE = 'P64010400001';
const ADDRESS = 'approver@xingqing.example.cn';
const WISH = { email: ADDRESS, wanted: true, digest: false, digestAt: 510, quietFrom: null, quietUntil: null, quietOnRestDays: false };

let mails: MailServerScene;
let system: TestSystem;
before(async () => {
  mails = await mailServerScene();
  system = await startTestSystem({ environment: mails.environment });
  await ok('xingqing.caseworker', '/institutions', { code: CODE, kind: 'pharmacy', name: '仁济大药房' });
});
after(async () => {
  await mails.shut();
  await system.stop();
});

const ok = async (login: string, path: string, body?: unknown, version?: number) => {
  const answer = await (await system.as(login)).post(path, body, version === undefined ? {} : { version });
  assert.ok(answer.status < 300, `${login} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

async function wish(login: string, change: object, version?: number) {
  const { token } = await system.as(login);
  const at = version ?? ((await (await system.as(login)).get('/notification-preference')).body.version as unknown as number);
  const response = await fetch(`${system.url}/api/v1/notification-preference`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': `"${at}"` },
    body: JSON.stringify({ ...WISH, ...change }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** An exception asked for: it waits on the approver of the bureau. Revoked at once where the next one must be possible. */
const ask = async () => {
  const made = await ok('xingqing.caseworker', `/institutions/${CODE}/address-exceptions`, { reason: '张三要求另设窗口', extra: 1 });
  return made as unknown as { id: string; version: number };
};

async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail(`never came: ${what}`);
}

const states = async () =>
  (await system.query<{ state: string }>('select state from outgoing_mail order by created_at, id')).map((row) => row.state);
const lastState = async () => (await states()).at(-1);

test('mails are off until a person says an address; half a wish is refused, and another’s version too', async () => {
  await ask();
  assert.deepEqual(await states(), []);
  assert.equal((await wish('xingqing.approver', { email: null })).body.code, 'mail-nowhere');
  assert.equal((await wish('xingqing.approver', { quietFrom: 60 })).body.code, 'quiet-half-said');
  assert.equal((await wish('xingqing.approver', { email: 'nobody' })).body.code, 'input-invalid');
  const said = await wish('xingqing.approver', {});
  assert.deepEqual([said.status, said.body.version, said.body.mailConfigured], [200, 1, true]);
  assert.equal((await wish('xingqing.approver', {}, 0)).body.code, 'version-stale');
  const audited = await system.query<{ detail: object }>(`select detail from audit_event where event = 'mail-preference-said'`);
  assert.doesNotMatch(JSON.stringify(audited), /example\.cn/, 'the audit holds no address');
});

test('a mail goes out over TLS with login, says what waits in Chinese, and quotes nothing that a person wrote', async () => {
  await ask();
  await until(() => mails.received.length === 1);
  const [mail] = mails.received;
  assert.deepEqual([mail!.to, mail!.secure], [ADDRESS, true]);
  assert.equal(mail!.subject, '【安接】仁济大药房：地址数量例外待批准');
  assert.match(mail!.text, /仁济大药房（P64010400001）申请超出“原则上一个”的地址，请另一人批准。/);
  assert.match(mail!.text, /https:\/\/anjie\.example\.cn\/portal\//);
  assert.doesNotMatch(mail!.text, /张三/);
  await until(async () => (await lastState()) === 'sent');
  const [row] = await system.query<{ id: string }>('select id from outgoing_mail');
  assert.equal(mail!.messageId, `<${row!.id}@example.cn>`);
});

test('while the mail server is down a mail waits, is tried again with growing delay, and arrives', async () => {
  await mails.shut();
  await ask();
  const waiting = async () =>
    (
      await system.query<{ attempts: number; late: number; error: string }>(
        `select attempts, extract(epoch from next_at - created_at)::float8 as late, last_error as error from outgoing_mail where state = 'waiting'`,
      )
    )[0]!;
  await until(async () => (await waiting()).attempts >= 2);
  const { attempts, late, error } = await waiting();
  assert.ok(late >= 2 ** (attempts - 1), `attempt ${attempts} waits until ${late} s`);
  assert.match(error, /ECONNREFUSED|connect/);
  assert.equal(mails.received.length, 1);
  await mails.open();
  await until(async () => (await lastState()) === 'sent');
  assert.equal(mails.received.length, 2);
});

test('a server killed before it could hand a mail over sends it once it is back, once', async () => {
  await mails.shut();
  await ask();
  await until(async () => (await system.query(`select 1 from outgoing_mail where state = 'waiting' and attempts > 0`)).length === 1);
  await system.server.kill();
  await mails.open();
  await system.restart();
  await until(async () => (await lastState()) === 'sent');
  assert.equal(mails.received.length, 3);
});

test('a server killed while it hands a mail over never sends it twice: it is listed as unclear, and a person decides', async () => {
  const hold = Promise.withResolvers<Error | null>();
  mails.answer = () => hold.promise;
  await ask();
  await until(() => mails.received.length === 4);
  await system.server.kill();
  hold.resolve(null);
  mails.answer = async () => null;
  await system.restart();
  await until(async () => (await lastState()) === 'unclear');
  await ask();
  await until(async () => (await lastState()) === 'sent');
  assert.equal(mails.received.length, 5, 'the later mail alone');
  const list = async (login: string) => (await system.as(login)).get('/outgoing-mails?state=unclear');
  assert.equal((await list('xingqing.approver')).status, 403);
  assert.deepEqual((await list('sx.system-administrator')).body.mails, [], 'another province sees none');
  const { body } = await list('nx.system-administrator');
  const [mail] = body.mails as unknown as { id: string; login: string; version: number }[];
  assert.deepEqual([mail!.login, (body.standing as unknown as { unclear: number }).unclear], ['xingqing.approver', 1]);
  assert.doesNotMatch(JSON.stringify(body), /example\.cn/, 'not where it goes');
  const again = async (login: string, version = mail!.version) =>
    (await system.as(login)).post(`/outgoing-mails/${mail!.id}/retry`, undefined, { version });
  assert.equal((await again('xingqing.approver')).body.code, 'role-not-allowed');
  assert.equal((await again('sx.system-administrator')).body.code, 'not-found');
  assert.equal((await again('nx.system-administrator', 99)).body.code, 'version-stale');
  assert.equal((await again('nx.system-administrator')).status, 200);
  await until(() => mails.received.length === 6);
  assert.equal(mails.received[5]!.messageId, mails.received[3]!.messageId, 'the same message');
});

test('what the mail server refuses for good is dead and listed; it is not tried for ever, and the next mail goes out', async () => {
  mails.answer = async () => Object.assign(new Error(`no such mailbox ${ADDRESS}`), { responseCode: 550 });
  await ask();
  await until(async () => (await lastState()) === 'dead');
  mails.answer = async () => null;
  const { body } = await (await system.as('nx.system-administrator')).get('/outgoing-mails?state=dead');
  const [mail] = body.mails as unknown as { lastError: string; version: number; id: string }[];
  assert.match(mail!.lastError, /550/);
  assert.doesNotMatch(mail!.lastError, /example\.cn/);
  const before = mails.received.length;
  await ask();
  await until(() => mails.received.length === before + 1);
});

test('two servers send each mail once between them', async () => {
  const beside = await startProcess('apps/server/src/main.ts', system.environment);
  const before = mails.received.length;
  for (let i = 0; i < 8; i++) await ask();
  await until(() => mails.received.length >= before + 8);
  await until(async () => (await states()).every((state) => ['sent', 'dead'].includes(state)));
  await system.server.kill();
  await askAt(beside.url);
  await until(() => mails.received.length === before + 9);
  assert.equal(new Set(mails.received.slice(before).map((mail) => mail.messageId)).size, 9, 'and the other one takes over');
  await beside.stop();
  await system.restart();
});

async function askAt(url: string): Promise<void> {
  const answer = await (await logIn(url, 'xingqing.caseworker')).post(`/institutions/${CODE}/address-exceptions`, {
    reason: '又一次',
    extra: 1,
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
}

test('in quiet hours and on rest days a mail waits; a digest is one mail with everything unread', async () => {
  const minute = (offset: number) => (Math.floor((Date.now() + 8 * 3_600_000) / 60_000) + offset + 1440) % 1440;
  assert.equal((await wish('xingqing.approver', { quietFrom: minute(-30), quietUntil: minute(30) })).status, 200);
  const before = mails.received.length;
  await ask();
  await until(
    async () =>
      (await system.query(`select 1 from outgoing_mail where state = 'waiting' and next_at > now() + interval '20 minutes'`)).length === 1,
  );
  assert.equal(mails.received.length, before);
  assert.equal((await wish('xingqing.approver', { digest: true, digestAt: minute(5) })).status, 200);
  assert.equal(await lastState(), 'dropped', 'what waited one by one is in the digest');
  await ask();
  await ask();
  const waiting = await system.query<{ digest_on: string | null }>(`select digest_on::text from outgoing_mail where state = 'waiting'`);
  assert.equal(waiting.length, 1);
  assert.notEqual(waiting[0]!.digest_on, null);
  await system.query(`update outgoing_mail set next_at = now() where state = 'waiting'`);
  await system.query('notify anjie_mails');
  await until(() => mails.received.length === before + 1);
  assert.match(mails.received.at(-1)!.subject, /通知汇总：\d+ 条，其中待办和到期 \d+ 条/);
  assert.match(mails.received.at(-1)!.text, /1\. 仁济大药房：地址数量例外待批准\n2\. 仁济大药房/);
});

test('a mail whose matter somebody has seen to stays in the house', async () => {
  await wish('xingqing.approver', {});
  await mails.shut();
  const asked = await ask();
  await until(async () => (await lastState()) === 'waiting');
  const approved = await (await system.as('xingqing.approver')).post(`/address-exceptions/${asked.id}/approval`, undefined, {
    version: asked.version,
  });
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  assert.equal(await lastState(), 'dropped');
  await mails.open();
});
