import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@anjie/test-system';
import packed from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Folder of the built portal that the walks are served. */
export const PORTAL = process.env.ANJIE_PORTAL ?? join(ROOT, 'apps/web/dist');

/**
 * A headless Chromium: the system's where there is one, else the one inside the npm package (it needs libnss3 on the machine).
 *
 * @throws Error in words when none starts
 */
export async function openBrowser(): Promise<Browser> {
  const own = SYSTEM.find((path) => existsSync(path));
  try {
    return await chromium.launch({
      executablePath: own ?? (await packed.executablePath()),
      args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
      // Without a locale that has them, a browser gives a file with a Chinese name another one.
      env: { ...process.env, LANG: 'C.UTF-8' },
    });
  } catch (error) {
    throw new Error(
      `没有可用的浏览器：请安装 chromium，或安装 libnss3 后使用随附的浏览器 / no browser starts: install chromium, or libnss3 for the one that npm brought\n${(error as Error).message}`,
    );
  }
}

/** Logs in by the form, as a person does. */
export async function logIn(page: Page, url: string, login: string, password: string): Promise<void> {
  await page.goto(`${url}/portal/login`);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.endsWith('/login'));
  await settled(page);
}

/** The page has its heading and nothing loads any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('h1');
  // Evaluating text is what the policy forbids: the page is asked by selectors alone.
  while ((await page.locator('.ant-skeleton, .ant-spin-spinning').count()) > 0) await page.waitForTimeout(50);
  // A board keeps its line open: there the network is never idle.
  await Promise.race([page.waitForLoadState('networkidle').catch(() => null), page.waitForTimeout(1500)]);
}
