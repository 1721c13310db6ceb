import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser } from 'playwright-core';
import { plantAdmitted } from '../apps/server/tests/admitted-institution.ts';
import { type InProcess, openInProcess } from '../apps/server/tests/in-process.ts';
import { openBrowser, PORTAL, settled } from './browser.ts';
import { openPage, personIn } from './people.ts';

const LIVE_MS = 20_000;

let system: TestSystem;
let within: InProcess;
let gateway: ChildProcess;
let browser: Browser;
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_PORTAL: PORTAL } });
  within = openInProcess(system);
  gateway = await enrolledGateway();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  gateway?.kill('SIGTERM');
  if (gateway?.exitCode === null) await once(gateway, 'exit');
  await within?.close();
  await system?.stop();
});

/** A gateway process that the nation's administrator enrolled. */
async function enrolledGateway(): Promise<ChildProcess> {
  const enrolled = await (await system.as('nation.system-administrator')).post('/enforcement/gateways', {
    code: 'gateway-1',
    name: '示范网关',
    environments: ['production', 'test'],
  });
  assert.equal(enrolled.status, 201, JSON.stringify(enrolled.body));
  const folder = join(system.folder, 'gateway');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secret = join(system.folder, 'gateway.secret');
  writeFileSync(secret, String(enrolled.body.secret), { mode: 0o600 });
  const environment = {
    PATH: process.env.PATH,
    ANJIE_MODE: 'demonstration',
    ANJIE_GATEWAY_ID: 'gateway-1',
    ANJIE_GATEWAY_LISTEN: '127.0.0.1:0',
    ANJIE_GATEWAY_ENVIRONMENTS: 'production,test',
    ANJIE_GATEWAY_UPSTREAM_PRODUCTION: 'http://127.0.0.1:9',
    ANJIE_GATEWAY_UPSTREAM_TEST: 'http://127.0.0.1:9',
    ANJIE_SERVER_URL: system.url,
    ANJIE_GATEWAY_SECRET_FILE: secret,
    ANJIE_GATEWAY_DATA: folder,
  };
  return spawn(process.execPath, [join(ROOT, 'apps/gateway/src/main.ts')], { env: environment, stdio: 'ignore' });
}

test('NX-18: a cut-off is watched from the order to verified off, and its end by two people is watched too', async () => {
  const { code } = await plantAdmitted(system, within, 1);
  const watcher = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(watcher, system, `/institutions/${code}/enforcement`);
  await watcher.getByText('该机构的生产接入现未被切断。').waitFor();

  const province = await personIn(browser, system, 'nx.caseworker');
  await openPage(province, system, `/institutions/${code}/cut-off`);
  await province.getByLabel(/理由/).fill('监测到终端异常外联');
  await province.getByRole('button', { name: '切断接入' }).click();
  await watcher.getByText(/下令，决定版本/).waitFor({ timeout: LIVE_MS });
  await watcher.getByText('已核实断开').first().waitFor({ timeout: LIVE_MS });

  const approver = await personIn(browser, system, 'nx.approver');
  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  for (const [page, act, words] of [
    [approver, '复核', '属实'],
    [clerk, '登记整改', '已更换终端并查杀'],
    [province, '申请解除', '整改完成'],
  ] as const) {
    await openPage(page, system, `/restrictions?institution=${code}`);
    await page.getByRole('button', { name: act, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(words);
    await dialog.getByRole('button', { name: act, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
  await openPage(province, system, `/restrictions?institution=${code}`);
  assert.equal(await province.getByRole('button', { name: '解除限制' }).isVisible(), false, 'who asks does not confirm');
  await openPage(approver, system, `/restrictions?institution=${code}`);
  await approver.getByRole('button', { name: '解除限制', exact: true }).click();
  await approver.getByRole('dialog').getByRole('button', { name: '解除限制', exact: true }).click();
  await watcher.getByText('该机构的生产接入现未被切断。').waitFor({ timeout: LIVE_MS });
  await openPage(watcher, system, `/institutions/${code}`);
  assert.equal(await watcher.locator('.page-head .ant-tag').innerText(), '已准入');
  for (const page of [watcher, province, approver, clerk]) await page.context().close();
});

test('NX-8: a refusal leads to its clause and to the form that mends it, and mended it is green', async () => {
  const { id, code, ip } = await plantAdmitted(system, within, 2);
  await system.query(`delete from filing where subject = 'terminal' and institution_id = $1`, [id]);
  await within.transactor.asSystem('planting', async (tx) => {
    await tx.touch([id]);
    tx.audit({ event: 'institution-planted', object: null });
  });
  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(clerk, system, `/institutions/${code}`);
  assert.notEqual(await clerk.locator('.page-head .ant-tag').innerText(), '已准入');
  const card = clerk.locator('.reason', { hasText: '终端' }).first();
  const clause = await card.getByRole('link', { name: /^NX-/ }).first().innerText();
  await card.getByRole('link', { name: clause }).first().click();
  await settled(clerk);
  assert.match(await clerk.locator('.clause-row.target').innerText(), new RegExp(clause));
  await clerk.goBack();
  await settled(clerk);
  await clerk.locator('.reason', { hasText: '终端' }).first().getByRole('link', { name: '去办理备案' }).click();
  await settled(clerk);
  if ((await clerk.getByRole('button', { name: '申请终端备案' }).count()) === 0)
    await openPage(clerk, system, `/filings?subject=terminal&institution=${code}`);
  await clerk.getByRole('button', { name: '申请终端备案' }).first().click();
  const dialog = clerk.getByRole('dialog');
  await dialog.getByLabel('IP 地址').fill(ip);
  await dialog.getByLabel(/MAC/).fill('02:00:00:00:00:02');
  await dialog.getByRole('button', { name: '申请终端备案' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await clerk.getByRole('button', { name: '登记备案' }).first().click();
  await clerk.getByRole('dialog').getByRole('button', { name: '登记备案' }).click();
  await clerk.getByRole('dialog').waitFor({ state: 'hidden' });
  await openPage(clerk, system, `/institutions/${code}`);
  assert.equal(await clerk.locator('.page-head .ant-tag').innerText(), '已准入');
  await clerk.context().close();
});

test('two browsers change the same record: the later one sees both versions beside each other', async () => {
  const code = 'P64010400051';
  const made = await (await system.as('xingqing.caseworker')).post('/institutions', { code, kind: 'pharmacy', name: '兴庆示范药店' });
  assert.equal(made.status, 201);
  const people = [await personIn(browser, system, 'xingqing.caseworker'), await personIn(browser, system, 'xingqing.caseworker')] as const;
  for (const page of people) {
    await openPage(page, system, `/institutions/${code}/record`);
    await page.getByRole('button', { name: '变更或更正登记' }).click();
    await page.getByRole('dialog').getByRole('radio', { name: '更正' }).check();
    await page.getByRole('dialog').getByLabel('理由').fill('更正名称');
  }
  const names = ['兴庆示范大药房', '兴庆区示范药店'];
  for (const [i, page] of people.entries()) {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('名称').fill(names[i]!);
    await dialog.getByRole('button', { name: '变更或更正登记' }).click();
  }
  await people[0].getByRole('dialog').waitFor({ state: 'hidden' });
  const late = people[1].getByRole('dialog');
  await late.getByText('内容已被他人修改：请逐项选择').waitFor();
  assert.match(await late.innerText(), /兴庆区示范药店[\s\S]*兴庆示范大药房/);
  for (const page of people) await page.context().close();
});

test('NX-附3.2-1b: before an idle session ends its person is asked, and an answer keeps it', async () => {
  const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } })).newPage();
  await page.clock.install();
  // The portal keeps to the server's time, which does not leap with the browser's.
  await page.route('**/api/**', async (route) => {
    const answer = await route.fetch();
    const { date: _, ...headers } = answer.headers();
    await route.fulfill({ response: answer, headers });
  });
  await page.goto(`${system.url}/portal/login`);
  await page.fill('#login', 'xingqing.approver');
  await page.fill('#password', 'Demo#2026-anjie');
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.endsWith('/login'));
  await page.locator('h1').waitFor();
  const { idleMinutes = 30 } = JSON.parse(await page.evaluate<string>("sessionStorage.getItem('anjie.session')")) as {
    idleMinutes?: number;
  };
  await page.clock.fastForward((idleMinutes - 4) * 60_000);
  await page.clock.runFor(2000);
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.getByRole('dialog').getByRole('button').first().focus();
  await page.getByRole('button', { name: '继续使用' }).click();
  await page.clock.runFor(2000);
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(await page.locator('#login').count(), 0);
  await page.context().close();
});

test('NX-18: a gateway leaves the service by two officers in two browsers, refuses everything, and says so itself', async () => {
  const administrator = await personIn(browser, system, 'nation.system-administrator');
  await openPage(administrator, system, '/gateways');
  await administrator.getByRole('button', { name: '申请停用网关' }).click();
  const dialog = administrator.getByRole('dialog');
  await dialog.getByRole('radio', { name: '仍在运行，由它自己停止' }).check();
  await dialog.getByLabel('理由').fill('机房搬迁');
  await dialog.getByRole('button', { name: '申请停用网关' }).click();
  await administrator.getByText('停用待确认').waitFor();
  assert.equal(await administrator.getByRole('button', { name: '确认停用网关' }).count(), 0, 'who asks does not confirm');

  const officer = await personIn(browser, system, 'nation.security-officer');
  await openPage(officer, system, '/gateways');
  await officer.getByRole('button', { name: '确认停用网关' }).click();
  await officer.getByRole('dialog').getByRole('button', { name: '确认停用网关' }).click();
  await officer.getByText('尚未登记网关。').waitFor({ timeout: LIVE_MS });
  await officer.getByRole('checkbox', { name: '含已停用的' }).check();
  await officer.getByText('已停用', { exact: true }).waitFor({ timeout: LIVE_MS });
  const [row] = await system.query<{ stopped: boolean }>('select stopped_at is not null as stopped from gateway_retirement');
  assert.equal(row!.stopped, true);
  for (const page of [administrator, officer]) await page.context().close();
});
