import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DEMONSTRATION_PASSWORD, ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser, Page } from 'playwright-core';
import { logIn, openBrowser, settled } from './browser.ts';

const CODE = 'P64010400011';

let system: TestSystem;
let browser: Browser;
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_PORTAL: join(ROOT, 'apps/web/dist') } });
  const clerk = await system.as('xingqing.caseworker');
  const made = await clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: '兴庆示范药店' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

/** A person in a browser of their own. */
async function as(login: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } })).newPage();
  await logIn(page, system.url, login, DEMONSTRATION_PASSWORD);
  return page;
}

const open = async (page: Page, path: string) => {
  await page.goto(`${system.url}/portal${path}`);
  await settled(page);
};

test('a wrong password is refused in words, and nothing else is told', async () => {
  const page = await browser.newPage();
  await page.goto(system.url);
  await page.fill('#login', 'xingqing.caseworker');
  await page.fill('#password', 'wrong');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=alert]');
  assert.match(new URL(page.url()).pathname, /\/portal\/login$/);
  await page.close();
});

test('each role sees no menu that it may not use, and a typed address is refused', async () => {
  const page = await as('nx.auditor');
  const menu = await page.locator('nav [role=menuitem]').allInnerTexts();
  assert.ok(menu.includes('审计'), menu.join());
  assert.ok(!menu.includes('机构台账'), menu.join());
  await open(page, '/institutions');
  assert.equal(await page.locator('h1').innerText(), '您的岗位看不到这一页');
  await page.context().close();
});

for (const [login, unseen, typed] of [
  ['nx.auditor', ['机构台账', '批量导入', '备案'], ['/institutions', '/import', '/filings', `/institutions/${CODE}/record`]],
  ['his-vendor.operator', ['机构台账', '批量导入', '网关', '审计'], ['/institutions', '/import', '/gateways', '/audit']],
  ['carrier-a.operator', ['机构台账', '接入申报', '审计'], ['/institutions', '/applications', `/institutions/${CODE}/cut-off`]],
  ['nx.system-administrator', ['机构台账', '接入申报', '批量导入'], ['/institutions', '/applications/640104-2026-00001/review']],
] as const) {
  test(`${login} sees no place of others, and a typed address is refused`, async () => {
    const page = await as(login);
    const menu = await page.locator('nav [role=menuitem]').allInnerTexts();
    for (const word of unseen) assert.ok(!menu.includes(word), `${word}: ${menu.join()}`);
    for (const path of typed) {
      await open(page, path);
      assert.equal(await page.locator('h1').innerText(), '您的岗位看不到这一页', path);
    }
    await page.context().close();
  });
}

test('the auditor searches the audit by object', async () => {
  const page = await as('nx.auditor');
  await open(page, `/audit?object=${CODE}`);
  await page.getByText('登记定点医药机构').first().waitFor();
  await page.context().close();
});

test('NX-18: the province cuts off with a reason, the dossier says why, and the reason leads to the clause', async () => {
  const page = await as('nx.caseworker');
  await open(page, `/institutions/${CODE}`);
  await page.getByRole('link', { name: '切断接入' }).click();
  await settled(page);
  const order = page.getByRole('button', { name: '切断接入' });
  assert.equal(await order.isDisabled(), true);
  await page.getByLabel(/理由/).fill('监测到终端异常外联');
  await order.click();
  await page.waitForURL(/\/enforcement$/);
  await open(page, `/institutions/${CODE}`);
  assert.equal(await page.locator('.page-head .ant-tag').innerText(), '已切断');
  const card = page.locator('.reason', { hasText: 'NX-18' }).first();
  assert.match(await card.innerText(), /第一时间切断网络连接/);
  await card.getByRole('link', { name: 'NX-18' }).click();
  await settled(page);
  assert.match(await page.locator('.clause-row.target').innerText(), /第十八条/);
  await page.context().close();
});

test('what one person ordered waits for the review of another, as a number that leads to it', async () => {
  const page = await as('nx.approver');
  await page.getByRole('link', { name: /待复核的限制/ }).click();
  await settled(page);
  await page.getByRole('button', { name: '复核', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('复核意见').fill('属实');
  await dialog.getByRole('button', { name: '复核', exact: true }).click();
  await page.getByText('没有符合条件的限制。').waitFor();
  await page.context().close();
});

test('the county may not cut off what the province decides, and is told who may', async () => {
  const page = await as('xingqing.caseworker');
  await open(page, `/institutions/${CODE}/cut-off`);
  assert.match(await page.locator('main, [role=main]').innerText(), /省级医疗保障局（切断接入，NX-18）/);
  await page.context().close();
});

test('in English no Chinese is left in menu and heading', async () => {
  const page = await as('xingqing.caseworker');
  await page.evaluate("localStorage.setItem('anjie.language', 'en')");
  await open(page, '/institutions');
  await page.getByRole('heading', { name: 'Institutions' }).waitFor();
  assert.doesNotMatch(await page.locator('nav').innerText(), /\p{Script=Han}/u);
  await page.context().close();
});
