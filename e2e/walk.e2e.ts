import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Operation, ROUTES } from '@anjie/contract';
import { DEMONSTRATION_PASSWORD } from '@anjie/test-system';
import type { Browser, Page } from 'playwright-core';
import { PLACES } from '../apps/web/src/shell/menu.ts';
import { en } from '../apps/web/src/words/en.ts';
import { zh } from '../apps/web/src/words/zh.ts';
import { type Address, OPENED, readAddresses, type Walker, walkers } from './addresses.ts';
import { axeFaults } from './axe.ts';
import { logIn, openBrowser } from './browser.ts';
import { ACTS } from './forbidden-acts.ts';
import { Observed } from './observed.ts';
import { chineseLeft, codesLeft, readPage } from './page-text.ts';
import { openWorld, type World } from './world.ts';

/**
 * Every address of the portal, walked by every role: what is allowed is whole, what is not is refused. `--test-name-pattern=ROLE` walks one role.
 */
const CHINESE: Readonly<Record<string, string>> = zh;
const WIDTHS = [1440, 1366, 390] as const;
const HEIGHT = 800;

let world: World;
let browser: Browser;
before(async () => {
  world = await openWorld();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

const allowed = (role: string, needs: readonly Operation[]): boolean =>
  needs.length === 0 ||
  needs.some((operation) => {
    const { access } = ROUTES[operation];
    return access === 'public' || (access as readonly string[]).includes(role);
  });

/** Goes to an address as a link would, without loading the portal anew. */
async function goTo(page: Page, observed: Observed, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '/portal${path}'); dispatchEvent(new PopStateEvent('popstate', { state: null }))`);
  await observed.quiet();
}

async function overflowAt(page: Page, width: number): Promise<string | null> {
  await page.setViewportSize({ width, height: HEIGHT });
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  return over > 0 ? `${over} px wider than ${width}` : null;
}

/** The faults of the page that stands open, but for its words. */
async function faultsOf(page: Page): Promise<string[]> {
  const faults: (string | null)[] = [];
  for (const width of WIDTHS) faults.push(await overflowAt(page, width));
  await page.setViewportSize({ width: WIDTHS[1], height: HEIGHT });
  const headings = await page.locator('h1').count();
  if (headings !== 1) faults.push(`${headings} headings of the first level`);
  if ((await page.locator('main, [role=main]').count()) !== 1) faults.push('no single main landmark');
  if (!/ · (安接|Anjie)/.test(await page.title())) faults.push(`title: ${await page.title()}`);
  faults.push(...(await axeFaults(page)));
  return faults.filter((fault) => fault !== null);
}

/** A fault is told once, with where it was met first and how often after. */
class Faults {
  readonly #met = new Map<string, string[]>();

  add(path: string, faults: Iterable<string>): void {
    for (const fault of faults) this.#met.set(fault, [...(this.#met.get(fault) ?? []), path]);
  }

  list(): string[] {
    return [...this.#met].map(([fault, paths]) => `${paths[0]}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}: ${fault}`);
  }
}

/** Buttons on the page whose act the role may not do. */
async function forbiddenActs(page: Page, role: string): Promise<string[]> {
  const labels = (await page.locator('[role=main] button').allInnerTexts()).map((label) => label.trim());
  return ACTS.filter(({ word, does }) => labels.includes(CHINESE[word] ?? word) && !allowed(role, does)).map(
    ({ word }) => `the button ${CHINESE[word]} is shown, and refused`,
  );
}

/** Addresses with the words that stood there: what one reader sees as another did is examined once. */
const examined = new Set<string>();

async function walk(walker: Walker, addresses: readonly Address[]): Promise<string[]> {
  const faults = new Faults();
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1366, height: HEIGHT } });
  const page = await context.newPage();
  const observed = new Observed(page);
  await logIn(page, world.scene.system.url, walker.login(world), DEMONSTRATION_PASSWORD);
  const menu = await page.locator('nav [role=menuitem]').allInnerTexts();
  for (const { path, word, needs } of PLACES) {
    const may = allowed(walker.role, needs === null ? [] : [needs]);
    if (menu.includes(CHINESE[word] ?? word) !== may) faults.add('menu', [`${CHINESE[word]} (${path}) ${may ? 'is missing' : 'is shown'}`]);
  }
  const mine = addresses.filter(({ needs }) => allowed(walker.role, needs));
  const fresh: string[] = [];
  for (const path of mine.flatMap((address) => OPENED[address.path]!(world, walker))) {
    await goTo(page, observed, path);
    const seen = `${path} ${await page.locator('[role=main]').innerText()}`;
    if (seen.includes(zh['page.noPermission'])) faults.add(path, ['refused']);
    if (!examined.has(seen)) {
      examined.add(seen);
      fresh.push(path);
      faults.add(path, await faultsOf(page));
      faults.add(path, codesLeft(await readPage(page), world.names, observed.told));
    }
    faults.add(path, await forbiddenActs(page, walker.role));
    faults.add(path, observed.faults());
  }
  for (const { path } of addresses.filter((one) => !mine.includes(one)))
    for (const typed of OPENED[path]!(world, walker).slice(0, 1)) {
      await goTo(page, observed, typed);
      const heading = await page.locator('h1').innerText();
      if (heading !== zh['page.noPermission']) faults.add(typed, [`not refused but ${heading}`]);
      faults.add(typed, observed.faults());
    }
  await page.evaluate("localStorage.setItem('anjie.language', 'en')");
  await page.reload();
  await page.getByRole('menuitem', { name: en['menu.workbench'] }).waitFor();
  for (const path of fresh) {
    await goTo(page, observed, path);
    const narrow = await overflowAt(page, WIDTHS[2]);
    await page.setViewportSize({ width: WIDTHS[1], height: HEIGHT });
    faults.add(`${path} in English`, [
      ...chineseLeft(await readPage(page), observed.told),
      ...observed.faults(),
      ...(narrow === null ? [] : [narrow]),
    ]);
  }
  await context.close();
  return faults.list();
}

const addresses = readAddresses();
describe('the walk', { concurrency: 3 }, () => {
  for (const walker of walkers()) {
    test(`${walker.role} meets only its own pages, whole, at three widths and in two languages; other addresses are refused`, async () => {
      assert.deepEqual(await walk(walker, addresses), []);
    });
  }
});
