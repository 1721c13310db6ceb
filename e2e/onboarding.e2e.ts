import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser } from 'playwright-core';
import { openBrowser, settled } from './browser.ts';
import { choose, openPage, personIn, pharmacy } from './people.ts';

const CODE = 'P64010400021';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

let system: TestSystem;
let browser: Browser;
let institution: string;
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_PORTAL: join(ROOT, 'apps/web/dist') } });
  institution = await pharmacy(system, CODE);
  const registered = await (await system.as('nx.caseworker')).post('/systems', {
    code: 'his-yaodian-3',
    name: '云药店收银系统',
    release: '3.0',
    deployment: 'cloud',
    vendor: 'his-vendor',
  });
  assert.equal(registered.status, 201, JSON.stringify(registered.body));
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

test('NX-20: a pharmacy is taken from a draft to the province by five people in five browsers', async () => {
  // The pharmacy fills in 附件二, which is saved as it is written, and hands in its materials.
  const own = await personIn(browser, system, institution);
  await openPage(own, system, `/institutions/${CODE}/apply`);
  await own.getByRole('button', { name: '新建申报' }).click();
  await own.waitForURL(/\/fill$/);
  const number = /applications\/([^/]+)\/fill/.exec(own.url())![1]!;
  await own.getByLabel('医药机构地址').fill('银川市兴庆区解放西街1号');
  await own.getByLabel('联系人').fill('马建国');
  await own.getByText('已暂存在本窗口').waitFor();
  await own.reload();
  await settled(own);
  assert.equal(await own.getByLabel('联系人').inputValue(), '马建国', 'what was not saved is restored');
  await own.getByLabel('联系电话').fill('0951-5012345');
  await own.getByText(/^已保存/).waitFor();
  await own.getByRole('button', { name: '下一步' }).click();
  await choose(own, /^信息系统/, '云药店收银系统');
  await own.getByLabel('联系人').fill('李敏');
  await own.getByLabel('联系电话').fill('0951-5099999');
  await own.getByLabel('测试环境地址', { exact: true }).fill('10.20.0.8');
  await own.getByLabel('测试环境地址 端口').fill('8443');
  await own.getByLabel('生产环境地址', { exact: true }).fill('10.20.1.8');
  await own.getByLabel('生产环境地址 端口').fill('443');
  await own.getByText(/^已保存/).waitFor();
  await own.getByRole('button', { name: '下一步' }).click();
  await own.locator('input[type=file]').first().waitFor({ state: 'attached' });
  const places = await own.locator('input[type=file]').count();
  for (let place = 0; place < places; place++) {
    await own
      .locator('input[type=file]')
      .nth(place)
      .setInputFiles({ name: `材料${place + 1}.pdf`, mimeType: 'application/pdf', buffer: PDF });
    await own.getByRole('button', { name: `材料${place + 1}.pdf` }).waitFor();
  }
  await openPage(own, system, `/applications/${number}/fill?step=preview`);
  assert.match(await own.locator('.printed').innerText(), /解放西街1号[\s\S]*10\.20\.0\.8:8443/);
  await own.getByRole('button', { name: '申报', exact: true }).click();
  await own.getByText('现在不能修改申报表。').waitFor();

  // The vendor of the system vouches for the four conditions.
  const vendor = await personIn(browser, system, 'his-vendor.operator');
  await openPage(vendor, system, `/applications/${number}`);
  await vendor.getByRole('button', { name: '承诺接入条件' }).click();
  for (const box of await vendor.getByRole('dialog').getByRole('checkbox').all()) await box.check();
  await vendor.getByRole('dialog').getByRole('button', { name: '承诺接入条件' }).click();
  await vendor
    .getByText(/^已承诺/)
    .first()
    .waitFor();

  // The county looks at every material beside its finding, gives its opinion and asks its approver.
  const county = await personIn(browser, system, 'xingqing.caseworker');
  await openPage(county, system, `/applications/${number}/review`);
  await county.locator('.material-line').first().waitFor();
  for (const line of await county.locator('.material-line').all()) {
    await line.click();
    await county.getByRole('radio', { name: '真实完整' }).check();
    await county.getByRole('button', { name: '保存核实结论' }).click();
    await line.getByText('真实完整').waitFor();
  }
  await county.getByRole('button', { name: '签署意见' }).first().click();
  await county.getByRole('dialog').getByLabel('意见内容').fill('材料真实完整，同意上报');
  await county.getByRole('dialog').getByRole('button', { name: '签署意见' }).click();
  await county.getByText('同意：材料真实完整，同意上报').waitFor();
  await county.getByRole('button', { name: '提请：属地核实并上报' }).click();
  await county.getByText(/等另一人批准/).waitFor();

  const approver = await personIn(browser, system, 'xingqing.approver');
  await openPage(approver, system, '/');
  await approver.getByRole('link', { name: number }).first().click();
  await settled(approver);
  await approver.getByRole('button', { name: /^批准：/ }).click();
  await approver.getByText('已上报').first().waitFor();

  // The province receives it, and the clock of the evaluation runs from that moment.
  const province = await personIn(browser, system, 'nx.caseworker');
  await openPage(province, system, `/applications/${number}`);
  await province.getByRole('button', { name: '自治区收到申报材料' }).click();
  await province
    .getByText(/还剩 \d+ 个工作日/)
    .first()
    .waitFor();
  assert.equal((await (await system.as('nx.caseworker')).get(`/applications/${number}`)).body.state, 'received');

  // The pharmacy sees who acts next.
  await openPage(own, system, `/applications/${number}`);
  assert.match(await own.locator('.ant-steps').innerText(), /省级医疗保障局 经办人员/);
});
