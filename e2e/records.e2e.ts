import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser, Page } from 'playwright-core';
import { type MailServerScene, mailServerScene } from '../apps/server/src/modules/notifications/mail-server.scene.ts';
import { act, actBy, pick } from './acts.ts';
import { noSeriousFault } from './axe.ts';
import { openBrowser, PORTAL } from './browser.ts';
import { openPage, personIn, pharmacy } from './people.ts';

const CODE = 'P64010400051';
const PHONE = '13612340987';
const MASKED = '136****0987';

let system: TestSystem;
let browser: Browser;
let mails: MailServerScene;
let institution: string;
before(async () => {
  mails = await mailServerScene();
  const archive = mkdtempSync(join(tmpdir(), 'anjie-archive-'));
  system = await startTestSystem({
    environment: {
      ...mails.environment,
      ANJIE_PORTAL: PORTAL,
      ANJIE_AUDIT_ARCHIVE: archive,
      ANJIE_AUDIT_FILE: join(archive, 'checkpoints.txt'),
      ANJIE_AUDIT_CHECKPOINT_SECONDS: '1',
    },
  });
  institution = await pharmacy(system, CODE, { contactName: '欧阳清风', contactPhone: PHONE });
  await system.query(
    `insert into account (id, login, name, role, level, bureau_id, prov, city, div, password_hash, active, created_at)
     select gen_random_uuid(), 'xingqing.colleague', '周同事', role, level, bureau_id, prov, city, div, password_hash, true, created_at
     from account where login = 'xingqing.caseworker'`,
  );
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await system?.stop();
  await mails?.shut();
});

const open = async (login: string, path: string): Promise<Page> => {
  const page = await personIn(browser, system, login);
  await openPage(page, system, path);
  return page;
};

async function until<Found>(what: string, read: () => Promise<Found | undefined>): Promise<Found> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const found = await read();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come`);
}

test('GJ-3.4: a masked number is shown for a reason, for one minute, to who may ask; the institution and others have no such button', async () => {
  const leader = await open('xingqing.leader', `/institutions/${CODE}`);
  await leader.getByText(MASKED).waitFor();
  assert.equal(await leader.getByText(PHONE).count(), 0);
  await leader.clock.install();
  await act(leader, '查看完整号码', async (dialog) => {
    await dialog.getByRole('button', { name: '查看完整号码', exact: true }).click();
    await dialog.locator('.ant-form-item-explain-error').waitFor();
    await dialog.getByLabel('查看理由').fill('核对备案联系人');
  });
  await leader.getByText(PHONE, { exact: true }).waitFor();
  await noSeriousFault(leader);
  await leader.clock.runFor(61_000);
  await leader.getByText(MASKED).waitFor();
  assert.equal(await leader.getByText(PHONE).count(), 0, 'masked again');
  const trace = await system.query<{ detail: { reason: string } }>(
    `select detail from audit_event where event = 'personal-value-revealed' and object_id = $1`,
    [CODE],
  );
  assert.deepEqual(
    trace.map((row) => row.detail.reason),
    ['核对备案联系人'],
  );
  const own = await open(institution, `/institutions/${CODE}`);
  assert.equal(await own.getByRole('button', { name: /查看完整/ }).count(), 0);
  await leader.context().close();
  await own.context().close();
});

test('who is away names a deputy; only they and an approver have the button that ends it', async () => {
  const clerk = await open('xingqing.caseworker', '/delegations');
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  await act(clerk, '指定代办人', async (dialog) => {
    await pick(clerk, dialog, '不在岗的经办', /xingqing\.caseworker/);
    await pick(clerk, dialog, '代办人', /周同事/);
    await dialog.getByLabel('自', { exact: true }).fill(today);
    await dialog.getByLabel('至（含）').fill(today);
    await dialog.getByLabel('理由').fill('培训');
  });
  const row = (page: Page) => page.getByRole('row', { name: /周同事.*培训/ });
  await row(clerk).getByText('代办中').waitFor();
  await noSeriousFault(clerk);
  const colleague = await open('xingqing.colleague', '/delegations');
  await row(colleague).waitFor();
  assert.equal(await row(colleague).getByRole('button', { name: '结束代办' }).count(), 0, 'who stands in ends nothing of a colleague’s');
  const approver = await open('xingqing.approver', '/delegations');
  await actBy(approver, row(approver).getByRole('button', { name: '结束代办' }));
  await row(approver).getByText('已结束').waitFor();
  assert.equal(await row(approver).getByRole('button', { name: '结束代办' }).count(), 0);
  for (const page of [clerk, colleague, approver]) await page.context().close();
});

test('a mail that the mail server refused for good is sent again by the administrator, and by nobody else', async () => {
  const { token } = await system.as('xingqing.approver');
  const wish = {
    email: 'approver@xingqing.example.cn',
    wanted: true,
    digest: false,
    digestAt: 510,
    quietFrom: null,
    quietUntil: null,
    quietOnRestDays: false,
  };
  const said = await fetch(`${system.url}/api/v1/notification-preference`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '"0"' },
    body: JSON.stringify(wish),
  });
  assert.equal(said.status, 200, await said.text());
  mails.answer = async () => Object.assign(new Error('no such mailbox'), { responseCode: 550 });
  const asked = await (await system.as('xingqing.caseworker')).post(`/institutions/${CODE}/address-exceptions`, {
    reason: '两处营业场所',
    extra: 1,
  });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const state = async () => (await system.query<{ state: string }>('select state from outgoing_mail'))[0]?.state;
  await until('the refusal', async () => ((await state()) === 'dead' ? true : undefined));
  mails.answer = async () => null;
  const before = mails.received.length;
  const administrator = await open('nx.system-administrator', '/mails?state=dead');
  await administrator.getByRole('row', { name: /xingqing\.approver/ }).waitFor();
  await noSeriousFault(administrator);
  await act(administrator, '重新发送');
  await until('the mail', async () => ((await state()) === 'sent' ? true : undefined));
  assert.equal(mails.received.length, before + 1);
  const officer = await open('nx.security-officer', '/mails?state=dead');
  assert.equal(await officer.getByRole('button', { name: '重新发送' }).count(), 0);
  await administrator.context().close();
  await officer.context().close();
});

test('NX-附3.2-3c: lost rows of an archived month are put back by the administrator; the auditor verifies and has no such button', async () => {
  const clock = await (await system.as('nation.system-administrator')).post('/demonstration/clock', { offsetMs: 32 * 86_400_000 });
  assert.equal(clock.status, 200, JSON.stringify(clock.body));
  const archived = await until(
    'the archive',
    async () => (await system.query<{ month: string; to: number }>('select month, to_seq::int as to from audit_archive'))[0],
  );
  await system.query('delete from audit_event where seq = $1', [archived.to]);
  const auditor = await open('nation.auditor', '/audit-archives');
  await auditor.getByRole('row', { name: new RegExp(archived.month) }).waitFor();
  assert.equal(await auditor.getByRole('button', { name: '恢复记录' }).count(), 0);
  await auditor.getByRole('button', { name: '核验归档' }).click();
  await auditor.getByText(/^完整，/).waitFor();
  const administrator = await open('nation.system-administrator', '/audit-archives');
  await act(administrator, '恢复记录');
  await administrator
    .getByRole('status')
    .filter({ hasText: /放回 1 条/ })
    .waitFor();
  await noSeriousFault(administrator);
  const [{ there }] = (await system.query<{ there: number }>('select count(*)::int as there from audit_event where seq = $1', [
    archived.to,
  ])) as [{ there: number }];
  assert.equal(there, 1);
  await auditor.context().close();
  await administrator.context().close();
});
