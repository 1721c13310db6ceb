import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { driveReferenceHis, startBedProcess, type TestBedProcess } from '@anjie/test-system';
import type { Browser, Page } from 'playwright-core';
import { NX, openScene, type Scene } from '../apps/server/src/modules/onboarding/onboarding.scene.ts';
import { act, actBy } from './acts.ts';
import { axeFaults } from './axe.ts';
import { openBrowser, PORTAL } from './browser.ts';
import { openPage, personIn } from './people.ts';

let bed: TestBedProcess;
let scene: Scene;
let browser: Browser;
let number: string;
let partner: Page;
before(async () => {
  bed = await startBedProcess();
  scene = await openScene({ ...bed.forServer, ANJIE_PORTAL: PORTAL });
  const code = await scene.institution('pharmacy');
  number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'record-test');
  const path = `/applications/${number}/test-campaigns`;
  const opened = await scene.ok('his-vendor.operator', path, {});
  await driveReferenceHis({ endpoint: String(opened.endpoint), institution: code, signing: opened.signing as never });
  // A message that is wrong at some of its fields, as a HIS under construction sends it.
  await fetch(`${opened.endpoint}/fsi/api/rsfComIfsService/callService`, {
    method: 'POST',
    body: JSON.stringify({
      ...{ infno: '2102', msgid: `${code}202611221200000001`, mdtrtarea_admvs: '640104', insuplc_admdvs: '640100', infver: 'V1.0' },
      ...{ recer_sys_code: 'FSI_LOCAL', opter_type: '1', opter: '0001', opter_name: '收费员', inf_time: '2026-11-22 12:00:00' },
      ...{ fixmedins_code: code, fixmedins_name: '示例药房', sign_no: '' },
      input: { druginfo: { psn_no: '1', med_type: '999' } },
    }),
  });
  browser = await openBrowser();
  partner = await personIn(browser, scene.system, 'partner.operator');
});
after(async () => {
  await browser?.close();
  await scene?.system.stop();
  await bed?.stop();
});

const open = (page: Page, rest: string): Promise<void> => openPage(page, scene.system, `/applications/${number}${rest}`);

/** No overflow on a desk and on a phone, and nothing serious by axe. */
async function holds(page: Page, name: string): Promise<void> {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(200);
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    assert.ok(wide <= 0, `${name} overflows ${width} by ${wide} px`);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  assert.deepEqual(await axeFaults(page), [], name);
}

/** Another application, tested to the end and handed in; its number. */
async function reported(): Promise<string> {
  const code = await scene.institution('pharmacy');
  const other = await scene.open(code);
  await scene.handInAll(code, other);
  await scene.advance(code, other, 'record-test');
  const vendor = 'his-vendor.operator';
  const opened = await scene.ok(vendor, `/applications/${other}/test-campaigns`, {});
  await driveReferenceHis({ endpoint: String(opened.endpoint), institution: code, signing: opened.signing as never });
  const path = `/applications/${other}/test-campaigns/${opened.campaign}`;
  const { body } = await (await scene.system.as(vendor)).get(path);
  const cases = body.cases as unknown as { id: string; kind: string }[];
  for (const one of cases.filter(({ kind }) => kind === 'attested')) {
    const note = { case: one.id, kind: 'attestation', reason: '界面已核对', evidenceName: '界面.png', evidenceSm3: 'a'.repeat(64) };
    const made = await scene.ok(vendor, `${path}/notes`, note);
    await scene.ok('xingqing.caseworker', `${path}/notes/${made.note}/approval`);
  }
  for (const { code: item } of NX.onboarding.assessmentItems)
    await scene.ok(vendor, `${path}/records/${item}`, { verdict: 'meets', record: '核查符合要求' });
  await scene.ok(vendor, `${path}/submission`);
  return other;
}

test('NX-附3.1: the partner comments a case and asks to skip another; the comment needs nobody, the skip waits for another person', async () => {
  await open(partner, '/joint-test');
  const note = partner.getByRole('button', { name: '见证或说明' });
  await actBy(partner, note.nth(0), (dialog) => dialog.getByLabel('理由').fill('首轮已观察，一切如常'));
  await actBy(partner, note.nth(1), async (dialog) => {
    await dialog.getByRole('radio', { name: '跳过' }).check();
    await dialog.getByLabel('理由').fill('机构不开展该项业务');
  });
  await partner.getByText('说明，无须批准').waitFor();
  await partner.getByText('须由另一人批准').waitFor();
  await holds(partner, 'run');
});

test('a message shows each finding on its field, with the rule and where it is written', async () => {
  await open(partner, '/joint-test?view=messages&flawed=true');
  await partner.locator('.message-line').last().click();
  await partner.getByText('签名不符').first().waitFor();
  const found = partner.locator('.json-found');
  await found.first().waitFor();
  assert.match(await partner.locator('.json-line', { hasText: '"med_type": "999"' }).innerText(), /代码[\s\S]*规则出处/);
  await holds(partner, 'messages');
});

test('NX-附3.1-4: the matrix can be narrowed to what is owed, and leads to the messages of a transaction', async () => {
  await open(partner, '/joint-test?view=matrix');
  await partner.getByRole('table', { name: '交易和用例的覆盖矩阵' }).waitFor();
  await holds(partner, 'matrix');
  await partner.getByText('未覆盖', { exact: true }).first().click();
  await partner.getByText('没有符合条件的交易').waitFor();
});

test('a new run begins anew; the comparison says what got worse, and the former run is still read', async () => {
  await open(partner, '/joint-test');
  await act(partner, '开始新的一轮');
  await partner.getByText('已收报文 0 条').waitFor();
  await open(partner, '/joint-test?view=compare');
  await partner.getByText('变差').first().waitFor();
  await holds(partner, 'compare');
  await open(partner, '/joint-test?run=1');
  await partner.getByText(/已收报文 [1-9]\d\d+ 条/).waitFor();
  assert.equal(await partner.getByRole('button', { name: '见证或说明' }).count(), 0, 'a former run takes no notes');
});

test('the records are entered where they stand', async () => {
  await open(partner, '/joint-test?view=records');
  await partner.locator('.record-row').first().waitFor();
  await holds(partner, 'records');
});

test('NX-20(2): a run that is whole becomes the report, which the four read before they seal it', async () => {
  const whole = await reported();
  await openPage(partner, scene.system, `/applications/${whole}/test-report`);
  await partner.getByText('一、必须测试项').waitFor();
  await partner
    .getByText(/SM3 [0-9a-f]{64}/)
    .first()
    .waitFor();
  await holds(partner, 'report');
});

test('a bed that falls silent makes the live view say since when nothing was heard', async () => {
  await open(partner, '/joint-test');
  await partner.getByText(/^实时/).waitFor();
  bed.process.child.kill('SIGSTOP');
  try {
    await partner
      .getByText(/没有收到|未收到|停止更新/)
      .first()
      .waitFor({ timeout: 25_000 });
  } finally {
    bed.process.child.kill('SIGCONT');
  }
  await partner.getByText(/^实时/).waitFor();
});
