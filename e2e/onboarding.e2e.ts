import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { driveReferenceHis, startBedProcess, startTestSystem, type TestBedProcess, type TestSystem } from '@anjie/test-system';
import type { Browser, Page } from 'playwright-core';
import { act, actBy, opine, pick, step } from './acts.ts';
import { openBrowser, PORTAL, settled } from './browser.ts';
import { choose, openPage, personIn, pharmacy } from './people.ts';

const CODE = 'P64010400021';
const [PRODUCTION, TEST_IP, SECOND] = ['10.64.7.21', '10.64.7.22', '10.64.7.23'];
const [MAC, TEST_MAC] = ['02:00:00:07:00:21', '02:00:00:07:00:22'];
const AGREEMENT = 'XY-21';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const SCREEN = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let bed: TestBedProcess;
let system: TestSystem;
let browser: Browser;
/** each in a browser of their own */
let people: Record<'own' | 'vendor' | 'county' | 'approver' | 'province' | 'provinceApprover' | 'platform' | 'carrier', Page>;
let number: string;
before(async () => {
  bed = await startBedProcess();
  system = await startTestSystem({ environment: { ANJIE_PORTAL: PORTAL, ...bed.forServer } });
  const institution = await pharmacy(system, CODE);
  const registered = await (await system.as('nx.caseworker')).post('/systems', {
    code: 'his-yaodian-3',
    name: '云药店收银系统',
    release: '3.0',
    deployment: 'cloud',
    vendor: 'his-vendor',
  });
  assert.equal(registered.status, 201, JSON.stringify(registered.body));
  browser = await openBrowser();
  people = {
    own: await personIn(browser, system, institution),
    vendor: await personIn(browser, system, 'his-vendor.operator'),
    county: await personIn(browser, system, 'xingqing.caseworker'),
    approver: await personIn(browser, system, 'xingqing.approver'),
    province: await personIn(browser, system, 'nx.caseworker'),
    provinceApprover: await personIn(browser, system, 'nx.approver'),
    platform: await personIn(browser, system, 'platform.operator'),
    carrier: await personIn(browser, system, 'carrier-a.operator'),
  };
  // Eight browsers, a server, a bed and a HIS share one machine: nothing here is about speed.
  for (const page of Object.values(people)) page.setDefaultTimeout(90_000);
});
after(async () => {
  await browser?.close();
  await system?.stop();
  await bed?.stop();
});

const open = (page: Page, path: string): Promise<void> => openPage(page, system, path);
const application = (page: Page, rest = ''): Promise<void> => open(page, `/applications/${number}${rest}`);

/** Looks at every material that has no finding yet, beside its finding. */
async function review(page: Page): Promise<void> {
  await application(page, '/review');
  await page.locator('.material-line').first().waitFor();
  for (const line of await page.locator('.material-line').all()) {
    await line.click();
    // The form beside belongs to the chosen material from then on.
    await line.locator('xpath=ancestor::li[contains(@class, "ant-menu-item-selected")]').waitFor();
    await page.getByRole('radio', { name: '真实完整' }).check();
    await page.getByRole('button', { name: '保存核实结论' }).click();
    await line.getByText('真实完整').waitFor();
  }
}

test('NX-20(1): a pharmacy fills in 附件二, which is saved as it is written, hands in its materials and applies', async () => {
  // The pharmacy fills in 附件二, which is saved as it is written, and hands in its materials.
  const { own } = people;
  await open(own, `/institutions/${CODE}/apply`);
  await own.getByRole('button', { name: '新建申报' }).click();
  await own.waitForURL(/\/fill$/);
  number = /applications\/([^/]+)\/fill/.exec(own.url())![1]!;
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
  await open(own, `/applications/${number}/fill?step=preview`);
  assert.match(await own.locator('.printed').innerText(), /解放西街1号[\s\S]*10\.20\.0\.8:8443/);
  await own.getByRole('button', { name: '申报', exact: true }).click();
  await own.getByText('现在不能修改申报表。').waitFor();
});

test('NX-附2.2: the vendor of the system vouches for the four conditions', async () => {
  const { vendor } = people;
  await application(vendor);
  await act(vendor, '承诺接入条件', async (dialog) => {
    for (const box of await dialog.getByRole('checkbox').all()) await box.check();
  });
  await vendor
    .getByText(/^已承诺/)
    .first()
    .waitFor();
});

test('NX-20(1): the county returns it with a reason; the pharmacy reads it, mends a material and applies again', async () => {
  const { county, own } = people;
  await application(county);
  await county.getByLabel('理由（将写入反馈）').fill('网络拓扑图未标明边界设备');
  await step(county, '退回补正', '待补正');
  await application(own);
  await own.getByText('网络拓扑图未标明边界设备').waitFor();
  await application(own, '/fill?step=materials');
  await own
    .locator('input[type=file]')
    .nth(1)
    .setInputFiles({ name: '拓扑图（补正）.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([PDF, Buffer.from('%2\n')]) });
  await own.getByRole('button', { name: '拓扑图（补正）.pdf' }).waitFor();
  await application(own);
  await step(own, '补正后重报', '已申报');
});

test('NX-20(1): the county looks at every material and gives its opinion; its approver reports to the province', async () => {
  const { county, approver } = people;
  await review(county);
  await opine(county, '市、县（区）医疗保障部门意见', '材料真实完整，同意上报');
  await county.getByRole('button', { name: '提请：属地核实并上报' }).click();
  await county.getByText(/等另一人批准/).waitFor();
  await open(approver, '/');
  await approver.getByRole('link', { name: number }).first().click();
  await settled(approver);
  await step(approver, '批准：属地核实并上报', '已上报');
});

test('NX-20(2): the province receives it, and the clock of the evaluation runs; it evaluates by two and appoints who assists the test', async () => {
  const { province, provinceApprover, own } = people;
  await application(province);
  await step(province, '自治区收到申报材料', '已收件');
  await province
    .getByText(/还剩 \d+ 个工作日/)
    .first()
    .waitFor();
  await application(own);
  assert.match(await own.locator('.ant-steps').innerText(), /省级医疗保障局 经办人员/);
  await opine(province, '网络安全检查意见', '边界防护符合要求');
  await opine(province, '信息系统自检意见', '自检项目齐全');
  await province.getByRole('button', { name: '提请：验证评估合格' }).click();
  await province.getByText(/等另一人批准/).waitFor();
  await application(provinceApprover);
  await step(provinceApprover, '批准：验证评估合格', '评估通过');
  await application(province);
  await choose(province, '联调厂商', '示范两定接口联调厂商');
  await choose(province, '平台厂商', '示范医疗保障信息平台厂商');
  await step(province, '指定联调厂商，开始联调', '联调测试中');
});

test('NX-20(2), NX-附3.1: the vendor opens a campaign, its system is driven by the reference HIS, and the page follows it live', async () => {
  const { vendor, county } = people;
  await application(vendor, '/joint-test');
  await act(vendor, '建立联调测试');
  const told = async (key: string): Promise<string> => vendor.locator(`[data-key=${key}]`).innerText();
  await vendor.locator('[data-key=endpoint]').waitFor();
  const signing = { scheme: await told('scheme'), id: await told('id'), secret: await told('secret') };
  const endpoint = await told('endpoint');
  await application(county, '/joint-test');
  await county.getByText('已收报文 0 条').waitFor();
  await driveReferenceHis({ endpoint, institution: CODE, signing });
  await county.getByRole('progressbar', { name: '覆盖率' }).getByText('100%').waitFor();
  assert.match(await county.locator('.joint-counts').innerText(), /已收报文 [1-9]\d\d+ 条/);
  await vendor.reload();
  await settled(vendor);
  assert.equal(await vendor.locator('[data-key=secret]').count(), 0, 'keys are shown once');
});

test('NX-附3.1-4: the matrix, a message with its findings and two runs are looked at', async () => {
  const { county } = people;
  await application(county, '/joint-test?view=matrix');
  await county.getByRole('table', { name: '交易和用例的覆盖矩阵' }).waitFor();
  assert.ok((await county.getByRole('img', { name: /^2102 .*通过$/ }).count()) > 0);
  await county.getByRole('rowheader', { name: /^2102/ }).getByRole('link').click();
  await county.getByText(/第 \d+ 条报文，交易 2102/).waitFor();
  await county.getByRole('list', { name: '请求' }).getByText('"infno": "2102"').waitFor();
  await application(county, '/joint-test?view=messages&flawed=true');
  await county.locator('.message-line').first().waitFor();
  await application(county, '/joint-test?view=compare');
  await county.getByText('只有一轮测试').waitFor();
});

test('NX-附3.1-2: the vendor attests what the screens show, with a screenshot; the county looks at it and approves, nobody approves their own', async () => {
  const { vendor, county } = people;
  await application(vendor, '/joint-test');
  const attest = vendor.getByRole('button', { name: '见证用例' });
  await attest.first().waitFor();
  const count = await attest.count();
  for (let at = 0; at < count; at++)
    await actBy(vendor, attest.nth(at), async (dialog) => {
      await dialog.getByLabel('理由').fill('十五项编码均已显示并可维护');
      await dialog.locator('input[type=file]').setInputFiles({ name: `界面${at + 1}.png`, mimeType: 'image/png', buffer: SCREEN });
      await dialog.getByText(/^界面\d\.png$/).waitFor();
    });
  await vendor.getByText('须由另一人批准').first().waitFor();
  assert.equal(await vendor.getByRole('button', { name: '批准见证' }).count(), 0);
  await application(county, '/joint-test');
  await county
    .getByRole('button', { name: /^查看 界面/ })
    .first()
    .click();
  await county.getByRole('dialog').locator('img').waitFor();
  await county.keyboard.press('Escape');
  const approve = county.getByRole('button', { name: '批准见证' });
  for (let left = count; left > 0; left--) {
    await approve.nth(left - 1).waitFor();
    assert.equal(await approve.count(), left);
    await actBy(county, approve.first());
  }
  await county.getByText('见证和说明（0 项等待批准）').waitFor();
});

test('NX-附3.2: the vendor enters the 32 results where they stand, and hands in the run', async () => {
  const { vendor } = people;
  await application(vendor, '/joint-test?view=records');
  await vendor.locator('.record-row').first().waitFor();
  const items: string[] = [];
  for (const row of await vendor.locator('.record-row').all()) items.push((await row.getAttribute('data-item'))!);
  assert.equal(items.length, 32);
  for (const item of items) {
    const row = vendor.locator(`.record-row[data-item="${item}"]`);
    await row.getByRole('radio', { name: '符合', exact: true }).check();
    await row.getByRole('textbox').fill(`${item} 已核查，符合要求`);
    await row.getByRole('button', { name: `保存 ${item} 的结果` }).click();
    await row.locator('b', { hasText: '符合' }).waitFor();
  }
  await application(vendor, '/joint-test');
  await act(vendor, '提交联调测试');
  await vendor.getByRole('button', { name: '查看测试报告' }).waitFor();
  await application(vendor);
  await step(vendor, '联调测试完成', '已测试');
});

test('NX-20(2): each of the four reads the report and seals the same hash; the county reports it', async () => {
  for (const who of ['approver', 'platform', 'vendor', 'own'] as const) {
    const page = people[who];
    await application(page, '/test-report');
    await page.getByText('一、必须测试项').waitFor();
    await act(page, '盖章');
  }
  const { approver, county } = people;
  await application(approver);
  await step(approver, '四方盖章', '已盖章');
  await application(county);
  await step(county, '测试报告报送自治区', '报告已收');
});

test('NX-20(3): the province verifies the report and agrees by two', async () => {
  const { province, provinceApprover, own } = people;
  await application(province);
  await step(province, '自治区验证测试报告', '报告已核实');
  await opine(province, '医保部门接入意见', '同意接入');
  await province.getByRole('button', { name: '提请：反馈：同意接入' }).click();
  await province.getByText(/等另一人批准/).waitFor();
  await application(provinceApprover);
  await step(provinceApprover, '批准：反馈：同意接入', '同意接入');
  await open(own, `/institutions/${CODE}`);
  assert.equal(await own.getByText('已准入', { exact: true }).count(), 0, 'agreed is not yet connected: nothing is filed');
});

/** Files something as the pharmacy, and has the county take it on record. */
async function file(subject: string, button: string, fill: Parameters<typeof act>[2]): Promise<void> {
  const { own, county } = people;
  await open(own, `/filings?subject=${subject}`);
  await act(own, button, fill);
  await open(county, `/filings?subject=${subject}&institution=${CODE}&state=filed`);
  await act(county, '登记备案');
}

test('NX-6, NX-8: line, addresses and terminals are filed, audited and bound; then the dossier shows the admission in green with its clauses', async () => {
  const { own, county, carrier } = people;
  await open(county, `/institutions/${CODE}/record`);
  await act(county, '登记定点服务协议', async (dialog) => {
    await dialog.getByLabel('编号').fill(AGREEMENT);
    await dialog.getByLabel('协议年度').fill(String(new Date().getFullYear()));
    await dialog.getByLabel('生效日期').fill(`${new Date().getFullYear()}-01-01`);
  });
  await open(own, '/filings?subject=line');
  await act(own, '申请线路备案', async (dialog) => {
    await pick(own, dialog, /^运营商/, '示范运营商甲');
    await dialog.getByLabel(/^定点服务协议编号/).fill(AGREEMENT);
  });
  await open(carrier, '/filings?subject=line');
  await act(carrier, '备案审核', (dialog) => dialog.getByRole('radio', { name: '通过', exact: true }).check());
  await open(county, `/filings?subject=line&institution=${CODE}&state=filed`);
  await act(county, '登记备案');
  for (const [ip, mac, environment] of [
    [PRODUCTION, MAC, '生产'],
    [TEST_IP, TEST_MAC, '测试'],
  ] as const) {
    await file('address', '申请 IP 地址备案', async (dialog) => {
      await dialog.getByLabel('IP 地址').fill(ip);
      await dialog.getByRole('radio', { name: new RegExp(environment) }).check();
    });
    await file('terminal', '申请终端备案', async (dialog) => {
      await dialog.getByLabel('IP 地址').fill(ip);
      await dialog.getByLabel('MAC 地址').fill(mac);
    });
  }
  await open(carrier, '/filings?subject=line');
  await act(carrier, '登记绑定', async (dialog) => {
    await dialog.getByLabel('IP 地址').fill(PRODUCTION);
    await dialog.getByLabel(/^MAC 地址/).fill(MAC);
  });
  await open(own, `/institutions/${CODE}`);
  const tag = own.locator('.page-head .ant-tag', { hasText: '已准入' });
  await tag.waitFor();
  assert.match((await tag.getAttribute('style'))!, /background-color: rgb\(26, 116, 49\)/);
  const grounds = await own.getByRole('list', { name: '准入的依据' }).first().innerText();
  assert.match(grounds, /IP 地址已备案[\s\S]*已取得“同意接入”反馈/);
  for (const clause of ['NX-6', 'NX-8', 'NX-20(3)']) assert.ok(grounds.includes(clause), `${clause}: ${grounds}`);
});

test('NX-8: a second production address is refused in principle; one asks for an exception, another grants it, and it is taken on record', async () => {
  const { own, county, approver } = people;
  await open(own, '/filings?subject=address');
  await own.getByRole('button', { name: '申请 IP 地址备案' }).click();
  const dialog = own.getByRole('dialog');
  await dialog.getByLabel('IP 地址').fill(SECOND);
  await dialog.getByRole('button', { name: '申请 IP 地址备案' }).click();
  await dialog.getByRole('alert').getByText('NX-8').waitFor();
  await open(county, `/filings?subject=address&institution=${CODE}`);
  await act(county, '申请增加地址', (form) => form.getByLabel('理由').fill('门店与仓库各设一处收银'));
  assert.equal(await county.getByRole('button', { name: '批准例外' }).isVisible(), false, 'nobody grants what they asked for');
  await open(approver, `/filings?subject=address&institution=${CODE}`);
  await act(approver, '批准例外');
  // What was refused is sent again as it stands: nothing was lost.
  await dialog.getByRole('button', { name: '申请 IP 地址备案' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await open(county, `/filings?subject=address&institution=${CODE}&state=filed`);
  await act(county, '登记备案');
  await open(own, `/filings?subject=address&state=accepted`);
  await own.getByText(SECOND).waitFor();
});
