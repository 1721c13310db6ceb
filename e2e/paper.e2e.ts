import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { openScene, type Scene } from '../apps/server/src/modules/onboarding/onboarding.scene.ts';
import { noSeriousFault } from './axe.ts';
import { openBrowser, PORTAL, settled } from './browser.ts';
import { openPage, personIn } from './people.ts';

let scene: Scene;
let browser: Browser;
let code: string;
let number: string;
before(async () => {
  scene = await openScene({ ANJIE_PORTAL: PORTAL });
  code = await scene.institution('pharmacy');
  number = await scene.open(code);
  await scene.handInAll(code, number);
  await handIn('topology', 'image/png', '网络拓扑图.png', picture());
  await handIn('security-plan', 'application/pdf', '网络安全方案.pdf', document('Plan of network security'));
  await scene.take(code.toLowerCase(), number, 'submit');
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await scene?.system.stop();
});

async function handIn(material: string, type: string, name: string, content: Buffer): Promise<void> {
  const { token } = await scene.system.as(code.toLowerCase());
  const response = await fetch(`${scene.system.url}/api/v1/institutions/${code}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type, 'x-file-name': encodeURIComponent(name) },
    body: new Uint8Array(content),
  });
  const stored = (await response.json()) as { id: string };
  assert.equal(response.status, 201, JSON.stringify(stored));
  await scene.ok(code.toLowerCase(), `/applications/${number}/materials`, { material, documentId: stored.id });
}

/** A PNG of 8 × 8 grey points (W3C PNG, third edition). */
function picture(): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length, 0);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc(body), body.length + 4);
    return frame;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(8, 0);
  head.writeUInt32BE(8, 4);
  head[8] = 8;
  const rows = Buffer.concat(Array.from({ length: 8 }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(8, 128)])));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(data: Buffer): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** A PDF of one page with a line of text (ISO 32000-1). */
function document(words: string): Buffer {
  const stream = `BT /F1 24 Tf 72 720 Td (${words}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  return Buffer.from(`${text}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
}

test('NX-20(1): on the review desk a picture is seen, and a PDF is given to the browser’s own viewer, by the page’s own policy', async () => {
  const county = await personIn(browser, scene.system, 'xingqing.caseworker');
  const refused: string[] = [];
  county.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/.test(message.text()) && !/inline style/.test(message.text()))
      refused.push(message.text());
  });
  await openPage(county, scene.system, `/applications/${number}/review?material=topology`);
  const image = county.locator('.viewer-image');
  await image.waitFor();
  const wide = "(async (image) => (await image.decode(), image.naturalWidth))(document.querySelector('.viewer-image'))";
  assert.equal(await county.evaluate(wide), 8);
  await noSeriousFault(county);
  await county.getByText('未扫描：未配置扫描服务').first().waitFor();
  await openPage(county, scene.system, `/applications/${number}/review?material=security-plan`);
  const shown = county.locator('.viewer-pdf');
  await shown.waitFor();
  assert.match((await shown.getAttribute('data')) ?? '', /^blob:/);
  const { height } = (await shown.boundingBox())!;
  assert.ok(height > 300, `${height}`);
  await showsPages(county, 1);
  const [file] = await Promise.all([county.waitForEvent('download'), county.getByRole('button', { name: '下载' }).click()]);
  assert.equal(file.suggestedFilename(), '网络安全方案.pdf');
  assert.deepEqual(refused, []);
  await county.context().close();
});

/** What the browser's own viewer says of the document in it; a browser that has none shows the words that stand in its place. */
async function showsPages(page: Page, pages: number): Promise<void> {
  if (!(await page.evaluate<boolean>('navigator.pdfViewerEnabled'))) {
    await page.getByText('此浏览器不能在页内显示 PDF').waitFor();
    return;
  }
  const SAYS = `(() => {
    const bar = document.querySelector('pdf-viewer')?.shadowRoot?.querySelector('viewer-toolbar');
    return bar == null ? null : { pages: bar.docLength, loaded: bar.loadProgress };
  })()`;
  let said: unknown = 'no viewer';
  for (let attempt = 0; attempt < 100; attempt++) {
    const viewer = page.frames().find((frame) => frame.url().startsWith('chrome-extension:'));
    if (viewer !== undefined) said = await viewer.evaluate(SAYS).catch((error: Error) => error.message);
    if (JSON.stringify(said) === JSON.stringify({ pages, loaded: 100 })) return;
    await page.waitForTimeout(100);
  }
  assert.deepEqual(said, { pages, loaded: 100 });
}

test('NX-附2: the form is printed on A4 without the frame of the portal, with what was filled in', async () => {
  const county = await personIn(browser, scene.system, 'xingqing.caseworker');
  await openPage(county, scene.system, `/applications/${number}/form`);
  await county.emulateMedia({ media: 'print' });
  for (const part of ['.frame-head', '.frame-side', '.mode-banner']) {
    const found = county.locator(part);
    for (const one of await found.all()) assert.equal(await one.isVisible(), false, part);
  }
  assert.match(await county.locator('.printed').innerText(), /解放西街1号/);
  const paper = await county.pdf({ format: 'A4', preferCSSPageSize: true });
  const pages = paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(pages >= 1 && pages <= 4, `${pages} pages`);
  await county.context().close();
});

test('a whole task is done by the keyboard alone: in, past the menu, an institution registered', async () => {
  const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } })).newPage();
  await page.goto(`${scene.system.url}/portal/login`);
  await page.waitForSelector('#login');
  await tabTo(page, '#login');
  await page.keyboard.type('xingqing.caseworker');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Demo#2026-anjie');
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => !address.pathname.endsWith('/login'));
  await settled(page);
  await tabTo(page, '.skip');
  await page.keyboard.press('Enter');
  await openByKeyboard(page, '机构台账');
  await tabTo(page, 'button:has-text("登记定点医药机构")');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('机构编码').waitFor();
  await tabTo(page, '[role=dialog] input[id$="code"]');
  await page.keyboard.type('P64010400071');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await tabTo(page, '[role=dialog] input[id$="name"]');
  await page.keyboard.type('键盘示范药店');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('键盘示范药店').first().waitFor();
  await page.context().close();
});

type Held = Awaited<ReturnType<typeof personIn>>;

/** Presses Tab until the element has the focus, and the focus is seen. */
async function tabTo(page: Held, selector: string): Promise<void> {
  for (let turn = 0; turn < 60; turn++) {
    if (await page.locator(`${selector}:focus`).count()) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${selector}`);
}

/** Chooses a place of the main menu by its arrows. */
async function openByKeyboard(page: Held, word: string): Promise<void> {
  const item = page.locator('nav [role=menuitem]', { hasText: word }).first();
  for (let turn = 0; turn < 60; turn++) {
    await page.keyboard.press('Shift+Tab');
    if (await page.locator('nav [role=menu]:focus, nav [role=menuitem]:focus').count()) break;
  }
  for (let turn = 0; turn < 40; turn++) {
    if (await page.locator('nav [role=menuitem]:focus', { hasText: word }).count()) break;
    await page.keyboard.press('ArrowDown');
  }
  assert.ok(await item.isVisible());
  await page.keyboard.press('Enter');
  await page.waitForURL(/institutions/);
  await settled(page);
}
