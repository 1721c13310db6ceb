import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DEMONSTRATION_PASSWORD, ROOT, startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Browser } from 'playwright-core';
import { logIn, openBrowser, settled } from './browser.ts';

const KB = 1000;
const TO_LOGIN = 220 * KB;
const TO_WORKBENCH = 220 * KB;

let system: TestSystem;
let browser: Browser;
before(async () => {
  system = await startTestSystem({ environment: { ANJIE_PORTAL: join(ROOT, 'apps/web/dist') } });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

test('scripts weigh at most 220 kB gzip to the login page, and at most 220 kB more to the workbench', async () => {
  const page = await browser.newPage();
  const sizes = new Map<string, number>();
  page.on('response', async (response) => {
    if (response.url().endsWith('.js')) sizes.set(response.url(), gzipSync(await response.body()).length);
  });
  const sum = () => [...sizes.values()].reduce((all, one) => all + one, 0);
  await page.goto(`${system.url}/portal/login`);
  await settled(page);
  const login = sum();
  await logIn(page, system.url, 'nx.caseworker', DEMONSTRATION_PASSWORD);
  await page.waitForTimeout(500);
  const workbench = sum() - login;
  process.stdout.write(`login ${Math.round(login / KB)} kB, workbench ${Math.round(workbench / KB)} kB more\n`);
  assert.ok(login <= TO_LOGIN, `${login}`);
  assert.ok(workbench <= TO_WORKBENCH, `${workbench}`);
});
