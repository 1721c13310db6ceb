import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser } from 'playwright-core';
import { openBrowser, settled } from './browser.ts';
import { openPage, personIn, pharmacy } from './people.ts';

const CODE = 'P64010400031';

let system: TestSystem;
let browser: Browser;
let institution: string;
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_PORTAL: join(ROOT, 'apps/web/dist') } });
  institution = await pharmacy(system, CODE);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

test('NX-8: a second address is refused at the field with its clause, and is filed once an exception is approved', async () => {
  const own = await personIn(browser, system, institution);
  await openPage(own, system, '/filings?subject=address');
  const file = async (ip: string) => {
    await own.getByRole('button', { name: '申请 IP 地址备案' }).first().click();
    const dialog = own.getByRole('dialog');
    await dialog.getByLabel('IP 地址').fill(ip);
    await dialog.getByRole('button', { name: '申请 IP 地址备案' }).click();
    return dialog;
  };
  await file('10.64.1.31');
  await own.getByRole('cell', { name: /10\.64\.1\.31/ }).waitFor();
  const refused = await file('10.64.1.32');
  await refused.locator('.ant-form-item-explain-error', { hasText: 'NX-8' }).waitFor();
  await refused.getByRole('link', { name: 'NX-8' }).first().waitFor();
  await refused.getByRole('button', { name: '取消' }).click();

  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(clerk, system, `/filings?subject=address&institution=${CODE}`);
  await clerk.getByRole('button', { name: '申请增加地址' }).click();
  await clerk.getByRole('dialog').getByLabel('理由').fill('两处营业场所');
  await clerk.getByRole('dialog').getByRole('button', { name: '申请增加地址' }).click();
  await clerk.getByText('待批准').first().waitFor();
  assert.equal(await clerk.getByRole('button', { name: '批准例外' }).count(), 0, 'who asked does not approve');

  const approver = await personIn(browser, system, 'xingqing.approver');
  await openPage(approver, system, `/filings?subject=address&institution=${CODE}`);
  await approver.getByRole('button', { name: '批准例外' }).click();
  await approver.getByRole('dialog').getByRole('button', { name: '批准例外' }).click();
  await approver.getByText('已批准').first().waitFor();

  await file('10.64.1.32');
  await own.getByRole('cell', { name: /10\.64\.1\.32/ }).waitFor();
});

test('a bad spreadsheet is tried, its faults are listed by row, and mended it is taken', async () => {
  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(clerk, system, '/import?list=institutions');
  const sheet = (rows: string[]) => ({
    name: '机构.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`机构编码,机构类别,机构名称\n${rows.join('\n')}\n`),
  });
  const send = (rows: string[]) => clerk.locator('input[type=file]').first().setInputFiles(sheet(rows));
  await send(['P64010400041,零售药店,第一药店', 'X1,零售药店,第二药店']);
  await clerk.getByText(/2 行中 1 行可以导入，1 行有误/).waitFor();
  await clerk.getByText('未扫描：未配置扫描服务').first().waitFor();
  const fault = clerk.getByRole('row', { name: /X1/ });
  assert.match(await fault.innerText(), /^3/, 'the row as the spreadsheet counts it');
  await send(['P64010400041,零售药店,第一药店', 'P64010400042,零售药店,第二药店']);
  await clerk.getByRole('button', { name: '2. 导入全部 2 行' }).click();
  await clerk.getByText(/已导入 2 行/).waitFor();
  await openPage(clerk, system, '/institutions?name=第二药店');
  await clerk.getByRole('link', { name: 'P64010400042' }).waitFor();
});

test('NX-18: a cut-off and its end are seen by who watches, without asking again', async () => {
  const watcher = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(watcher, system, `/institutions/${CODE}/enforcement`);
  await watcher
    .getByText('该机构的生产接入现未被切断。')
    .or(watcher.getByText(/下令，决定版本/))
    .first()
    .waitFor();
  const province = await system.as('nx.caseworker');
  const asked: string[] = [];
  watcher.on('request', (request) => asked.push(request.url()));
  const order = { kind: 'cut-off', clause: 'NX-18', reason: '监测到终端异常外联' };
  const imposed = await province.post(`/institutions/${CODE}/restrictions`, order);
  assert.equal(imposed.status, 201, JSON.stringify(imposed.body));
  await watcher.waitForTimeout(3000);
  assert.deepEqual(
    asked.filter((url) => url.includes('/enforcement')),
    [],
    'the state is pushed',
  );
});

test('a reason of the dossier leads to its clause and to where it is mended', async () => {
  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(clerk, system, `/institutions/${CODE}`);
  const card = clerk.locator('.reason', { hasText: 'NX-8' }).first();
  await card.getByRole('link', { name: '去办理备案' }).click();
  await settled(clerk);
  assert.equal(await clerk.locator('h1').innerText(), '备案');
  await clerk
    .getByRole('button', { name: /^申请.*备案$/ })
    .first()
    .waitFor();
});

test('somebody else’s change is shown beside mine, and nothing is overwritten unseen', async () => {
  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(clerk, system, `/institutions/${CODE}/record`);
  await clerk.getByRole('button', { name: '变更或更正登记' }).click();
  const dialog = clerk.getByRole('dialog');
  const institutionNow = await (await system.as('xingqing.caseworker')).get(`/institutions/${CODE}`);
  const other = await (await system.as('xingqing.caseworker')).patch(
    `/institutions/${CODE}`,
    { set: { name: '兴庆示范大药房' }, nature: 'correction', reason: '漏字' },
    Number(institutionNow.body.version),
  );
  assert.equal(other.status, 200, JSON.stringify(other.body));
  await dialog.getByLabel('名称').fill('兴庆区示范药店');
  await dialog.getByRole('radio', { name: '更正' }).check();
  await dialog.getByLabel('理由').fill('更正名称');
  await dialog.getByRole('button', { name: '变更或更正登记' }).click();
  await dialog.getByText('内容已被他人修改：请逐项选择').waitFor();
  assert.match(await dialog.innerText(), /兴庆区示范药店[\s\S]*兴庆示范大药房/);
  await clerk.context().close();
});

test('a saved search comes back with its conditions and columns, and the export names its purpose', async () => {
  const clerk = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(clerk, system, '/institutions?kind=pharmacy&columns=code,name');
  await clerk.getByRole('button', { name: '保存此查询' }).click();
  await clerk.getByRole('dialog').getByLabel('查询名称').fill('药店');
  await clerk.getByRole('dialog').getByRole('button', { name: '保存此查询' }).click();
  await clerk.getByRole('button', { name: '移除此查询' }).waitFor();
  await clerk.getByRole('button', { name: '导出所列' }).click();
  await clerk.getByRole('dialog').getByLabel('用途').fill('季度核对');
  const [file] = await Promise.all([
    clerk.waitForEvent('download'),
    clerk.getByRole('dialog').getByRole('button', { name: '导出所列' }).click(),
  ]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  await clerk.context().close();
});
