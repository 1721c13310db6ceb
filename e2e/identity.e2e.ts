import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DEMONSTRATION_PASSWORD, ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser, Page } from 'playwright-core';
import { noSeriousFault } from './axe.ts';
import { openBrowser, settled } from './browser.ts';
import { openPage, personIn } from './people.ts';

const SHOTS = join(ROOT, 'screenshots');
const LOGIN = 'xq.newcomer';
const FIRST = 'First#Login-77x';
const OWN = 'Quiet#River-52k';

let system: TestSystem;
let browser: Browser;
/** Passkeys belong to a name, not to an address of the machine. */
let url: string;
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_PORTAL: join(ROOT, 'apps/web/dist') } });
  url = system.url.replace('127.0.0.1', 'localhost');
  // Whoever logged in before the second factor was asked for keeps the session.
  await system.as('nx.system-administrator');
  await system.as('nx.security-officer');
  browser = await openBrowser();
  mkdirSync(SHOTS, { recursive: true });
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

/** RFC 6238 with the RFC's own defaults: SHA-1, 30 seconds, six digits. */
function codeOf(secret: string): string {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

const heading = (page: Page, words: string) => page.getByRole('heading', { level: 1, name: words }).waitFor();

async function begin(page: Page, login: string, password: string): Promise<void> {
  await page.goto(`${url}/portal/login`);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
}

async function leave(page: Page): Promise<void> {
  await page.locator('.head-right .ant-dropdown-trigger').click();
  await page.getByText('退出登录').click();
  await page.waitForSelector('#login');
}

test('NX-附3.2-2b: the administrator creates an account, and only the security officer can activate it', async () => {
  const administrator = await personIn(browser, system, 'nx.system-administrator');
  await openPage(administrator, system, '/accounts');
  await administrator.getByRole('button', { name: '建立账号' }).click();
  const dialog = administrator.getByRole('dialog');
  await dialog.getByLabel('账号').fill(LOGIN);
  await dialog.getByLabel('姓名').fill('新经办');
  await dialog.getByLabel('岗位').click();
  await administrator.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '经办人员' }).first().click();
  await dialog.getByLabel('医保局代号').fill('xingqing');
  await dialog.getByLabel(/身份证件号码/).fill('A1000001');
  await dialog.getByLabel('初始密码').fill(FIRST);
  await dialog.getByRole('button', { name: '建立账号' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await openPage(administrator, system, `/accounts?login=${LOGIN}`);
  await administrator.getByText('担任过的岗位').waitFor();
  assert.equal(await administrator.getByRole('button', { name: '启用账号' }).count(), 0);
  await noSeriousFault(administrator);
  const officer = await personIn(browser, system, 'nx.security-officer');
  await openPage(officer, system, `/accounts?login=${LOGIN}`);
  await officer.getByRole('button', { name: '启用账号' }).click();
  await officer.screenshot({ path: join(SHOTS, 'account-activation.png') });
  await officer.getByRole('dialog', { name: '启用账号' }).getByRole('button', { name: '启用账号' }).click();
  await officer.locator('.ant-drawer').getByText('使用中').waitFor();
  await administrator.context().close();
  await officer.context().close();
});

test('NX-附3.2-1b: the security officer changes a setting within its bounds; the auditor sees it and changes nothing', async () => {
  const officer = await personIn(browser, system, 'nx.security-officer');
  await openPage(officer, system, '/settings');
  for (const [row, value] of [
    ['首次登录', '要求'],
    ['第二因素', '所有人'],
  ] as const) {
    await officer
      .getByRole('row', { name: new RegExp(row) })
      .getByRole('button', { name: '更改' })
      .first()
      .click();
    const dialog = officer.getByRole('dialog');
    await dialog.getByText(value, { exact: true }).click();
    await dialog.getByRole('button', { name: '更改' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
  await noSeriousFault(officer);
  await officer.screenshot({ path: join(SHOTS, 'settings.png') });
  await openPage(officer, system, '/access-reviews');
  await noSeriousFault(officer);
  await officer.context().close();
});

test('NX-附3.2-1a, -1d: the first login changes the password and enrols a factor before anything else; then a passkey opens the next', async () => {
  const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } })).newPage();
  await begin(page, LOGIN, FIRST);
  await heading(page, '更换密码');
  await noSeriousFault(page);
  await page.getByLabel('当前密码').fill(FIRST);
  await page.getByLabel('新密码', { exact: false }).first().fill('short');
  await page.getByLabel('再输一次新密码').fill('short');
  await page.getByRole('button', { name: '更换密码' }).click();
  await page.locator('[role=alert]').waitFor();
  await page.getByLabel('新密码', { exact: false }).first().fill(OWN);
  await page.getByLabel('再输一次新密码').fill(OWN);
  await page.getByRole('button', { name: '更换密码' }).click();

  await heading(page, '登记第二因素');
  await page.getByRole('button', { name: '登记动态口令' }).click();
  await page.getByRole('img', { name: '动态口令的二维码' }).waitFor();
  await noSeriousFault(page);
  await page.screenshot({ path: join(SHOTS, 'factor-enrolment.png') });
  await page.getByLabel('应用显示的六位数字').fill(codeOf(await page.locator('code').innerText()));
  await page.getByRole('button', { name: '确认登记' }).click();
  const recovery = await page.locator('.codes code').first().innerText();
  await page.screenshot({ path: join(SHOTS, 'recovery-codes.png') });
  await page.getByRole('button', { name: '已保管，继续' }).click();
  await heading(page, '工作台');

  await leave(page);
  await begin(page, LOGIN, OWN);
  await heading(page, '出示第二因素');
  await noSeriousFault(page);
  await page.goto(`${url}/portal/institutions`);
  await heading(page, '出示第二因素');
  await page.getByLabel('动态口令').fill('000000');
  await page.getByRole('button', { name: '验证' }).click();
  await page.locator('[role=alert]').waitFor();
  await heading(page, '出示第二因素');
  await page.getByRole('button', { name: /恢复码/ }).click();
  await page.getByLabel('恢复码').fill(recovery);
  await page.getByRole('button', { name: '验证' }).click();
  await heading(page, '机构台账');

  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options });
  await page.goto(`${url}/portal/security`);
  await settled(page);
  await page.getByRole('button', { name: '登记一个' }).click();
  const card = page.locator('.ant-card', { hasText: '第二因素' }).first();
  await card.getByLabel('当前密码').fill(OWN);
  await card.getByRole('button', { name: '登记通行密钥' }).click();
  await page.locator('.lines').getByText('通行密钥').waitFor();
  await noSeriousFault(page);
  await page.screenshot({ path: join(SHOTS, 'security.png') });

  await leave(page);
  await begin(page, LOGIN, OWN);
  await heading(page, '出示第二因素');
  await page.screenshot({ path: join(SHOTS, 'second-factor.png') });
  await page.getByRole('button', { name: '使用通行密钥' }).click();
  await page.locator('.frame-head').waitFor();
  await page.context().close();
});

test('who is no officer sees no page of the officers, and a typed address is refused', async () => {
  await (await system.as('nx.security-officer')).post('/identity-settings/secondFactor', { value: null });
  const page = await personIn(browser, system, 'xingqing.caseworker');
  const menu = await page.locator('nav [role=menuitem]').allInnerTexts();
  for (const word of ['账号', '登录设置', '权限复核']) assert.ok(!menu.includes(word), menu.join());
  for (const path of ['/accounts', '/settings', '/access-reviews']) {
    await openPage(page, system, path);
    assert.equal(await page.locator('h1').innerText(), '您的岗位看不到这一页', path);
  }
  await page.context().close();
});

test('GJ-3.5: a one-time code that two officers gave sets a password of one’s own', async () => {
  const login = 'xingqing.approver';
  const asked = await (await system.as('nx.system-administrator')).post(`/accounts/${login}/recovery`, { reason: '手机遗失' });
  assert.ok(asked.status < 300, JSON.stringify(asked.body));
  const given = await (await system.as('nx.security-officer')).post(`/account-recoveries/${asked.body.id}/approval`);
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await page.goto(`${url}/portal/login`);
  await page.getByRole('button', { name: '用一次性登录码登录' }).click();
  await page.getByRole('textbox', { name: '账号' }).fill(login);
  await page.getByLabel('一次性登录码').fill(String(given.body.code));
  await page.getByLabel('新密码').fill(OWN);
  assert.notEqual(OWN, DEMONSTRATION_PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.locator('#login').waitFor({ state: 'detached' });
  await page.locator('h1').waitFor();
  await page.context().close();
});
