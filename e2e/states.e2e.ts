import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page, Route } from 'playwright-core';
import { OPENED, readAddresses, walkers } from './addresses.ts';
import { openBrowser, settled } from './browser.ts';
import { openPage, personIn } from './people.ts';
import { openWorld, type World } from './world.ts';

const MANY = 40_000;
const RETRY = '重新读取';

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

/** What stands between a page and its server: it lets through, holds, fails, or is not there at all. */
class Line {
  mode: 'open' | 'held' | 'failing' | 'proxy-failing' | 'cut' = 'open';
  #held: (() => void)[] = [];
  /** questions of the page itself: the bell at its head asks on every page */
  asked = 0;

  async on(page: Page): Promise<void> {
    await page.route('**/api/v1/**', (route) => this.#answer(route));
  }

  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  async #answer(route: Route): Promise<void> {
    // While a name is asked for, the code stands: a page that asks nothing else has nothing to wait for.
    if (!/\/notifications\/count|\/alerts\?|\/institution-names\?/.test(route.request().url())) this.asked += 1;
    if (this.mode === 'held') await new Promise<void>((go) => this.#held.push(go));
    if (this.mode === 'cut') return route.abort('connectionrefused');
    if (this.mode === 'proxy-failing') return route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503</h1>' });
    if (this.mode === 'failing')
      return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(FAULT) });
    return route.continue();
  }
}

const said = { zh: '系统内部差错', en: 'internal fault' };
const FAULT = {
  code: 'internal',
  status: 500,
  title: said,
  detail: said,
  path: null,
  value: null,
  clause: null,
  mend: said,
  requestId: 'r-1',
};

for (const role of ['caseworker:county', 'security-officer:province']) {
  test(`while the server is slow every page of ${role} shows that it loads; when it fails, what happened and a way to try again`, async () => {
    const walker = walkers().find((one) => one.role === role)!;
    const page = await personIn(browser, world.scene.system, walker.login(world));
    const line = new Line();
    await line.on(page);
    const faults: string[] = [];
    const seen = await page.evaluate<string[]>(
      "[...document.querySelectorAll('nav a, nav [role=menuitem]')].map((one) => one.textContent)",
    );
    assert.ok(seen.length > 3);
    for (const { path } of readAddresses()) {
      const opened = OPENED[path]!(world, walker)[0];
      if (opened === undefined) continue;
      line.mode = 'held';
      line.asked = 0;
      await page.goto(`${world.scene.system.url}/portal${opened}`);
      await page.locator('h1').waitFor();
      if ((await page.locator('h1').innerText()) === '您的岗位看不到这一页') {
        line.mode = 'open';
        line.release();
        continue;
      }
      const loading = page.locator('.ant-skeleton, .ant-spin-spinning, [aria-busy=true], .ant-btn-loading');
      await loading
        .first()
        .waitFor({ timeout: 4000 })
        .catch(() => line.asked > 0 && faults.push(`${opened}: nothing says that it loads`));
      if (line.asked === 0) continue;
      line.mode = 'failing';
      line.release();
      const again = page.getByRole('button', { name: RETRY }).first();
      await again.waitFor({ timeout: 6000 }).catch(() => faults.push(`${opened}: a failure is not told, or offers no way to try again`));
      if ((await page.locator('.ant-empty').count()) > 0) faults.push(`${opened}: what could not be read is called empty`);
      line.mode = 'open';
      for (let tries = 0; tries < 12 && (await page.getByRole('button', { name: RETRY }).count()) > 0; tries++) {
        await again.click({ timeout: 2000 }).catch(() => null);
        await page.waitForTimeout(400);
      }
      if ((await page.getByRole('button', { name: RETRY }).count()) > 0) faults.push(`${opened}: stays failed after trying again`);
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}

test('what was written is kept while the server is out of order or out of reach, and is done once when it is back', async () => {
  const page = await personIn(browser, world.scene.system, 'xingqing.caseworker');
  const line = new Line();
  await line.on(page);
  await openPage(page, world.scene.system, '/institutions');
  await page.getByRole('button', { name: '登记定点医药机构' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('机构编码').fill('P64010400061');
  await dialog.getByLabel(/名称/).fill('不丢字药店');
  const send = dialog.getByRole('button', { name: '登记定点医药机构' });
  const kind = dialog.getByRole('radio', { name: '定点零售药店' });
  if ((await kind.count()) > 0) await kind.check();
  for (const mode of ['failing', 'proxy-failing', 'cut'] as const) {
    line.mode = mode;
    await send.click();
    await dialog.getByRole('alert').first().waitFor();
    assert.equal(await dialog.getByLabel(/名称/).inputValue(), '不丢字药店', mode);
  }
  line.mode = 'open';
  await send.click();
  await dialog.waitFor({ state: 'hidden' });
  await openPage(page, world.scene.system, '/institutions?name=不丢字药店');
  await page.getByText('已列 1 条').waitFor();
  await page.context().close();
});

test('an empty list says so in a sentence of its own, and what to do about it', async () => {
  const page = await personIn(browser, world.scene.system, 'jinfeng.caseworker');
  const paths = [
    '/institutions',
    '/applications',
    '/restrictions',
    '/filings?subject=line',
    '/notifications',
    ...world.lists.map((name) => `/lists/${name}`),
  ];
  const bare: string[] = [];
  for (const path of paths) {
    await openPage(page, world.scene.system, path);
    for (const words of await page.locator('.ant-empty-description').allInnerTexts())
      if (/^暂无数据$|^No data$/.test(words.trim())) bare.push(path);
  }
  assert.deepEqual(bare, []);
  await openPage(page, world.scene.system, '/institutions');
  assert.match(await page.locator('.ant-empty').innerText(), /。[\s\S]+/);
  await page.context().close();
});

test(`a list of ${MANY} institutions is read page by page from a cursor, and stays a page long on the screen`, async () => {
  await world.scene.system.query(
    `insert into institution (id, code, kind, name, prov, city, div, bureau_id, registered_at)
     select uuidv7(), 'P640104' || lpad((29999 + n)::text, 5, '0'), 'pharmacy', '药店' || n, '640000', '640100', '640104', b.id, now()
     from generate_series(1, $1::int) n, bureau b where b.code = 'xingqing'`,
    [MANY],
  );
  const page = await personIn(browser, world.scene.system, 'xingqing.caseworker');
  const asked: URL[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname.endsWith('/lists/institutions')) asked.push(url);
  });
  await openPage(page, world.scene.system, '/institutions');
  const rows = page.locator('.ant-table-row');
  const first = await rows.count();
  assert.ok(first <= 50, `${first}`);
  assert.match(await page.locator('.table-foot').innerText(), /10,?000/);
  for (let turn = 1; turn <= 3; turn++) {
    await page.getByRole('button', { name: '再取下一页' }).click();
    await rows.nth(first * turn).waitFor();
  }
  assert.equal(await rows.count(), first * 4);
  assert.ok(
    asked.slice(1).every((url) => url.searchParams.get('after') !== null && url.searchParams.get('limit') === '50'),
    asked.join(' '),
  );
  await openPage(page, world.scene.system, '/institutions?name=药店39999');
  await settled(page);
  assert.equal(await rows.count(), 1);
  await page.context().close();
});
