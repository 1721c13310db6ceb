import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser, Locator, Page } from 'playwright-core';
import { noSeriousFault } from './axe.ts';
import { openBrowser, settled } from './browser.ts';
import { openPage, personIn } from './people.ts';

const SHOTS = join(ROOT, 'screenshots');
const SYSTEM = 'star-his-5';
const SITES = ['P64010400031', 'P64010400032', 'H64010400033', 'P64010600034'];
const HELD = `{"segments":[{"from":0,"until":null,"grants":{"production":{"admitted":true,"reasons":[]},"test":{"admitted":true,"reasons":[]}},"bindings":[]}]}`;

let system: TestSystem;
let browser: Browser;
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_PORTAL: process.env.ANJIE_PORTAL ?? join(ROOT, 'apps/web/dist') } });
  const clerks = { '640104': await system.as('xingqing.caseworker'), '640106': await system.as('jinfeng.caseworker') };
  for (const [index, code] of SITES.entries()) {
    const kind = code.startsWith('P') ? 'pharmacy' : 'hospital';
    const name = ['兴庆仁济堂大药房', '兴庆康泰药店', '兴庆社区医院', '金凤安和药房'][index]!;
    const made = await clerks[code.slice(1, 7) as '640104'].post('/institutions', { code, kind, name, address: '解放西街1号' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  }
  const vendor = await system.as('his-vendor.operator');
  const certificate = { number: 'DJ-2026-001', level: 3, validFrom: '2026-01-01', validTo: '2027-12-31' };
  const made = await vendor.post('/systems', { code: SYSTEM, name: '星河收银系统', release: '5.0', certificate });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await system.query(
    `insert into institution_system (id, institution_id, prov, city, div, his_id, vendor_id, begun_at, recorded_by)
     select uuidv7(), i.id, i.prov, i.city, i.div, h.id, h.vendor_id, now(), uuidv7() from institution i, his h where h.code = $1`,
    [SYSTEM],
  );
  await system.query(`update admission_entry set entry = $1::jsonb, revision = revision + 1, decided_at = now() where code = any($2)`, [
    HELD,
    [SITES[0], SITES[3]],
  ]);
  browser = await openBrowser();
  mkdirSync(SHOTS, { recursive: true });
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

/** A person in a browser of their own, at a page. */
async function open(login: string, path: string): Promise<Page> {
  const page = await personIn(browser, system, login);
  await openPage(page, system, path);
  return page;
}

async function shot(page: Page, name: string): Promise<void> {
  for (const [suffix, width, height] of [
    ['-phone', 390, 844],
    ['', 1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(300);
    const beside = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    assert.ok(beside <= 0, `${name}${suffix} overflows by ${beside} px`);
    await page.screenshot({ path: join(SHOTS, `${name}${suffix}.png`) });
  }
}

async function dialogOf(within: Page | Locator, page: Page, button: string): Promise<Locator> {
  await within.getByRole('button', { name: button, exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: button });
  await dialog.waitFor();
  return dialog;
}

async function confirm(dialog: Locator, button: string): Promise<void> {
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

test('the situation is read from the country down to who stands how in a county, at a desk and on a wall', async () => {
  const page = await open('nation.leader', '/situation');
  await page.getByRole('heading', { level: 1, name: '态势' }).waitFor();
  await noSeriousFault(page);
  await page.getByRole('button', { name: /^宁夏回族自治区\s*4/ }).click();
  await page.getByRole('button', { name: /^银川市\s*4/ }).click();
  await page.getByRole('button', { name: /^兴庆区\s*3/ }).waitFor();
  await shot(page, 'situation');
  await page.setViewportSize({ width: 3840, height: 1080 });
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(SHOTS, 'situation-wall.png') });
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole('button', { name: /^兴庆区\s*3/ }).click();
  await page.getByText('兴庆区各状态的机构').first().waitFor();
  await settled(page);
  await noSeriousFault(page);
  assert.match(page.url(), /division=640104/);
  await page.getByRole('navigation', { name: '所看区划' }).getByRole('button', { name: '全国' }).click();
  await page.getByRole('button', { name: /^宁夏回族自治区/ }).waitFor();
});

test('from the situation a county comes to the list of who is admitted', async () => {
  const page = await open('xingqing.leader', '/situation');
  await page.getByRole('link', { name: /已准入.*查看名单/ }).click();
  await page.getByRole('heading', { level: 1, name: '准入情况' }).waitFor();
  await settled(page);
  await page.getByText('兴庆仁济堂大药房').waitFor();
  assert.equal(await page.getByText('兴庆康泰药店').count(), 0);
  await noSeriousFault(page);
});

test('a release is withdrawn by one person, who sees whom it reaches, and given back by another in another browser', async () => {
  const clerk = await open('nx.caseworker', '/withdrawals');
  const dialog = await dialogOf(clerk, clerk, '停用系统或运营商');
  await dialog.getByRole('combobox', { name: '名称' }).click();
  await clerk.locator('.ant-select-item-option', { hasText: SYSTEM }).click();
  await dialog.getByLabel('只限地市').fill('银川');
  await clerk.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '银川市（640100）' }).click();
  await dialog.getByRole('radio', { name: '已有的一并停止' }).check();
  await dialog.getByText('本省没有机构的准入依据于此。').waitFor();
  await dialog.getByRole('textbox', { name: '停用原因' }).fill('存在无法修复的漏洞');
  await shot(clerk, 'withdrawal-dialog');
  await confirm(dialog, '停用系统或运营商');
  await clerk.getByText('停用中').first().waitFor();
  const asking = await dialogOf(clerk, clerk, '申请恢复');
  await asking.getByRole('textbox', { name: '恢复理由' }).fill('漏洞已修复');
  await confirm(asking, '申请恢复');
  await noSeriousFault(clerk);
  const approver = await open('nx.approver', '/withdrawals?open=false');
  const granting = await dialogOf(approver, approver, '批准恢复');
  await granting.getByText('漏洞已修复').waitFor();
  await confirm(granting, '批准恢复');
  await approver
    .getByText(/已恢复/)
    .first()
    .waitFor();
  await shot(approver, 'withdrawals');
});

test('a vendor sees its firm, its systems and who runs them, and records a certificate; the province may take one back', async () => {
  const vendor = await open('his-vendor.operator', '/firms');
  await noSeriousFault(vendor);
  await vendor.getByRole('button', { name: '查看本单位' }).click();
  await vendor.getByRole('link', { name: '星河收银系统' }).click();
  await vendor.getByRole('heading', { level: 1, name: '星河收银系统 5.0' }).waitFor();
  await vendor.getByText('金凤安和药房').waitFor();
  const dialog = await dialogOf(vendor, vendor, '登记证书');
  await dialog.getByRole('textbox', { name: '证书编号' }).fill('DJ-2026-002');
  await dialog.getByRole('spinbutton', { name: '等级' }).fill('3');
  await dialog.getByLabel('有效期起').fill('2026-06-01');
  await dialog.getByLabel('有效期止').fill('2028-06-01');
  await confirm(dialog, '登记证书');
  await vendor.getByText('DJ-2026-002').waitFor();
  await noSeriousFault(vendor);
  await shot(vendor, 'system');
  const clerk = await open('nx.caseworker', `/systems/${SYSTEM}`);
  const taking = await dialogOf(clerk.getByRole('row', { name: /DJ-2026-001/ }), clerk, '登记证书被撤销');
  await taking.getByText(/使用该系统的 4 家机构/).waitFor();
  await taking.getByRole('textbox', { name: '理由' }).fill('测评机构撤销');
  await confirm(taking, '登记证书被撤销');
  await clerk
    .getByText(/已撤销/)
    .first()
    .waitFor();
  await clerk.goto(`${system.url}/portal/firms/his-vendor`);
  await settled(clerk);
  await noSeriousFault(clerk);
  await shot(clerk, 'firm');
});

test('divisions are merged by two people who see how many institutions move; a third only reads', async () => {
  const clerk = await open('nx.caseworker', '/division-changes');
  const dialog = await dialogOf(clerk, clerk, '申请区划变更');
  await dialog.getByLabel('撤销的区划').fill('金凤');
  await clerk.locator('.ant-select-item-option', { hasText: '银川市金凤区（640106）' }).click();
  await dialog.getByText('目前将划转 1 家机构').waitFor();
  await clerk.keyboard.press('Escape');
  await dialog.getByRole('radio', { name: '已有' }).check();
  await dialog.getByLabel('并入的区划', { exact: true }).fill('640104');
  const offered = clerk.locator('.ant-select-dropdown:visible .ant-select-item-option');
  await offered.filter({ hasText: '银川市（640100）' }).waitFor({ state: 'detached' });
  assert.deepEqual(await offered.allInnerTexts(), ['银川市兴庆区（640104）'], 'found by its code');
  await dialog.getByLabel('并入的区划', { exact: true }).fill('太原');
  await clerk.locator('.ant-select-dropdown:visible .ant-empty').waitFor();
  await dialog.getByLabel('并入的区划', { exact: true }).fill('640104');
  await offered.click();
  await dialog.getByLabel('生效日').fill('2027-06-01');
  await dialog.getByRole('textbox', { name: '批准文件文号' }).fill('宁政函〔2026〕1号');
  await dialog.getByRole('textbox', { name: '说明' }).fill('区划调整');
  await confirm(dialog, '申请区划变更');
  await clerk
    .getByText('金凤区 → ')
    .or(clerk.getByText(/金凤区 → /))
    .first()
    .waitFor();
  const approver = await open('nx.approver', '/division-changes');
  const approving = await dialogOf(approver, approver, '批准区划变更');
  await approving.getByText(/1 家机构划入/).waitFor();
  await confirm(approving, '批准区划变更');
  await approver.getByText(/已批准，待生效/).waitFor();
  await noSeriousFault(approver);
  await shot(approver, 'division-changes');
  const reader = await open('xingqing.leader', '/division-changes');
  assert.equal(await reader.getByRole('button', { name: '申请区划变更' }).count(), 0);
});

test('authorities are listed with what lies in each', async () => {
  const page = await open('nx.leader', '/bureaus');
  await page
    .getByRole('row', { name: /兴庆区.*3/ })
    .first()
    .waitFor();
  await noSeriousFault(page);
  await shot(page, 'bureaus');
});

test('who has not finished the joint test is urged, and what was written stays', async () => {
  const page = await open('xingqing.caseworker', '/census?standing=untested');
  const row = page.getByRole('row', { name: /兴庆康泰药店/ });
  const dialog = await dialogOf(row, page, '督促机构');
  await dialog.getByRole('textbox', { name: '督促内容' }).fill('请于月底前完成联调测试');
  await confirm(dialog, '督促机构');
  await row.getByRole('button', { name: /展开|Expand/ }).click();
  await page.getByText(/请于月底前完成联调测试/).waitFor();
  await noSeriousFault(page);
  await shot(page, 'census');
});

test('an institution is explained as of another day, and supposed with other facts; nothing of it is saved', async () => {
  const page = await open('xingqing.caseworker', `/institutions/${SITES[1]}/explain?at=2026-01-01`);
  await page.getByText(/按 2026年1月1日/).waitFor();
  await noSeriousFault(page);
  await page.getByLabel(/看哪一日/).fill('2027-05-01');
  await page.getByText(/按 2027年5月1日/).waitFor();
  assert.match(page.url(), /at=2027-05-01/);
  await shot(page, 'explain');
  await openPage(page, system, `/institutions/${SITES[1]}/what-if`);
  await page.getByLabel('假设另具备这些条件').click();
  await page.locator('.ant-select-item-option', { hasText: '定点服务协议有效' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '推演' }).click();
  await page.getByText('与现有记录得出的结果不同').waitFor();
  await shot(page, 'what-if-held');
});

test('a row of any list opens by itself, and what is shown is restored from the address', async () => {
  const page = await open('xingqing.caseworker', '/lists/standings?standing=connecting&columns=institution,standing,decidedAt');
  assert.equal(await page.getByText('兴庆仁济堂大药房').count(), 0);
  await page.getByRole('button', { name: '查看这一行' }).first().click();
  const drawer = page.getByRole('dialog', { name: '这一行的各项' });
  await drawer.getByText('接入中').waitFor();
  assert.equal(await drawer.getByRole('row').count(), 3, 'the columns that were chosen');
  await noSeriousFault(page);
  await shot(page, 'ledger-row');
});
