import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DEMONSTRATION_PASSWORD, ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser, Locator, Page } from 'playwright-core';
import { pick } from './acts.ts';
import { noSeriousFault } from './axe.ts';
import { openBrowser, settled } from './browser.ts';
import { openPage, personIn } from './people.ts';

const SHOTS = join(ROOT, 'screenshots');
const CODE = 'P64010400021';
const opensslLacks = /^OpenSSL 3/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '')
  ? false
  : 'openssl 3 is needed for SM2';

let system: TestSystem;
let browser: Browser;
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_PORTAL: process.env.ANJIE_PORTAL ?? join(ROOT, 'apps/web/dist') } });
  const clerk = await system.as('xingqing.caseworker');
  const made = await clerk.post('/institutions', { code: CODE, kind: 'pharmacy', name: '兴庆示范药店' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  browser = await openBrowser();
  mkdirSync(SHOTS, { recursive: true });
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

/** The page as a person has it before them, at a desk and on a telephone: nothing of it lies beside the window. */
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

/** Presses a button and gives the dialog that it opens. */
async function dialogOf(within: Page | Locator, page: Page, button: string): Promise<Locator> {
  await within.getByRole('button', { name: button, exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: button });
  await dialog.waitFor();
  return dialog;
}

/** Does what the dialog asks about: its button bears the same words as the one that opened it. */
async function confirm(dialog: Locator, button: string): Promise<void> {
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

test('NX-附3.2-2b: one asks that a colleague stand in, the security officer grants it, the colleague acts and comes back', async () => {
  const approver = await personIn(browser, system, 'xingqing.approver');
  await openPage(approver, system, '/delegations');
  const ask = await dialogOf(approver, approver, '申请委托代行');
  await pick(approver, ask, '代行人', /xingqing\.caseworker/);
  await ask.getByLabel('至（北京时间）').fill(new Date(Date.now() + 8 * 3_600_000 + 2 * 86_400_000).toISOString().slice(0, 16));
  await ask.getByLabel('理由').fill('出差');
  await noSeriousFault(approver);
  await confirm(ask, '申请委托代行');
  await approver.getByText('待授权').waitFor();

  const officer = await personIn(browser, system, 'nx.security-officer');
  await openPage(officer, system, '/delegations');
  await confirm(await dialogOf(officer, officer, '授权代行'), '授权代行');
  await officer.getByText('已授权').waitFor();
  await noSeriousFault(officer);

  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(clerk, system, '/delegations');
  await shot(clerk, 'delegations');
  await clerk.getByRole('button', { name: /^代.*办理$/ }).click();
  const banner = clerk.locator('.acting-banner');
  await banner.waitFor();
  assert.match(await banner.innerText(), /您正在代/);
  await settled(clerk);
  await noSeriousFault(clerk);
  await banner.getByRole('button', { name: '结束代行，回到本人岗位' }).click();
  await banner.waitFor({ state: 'detached' });
  await openPage(clerk, system, '/delegations');
  await confirm(await dialogOf(clerk, clerk, '终止委托'), '终止委托');
  await clerk.getByText('已终止').waitFor();
  for (const page of [approver, officer, clerk]) await page.context().close();
});

test('NX-附3.2-2f: a program’s key is registered by one, activated by another who sees the secret once, and revoked', async () => {
  const administrator = await personIn(browser, system, 'nx.system-administrator');
  await openPage(administrator, system, '/accounts');
  const create = await dialogOf(administrator, administrator, '建立账号');
  await create.getByText('程序', { exact: true }).click();
  await create.getByLabel('账号', { exact: true }).fill('his.program');
  await create.getByLabel('姓名').fill('药店程序');
  await pick(administrator, create, '岗位', '定点医药机构');
  await create.getByText('定点医药机构', { exact: true }).last().click();
  await create.getByLabel('机构编码或企业代号').fill(CODE);
  assert.equal(await create.getByLabel('初始密码').count(), 0, 'a program has no password');
  await confirm(create, '建立账号');

  const officer = await personIn(browser, system, 'nx.security-officer');
  await openPage(officer, system, '/accounts?login=his.program');
  await confirm(await dialogOf(officer, officer, '启用账号'), '启用账号');

  await openPage(administrator, system, '/accounts?login=his.program');
  const register = await dialogOf(administrator, administrator, '登记密钥');
  await register.getByLabel('可以调用的接口').fill('GET /me');
  await administrator.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: /^GET \/me$/ }).click();
  await administrator.keyboard.press('Escape');
  await confirm(register, '登记密钥');
  await administrator.getByText('待启用').first().waitFor();
  assert.equal(await administrator.getByRole('button', { name: '启用密钥' }).count(), 0);

  await openPage(officer, system, '/accounts?login=his.program');
  await confirm(await dialogOf(officer, officer, '启用密钥'), '启用密钥');
  const secret = officer.locator('.ant-alert', { hasText: '密钥只显示这一次' });
  await secret.waitFor();
  assert.match(await secret.locator('code').innerText(), /^[\w-]{43}$/);
  await shot(officer, 'service-key');
  await noSeriousFault(officer);
  await secret.getByRole('button', { name: '已保管，不再显示' }).click();
  await confirm(await dialogOf(officer, officer, '停用密钥'), '停用密钥');
  await officer.locator('.lines').getByText('已停用').waitFor();
  await administrator.context().close();
  await officer.context().close();
});

test('NX-附3.2-7: a new data key is asked for by the security officer, approved by the administrator, and its progress is shown', async () => {
  const officer = await personIn(browser, system, 'nation.security-officer');
  await openPage(officer, system, '/sealing');
  const ask = await dialogOf(officer, officer, '申请更换密钥');
  await pick(officer, ask, '用途', '个人信息');
  await ask.getByLabel('理由').fill('年度更换');
  await confirm(ask, '申请更换密钥');
  await officer.getByText('待系统管理员批准').waitFor();
  assert.equal(await officer.getByRole('button', { name: '批准更换' }).count(), 0);
  const administrator = await personIn(browser, system, 'nation.system-administrator');
  await openPage(administrator, system, '/sealing');
  await confirm(await dialogOf(administrator, administrator, '批准更换'), '批准更换');
  await administrator.getByText(/已完成 \d+ 项，/).waitFor();
  await noSeriousFault(administrator);
  await shot(administrator, 'sealing');
  await officer.context().close();
  await administrator.context().close();
});

test('NX-附3.2-9: a person’s data is destroyed once another has approved it, and the register keeps that', async () => {
  const clerkApi = await system.as('xingqing.caseworker');
  const named = await clerkApi.post(`/institutions/${CODE}/operators`, { role: 'operator', name: '王运维' });
  assert.equal((await clerkApi.post(`/institutions/${CODE}/operators/${named.body.id}/end`)).status, 200);
  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(clerk, system, '/destructions');
  const ask = await dialogOf(clerk, clerk, '申请销毁');
  await ask.getByLabel('机构编码').fill(CODE);
  await ask.getByText('人员信息', { exact: true }).click();
  await pick(clerk, ask, '哪一项', '王运维');
  await ask.getByLabel('理由').fill('离任满三年');
  await confirm(ask, '申请销毁');
  await clerk.getByText('待审批人员批准').waitFor();
  const approver = await personIn(browser, system, 'xingqing.approver');
  await openPage(approver, system, '/destructions');
  await confirm(await dialogOf(approver, approver, '批准销毁'), '批准销毁');
  await approver.getByText(/已销毁|正在销毁/).waitFor();
  await noSeriousFault(approver);
  await shot(approver, 'destructions');
  await clerk.context().close();
  await approver.context().close();
});

test('NX-20: a notice of holidays is entered by one and approved by another, and the year is then known', async () => {
  const clerk = await personIn(browser, system, 'nation.caseworker');
  await openPage(clerk, system, '/calendar?year=2031');
  await clerk.getByText(/2031 年的节假日尚未录入/).waitFor();
  const enter = await dialogOf(clerk, clerk, '录入通知');
  await enter.getByLabel('年度').fill('2031');
  await enter.getByLabel('依据的通知').fill('国务院办公厅关于2031年部分节假日安排的通知（试验用）');
  await enter.getByLabel('名称').fill('元旦');
  await enter.getByLabel('自', { exact: true }).fill('2031-01-01');
  await enter.getByLabel('至（含）').fill('2031-01-02');
  await enter.getByLabel('调休上班日').fill('2031-01-04');
  await noSeriousFault(clerk);
  await confirm(enter, '录入通知');
  await clerk.getByText('待另一人批准').waitFor();
  const approver = await personIn(browser, system, 'nation.approver');
  await openPage(approver, system, '/calendar?year=2031');
  await confirm(await dialogOf(approver, approver, '批准通知'), '批准通知');
  await approver.getByText(/全年 365 天/).waitFor();
  assert.equal(await approver.locator('.month').count(), 12);
  assert.match(await approver.locator('td.made-up').first().innerText(), /^4\s*班$/);
  await noSeriousFault(approver);
  await openPage(approver, system, '/calendar');
  await shot(approver, 'calendar');
  await clerk.context().close();
  await approver.context().close();
});

test('rules are drafted by one, read and approved by another, and are then in force', async () => {
  const clerk = await personIn(browser, system, 'nation.caseworker');
  await openPage(clerk, system, '/publications');
  const draft = await dialogOf(clerk, clerk, '拟稿');
  await pick(clerk, draft, '适用地区', '宁夏');
  await draft.getByLabel('选取要改的规则').click();
  await clerk.keyboard.type('数量');
  const options = clerk.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '：' });
  await options.first().waitFor();
  const offered = await options.allInnerTexts();
  const numeric = offered.findIndex((words) => /：\d+$/.test(words));
  assert.ok(numeric >= 0, offered.join('\n'));
  await options.nth(numeric).click();
  const value = draft.locator('.rule-edit input[role=spinbutton]');
  await value.fill(String(Number(await value.inputValue()) + 1));
  await draft.getByLabel('理由').fill('试行');
  await noSeriousFault(clerk);
  await shot(clerk, 'publication-draft');
  await confirm(draft, '拟稿');
  await clerk.getByText('待批准').waitFor();

  const approver = await personIn(browser, system, 'nation.approver');
  await openPage(approver, system, '/publications');
  const unread = await dialogOf(approver, approver, '批准发布');
  assert.equal(await unread.getByRole('button', { name: '批准发布' }).isDisabled(), true, 'what was not read is not approved');
  await unread.getByRole('button', { name: '取消' }).click();
  await approver.locator('.ant-table-row-expand-icon').first().click();
  await approver.getByRole('columnheader', { name: '改为' }).waitFor();
  await noSeriousFault(approver);
  await shot(approver, 'publications');
  await confirm(await dialogOf(approver, approver, '批准发布'), '批准发布');
  await approver.locator('.ant-table-row').first().getByText('现行').waitFor();
  await clerk.context().close();
  await approver.context().close();
});

test('NX-附3.2-3c: the auditor sees the chain, searches, and proves one row with the commands that check it', async () => {
  const auditor = await personIn(browser, system, 'nation.auditor');
  await openPage(auditor, system, '/audit-chain');
  await auditor.getByText(/审计链完整/).waitFor();
  const warning = auditor.getByRole('alert').filter({ hasText: '检查点没有送往第二处' });
  assert.match(await warning.innerText(), /ANJIE_AUDIT_SYSLOG/, 'a chain that holds is no plain green while nothing lies elsewhere');
  await noSeriousFault(auditor);
  await shot(auditor, 'audit-chain');
  const saved = auditor.waitForEvent('download');
  await auditor.getByRole('button', { name: '导出审计' }).click();
  assert.match(readFileSync(await (await saved).path(), 'utf8').split('\n')[0]!, /anjie audit/i);
  await openPage(auditor, system, `/audit?object=${CODE}&event=institution-registered`);
  await auditor.getByText('登记定点医药机构').first().waitFor();
  await auditor.locator('.ant-table-row-expand-icon').first().click();
  await auditor.getByRole('button', { name: '证明这一条' }).click();
  const dialog = auditor.getByRole('dialog');
  await dialog.waitFor();
  assert.match(await dialog.locator('pre').innerText(), /openssl pkeyutl -verify/);
  const proof = auditor.waitForEvent('download');
  await dialog.getByRole('button', { name: '下载证明' }).click();
  const read = JSON.parse(readFileSync(await (await proof).path(), 'utf8')) as { canonical: string };
  assert.match(read.canonical, new RegExp(CODE));
  await noSeriousFault(auditor);
  await shot(auditor, 'audit-proof');
  await dialog.getByRole('button', { name: '关闭' }).last().click();
  await openPage(auditor, system, '/audit-archives');
  await auditor.getByText('还没有归档的月份').waitFor();
  await noSeriousFault(auditor);
  await auditor.context().close();
});

test('NX-18: a gateway is enrolled and its secret shown once; what one withholds after a restore is read and released', async () => {
  const administrator = await personIn(browser, system, 'nx.system-administrator');
  await openPage(administrator, system, '/gateways');
  const enrol = await dialogOf(administrator, administrator, '登记网关');
  await enrol.getByLabel('网关编码').fill('nx-second');
  await enrol.getByLabel('名称').fill('宁夏第二网关');
  await enrol.getByText('生产', { exact: false }).first().click();
  await confirm(enrol, '登记网关');
  const secret = administrator.locator('.ant-alert', { hasText: 'nx-second 的密钥只显示这一次' });
  await secret.waitFor();
  await shot(administrator, 'gateway-secret');
  await secret.getByRole('button', { name: '已保管，不再显示' }).click();
  await system.query(
    `insert into epoch_report (id, gateway_id, epoch, previous_epoch, withheld, reported_at)
     select $1, id, gen_random_uuid(), gen_random_uuid(), $2, now() from gateway where code = 'nx-second'`,
    [randomUUID(), [CODE]],
  );
  await openPage(administrator, system, '/gateways');
  const card = administrator.locator('.ant-card', { hasText: '恢复后的拒绝清单' });
  await card.locator('.ant-table-row-expand-icon').first().click();
  await card.getByText('兴庆示范药店').waitFor();
  await noSeriousFault(administrator);
  await shot(administrator, 'epoch-report');
  await confirm(await dialogOf(card, administrator, '放行清单'), '放行清单');
  await card.getByText(/放行$/).waitFor();
  await openPage(administrator, system, '/mails');
  await administrator.getByText('本安装没有设置邮件服务器，通知只在站内').waitFor();
  await noSeriousFault(administrator);
  await administrator.context().close();
});

test('NX-附3.2-1c: the security officer sets where a role logs in from, and takes it back', async () => {
  const officer = await personIn(browser, system, 'nx.security-officer');
  await openPage(officer, system, '/settings');
  const set = await dialogOf(officer, officer, '设置地址范围');
  await pick(officer, set, '岗位', '负责人');
  await set.getByLabel('地址范围').fill('10.1.0.0/16');
  await confirm(set, '设置地址范围');
  const row = officer.getByRole('row', { name: /10\.1\.0\.0\/16/ });
  await row.waitFor();
  await noSeriousFault(officer);
  await confirm(await dialogOf(row, officer, '撤销范围'), '撤销范围');
  await row.waitFor({ state: 'detached' });
  await officer.context().close();
});

test('NX-附3.2-4: an alert is taken up by the security officer and closed with a finding', async () => {
  for (let i = 0; i < 40; i++) {
    await fetch(`${system.url}/api/v1/me`, { headers: { authorization: `Bearer ${randomUUID()}${randomUUID()}` } });
  }
  const api = await system.as('nation.security-officer');
  for (let i = 0; i < 100 && (await api.get('/alerts')).body.standing === 0; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  const officer = await personIn(browser, system, 'nation.security-officer');
  await openPage(officer, system, '/alerts');
  await shot(officer, 'alerts');
  await officer.locator('.ant-table-row button').first().click();
  const drawer = officer.locator('.ant-drawer');
  await drawer.getByText('现在要看什么').waitFor();
  await confirm(await dialogOf(drawer, officer, '接手处理'), '接手处理');
  await drawer.getByText(/接手$/).waitFor();
  await noSeriousFault(officer);
  await shot(officer, 'alert');
  const close = await dialogOf(drawer, officer, '关闭告警');
  await close.getByText('误报', { exact: true }).click();
  await close.getByLabel('查明的情况').fill('试验程序的过期令牌，已停用该程序');
  await confirm(close, '关闭告警');
  await drawer.getByText('试验程序的过期令牌，已停用该程序').waitFor();
  await officer.context().close();
});

test('NX-附3.2: the officers measure the installation, one looks at what no program can see, another confirms', async () => {
  const officer = await personIn(browser, system, 'nation.security-officer');
  await openPage(officer, system, '/assessments');
  await confirm(await dialogOf(officer, officer, '发起自查评估'), '发起自查评估');
  await officer.getByText('已完成').first().waitFor({ timeout: 120_000 });
  await noSeriousFault(officer);
  await shot(officer, 'assessments');
  await officer.locator('.ant-table-row a').first().click();
  await settled(officer);
  await officer.getByText('第 1a 项').waitFor();
  await shot(officer, 'assessment');
  const remark = await dialogOf(officer.locator('.person-part').first(), officer, '填写查看结果');
  await remark.getByText('符合', { exact: true }).click();
  await remark.getByLabel('看了什么，依据什么').fill('看了机房门禁记录');
  await confirm(remark, '填写查看结果');
  await officer.getByText('待另一人确认').waitFor();
  const administrator = await personIn(browser, system, 'nation.system-administrator');
  await openPage(administrator, system, new URL(officer.url()).pathname.replace('/portal', ''));
  await confirm(await dialogOf(administrator, administrator, '确认查看结果'), '确认查看结果');
  await administrator.getByText(/nation\.system-administrator .* 确认/).waitFor();
  await noSeriousFault(administrator);
  await officer.context().close();
  await administrator.context().close();
});

test('NX-附3.2-1d: an SM2 client key is enrolled and opens a login; it signs outside the browser', { skip: opensslLacks }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-client-key-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder });
  openssl('genpkey', '-algorithm', 'SM2', '-out', 'client.pem');
  const publicKey = openssl('pkey', '-in', 'client.pem', '-pubout').toString();
  const sign = async (page: Page) => {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载待签名文本' }).click();
    await (await saved).saveAs(join(folder, 'anjie-login.txt'));
    const command = await page.locator('code', { hasText: 'openssl pkeyutl' }).innerText();
    return execFileSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
  };
  const login = 'xingqing.leader';
  const page = await personIn(browser, system, login);
  await openPage(page, system, '/security');
  await page.getByRole('button', { name: '登记一个' }).click();
  await page.getByLabel('当前密码').first().fill(DEMONSTRATION_PASSWORD);
  await page.getByRole('button', { name: '登记 SM2 客户端密钥' }).click();
  await page.getByLabel('您的公钥（PEM 全文）').fill(publicKey);
  await page.getByLabel('签名结果（Base64）').fill(await sign(page));
  await noSeriousFault(page);
  await shot(page, 'client-key');
  await page.getByRole('button', { name: '确认登记' }).click();
  await page.getByRole('button', { name: '已保管，继续' }).click();
  await page.locator('.lines').getByText('SM2 客户端密钥').waitFor();
  await page.context().close();

  const again = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } })).newPage();
  await again.goto(`${system.url}/portal/login`);
  await again.fill('#login', login);
  await again.fill('#password', DEMONSTRATION_PASSWORD);
  await again.keyboard.press('Enter');
  await again.getByRole('button', { name: '使用 SM2 客户端密钥' }).click();
  await again.getByLabel('签名结果（Base64）').fill(Buffer.from('no signature').toString('base64'));
  await again.getByRole('button', { name: '验证' }).click();
  await again.locator('[role=alert]').waitFor();
  await again.getByRole('button', { name: '使用 SM2 客户端密钥' }).click();
  await again.getByLabel('签名结果（Base64）').fill(await sign(again));
  await noSeriousFault(again);
  await again.getByRole('button', { name: '验证' }).click();
  await again.getByRole('heading', { level: 1, name: '工作台' }).waitFor();
  await again.context().close();
  rmSync(folder, { recursive: true });
});
