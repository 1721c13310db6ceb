import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { generateSm2Key, privateKeyPem } from '@anjie/guomi';
import { ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser } from 'playwright-core';
import { noSeriousFault } from './axe.ts';
import { openBrowser } from './browser.ts';
import { openPage, personIn } from './people.ts';

const SHOTS = join(ROOT, 'screenshots');
const data = mkdtempSync(join(tmpdir(), 'anjie-trust-'));

let system: TestSystem;
let browser: Browser;
before(async () => {
  mkdirSync(join(data, 'secrets'), { mode: 0o700 });
  mkdirSync(SHOTS, { recursive: true });
  const secret = (name: string, text: string) => writeFileSync(join(data, 'secrets', name), text, { mode: 0o600 });
  secret('master.key', randomBytes(32).toString('hex'));
  secret('manifest.pem', privateKeyPem(generateSm2Key()));
  const portal = process.env.ANJIE_PORTAL ?? join(ROOT, 'apps/web/dist');
  system = await startTestSystem({ environment: { ANJIE_KEY_FILE: join(data, 'secrets', 'master.key'), ANJIE_PORTAL: portal } });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await system?.stop();
  rmSync(data, { recursive: true, force: true });
});

test('NX-附3.2-5a: a changed setting is named, asked for by the security officer, and signed by the administrator', async () => {
  const officer = await personIn(browser, system, 'nation.security-officer');
  await openPage(officer, system, '/settings');
  await officer.getByText('现行设置与签署的一致').waitFor();
  const changed = await (await system.as('nation.security-officer')).post('/identity-settings/idleMinutes', { value: 20 });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  await openPage(officer, system, '/settings');
  await officer.getByText('现行设置与签署的不一致', { exact: true }).waitFor();
  await officer.getByRole('listitem').filter({ hasText: '整个安装' }).waitFor();
  await officer.getByRole('button', { name: '申请签署' }).click();
  const dialog = officer.getByRole('dialog');
  await dialog.getByLabel('申请理由').fill('窗口人员离座较多');
  await dialog.getByRole('button', { name: '申请签署' }).click();
  await officer.getByText('变化已申请签署，待系统管理员批准').waitFor();
  assert.equal(await officer.getByRole('button', { name: '批准签署' }).count(), 0, 'who asked approves nothing');
  await noSeriousFault(officer);
  await officer.getByText('重要设置的签署').scrollIntoViewIfNeeded();
  await officer.screenshot({ path: join(SHOTS, 'settings-signing.png') });

  const administrator = await personIn(browser, system, 'nation.system-administrator');
  await openPage(administrator, system, '/settings');
  await administrator.getByText(/窗口人员离座较多/).waitFor();
  await administrator.getByRole('button', { name: '批准签署' }).click();
  await administrator.getByRole('dialog').getByRole('button', { name: '批准签署' }).click();
  await administrator.getByText('现行设置与签署的一致').waitFor();
  await officer.context().close();
  await administrator.context().close();
});
