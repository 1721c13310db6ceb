import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logIn as apiLogIn, DEMONSTRATION_PASSWORD, ROOT } from '@anjie/test-system';
import type { Browser, Page } from 'playwright-core';
import { guidePictures, PICTURES } from '../scripts/guide-pictures.ts';
import { logIn, openBrowser, settled } from './browser.ts';

/**
 * `npm run screenshots`: every page of a running demonstration into screenshots/, after `npm start` and `npm run demo` have given it something
 * to show. Says what overflows its window. With `--guide`, the pictures that the user guide
 * shows, small, into docs/pictures.
 */
const URL = process.env.ANJIE_URL ?? `http://127.0.0.1:${process.env.ANJIE_PORT_BASE ?? '7300'}`;
const FOR_GUIDE = process.argv[2] === '--guide';
const FOLDER = FOR_GUIDE ? PICTURES : join(ROOT, 'screenshots');
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** antd measures the scroll bar with a style of its own that has no nonce; refused, it takes the browser's width, which is right. */
const MEASURING = /Applying inline style violates/;

interface Shot {
  readonly name: string;
  readonly login: string;
  readonly path: string;
  readonly phone?: boolean;
}

async function shots(): Promise<Shot[]> {
  const caseworker = 'nx.caseworker';
  const person = await apiLogIn(URL, caseworker);
  const read = async <Body>(path: string) => (await person.get(path)).body as unknown as Body;
  const cut = await aCutOff();
  const { restrictions } = await read<{ restrictions: Ordered[] }>('/restrictions?state=all&limit=200');
  const restricted =
    restrictions.find((one) => one.institution !== null && one.lifted === null)?.institution ?? restrictions[0]!.institution!;
  const newest = (await read<{ institutions: { code: string }[] }>('/institutions?sort=newest&limit=1')).institutions[0]!.code;
  const { applications } = await read<{ applications: { number: string; closedAt: string | null }[] }>('/applications?limit=200');
  const application = (applications.find((one) => one.closedAt === null) ?? applications[0]!).number;
  const draft = await aDraft();
  return [
    { name: 'workbench', login: caseworker, path: '/', phone: true },
    { name: 'workbench-county', login: 'xingqing.caseworker', path: '/' },
    { name: 'ledger', login: 'xingqing.caseworker', path: '/institutions' },
    { name: 'ledger-columns', login: caseworker, path: '/institutions?kind=pharmacy&columns=code,name,contactName,contactPhone,div' },
    { name: 'lists', login: caseworker, path: '/lists/address-filings' },
    { name: 'import', login: 'xingqing.caseworker', path: '/import' },
    { name: 'notifications', login: 'xingqing.caseworker', path: '/notifications' },
    { name: 'record', login: 'xingqing.caseworker', path: `/institutions/${newest}/record` },
    { name: 'agreements', login: 'xingqing.caseworker', path: `/institutions/${newest}/agreements` },
    { name: 'tests', login: 'xingqing.caseworker', path: `/institutions/${newest}/tests` },
    { name: 'application-form', login: caseworker, path: `/applications/${application}/form` },
    { name: 'application-review', login: 'xingqing.approver', path: `/applications/${application}/review` },
    ...(draft === undefined
      ? []
      : [
          { name: 'wizard', login: 'xingqing.caseworker', path: `/applications/${draft}/fill`, phone: true },
          { name: 'wizard-system', login: 'xingqing.caseworker', path: `/applications/${draft}/fill?step=system` },
          { name: 'wizard-materials', login: 'xingqing.caseworker', path: `/applications/${draft}/fill?step=materials` },
          { name: 'wizard-preview', login: 'xingqing.caseworker', path: `/applications/${draft}/fill?step=preview` },
        ]),
    { name: 'filings-of-one', login: 'xingqing.caseworker', path: `/filings?subject=address&institution=${newest}` },
    { name: 'dossier-restricted', login: caseworker, path: `/institutions/${restricted}`, phone: true },
    { name: 'dossier', login: caseworker, path: `/institutions/${newest}`, phone: true },
    { name: 'cut-off', login: caseworker, path: `/institutions/${newest}/cut-off`, phone: true },
    { name: 'cut-off-board', login: caseworker, path: `/institutions/${cut ?? restricted}/enforcement`, phone: true },
    { name: 'what-if', login: caseworker, path: `/institutions/${newest}/what-if` },
    { name: 'applications', login: caseworker, path: '/applications?open=all' },
    { name: 'application', login: caseworker, path: `/applications/${application}`, phone: true },
    { name: 'joint-test', login: caseworker, path: `/applications/${application}/joint-test`, phone: true },
    { name: 'joint-test-matrix', login: caseworker, path: `/applications/${application}/joint-test?view=matrix`, phone: true },
    { name: 'joint-test-messages', login: caseworker, path: `/applications/${application}/joint-test?view=messages`, phone: true },
    { name: 'joint-test-compare', login: caseworker, path: `/applications/${application}/joint-test?view=compare` },
    { name: 'joint-test-records', login: caseworker, path: `/applications/${application}/joint-test?view=records` },
    { name: 'test-report', login: caseworker, path: `/applications/${application}/test-report`, phone: true },
    { name: 'apply', login: 'xingqing.caseworker', path: `/institutions/${newest}/apply` },
    { name: 'filings', login: caseworker, path: '/filings?subject=address' },
    { name: 'situation', login: 'nation.leader', path: '/situation', phone: true },
    { name: 'situation-county', login: 'xingqing.leader', path: '/situation' },
    { name: 'firms', login: caseworker, path: '/firms' },
    { name: 'firm', login: caseworker, path: '/firms/his-vendor' },
    { name: 'withdrawals', login: caseworker, path: '/withdrawals?open=false' },
    { name: 'bureaus', login: caseworker, path: '/bureaus' },
    { name: 'division-changes', login: caseworker, path: '/division-changes' },
    { name: 'census', login: 'xingqing.caseworker', path: '/census' },
    { name: 'explain', login: caseworker, path: `/institutions/${restricted}/explain` },
    { name: 'restrictions', login: caseworker, path: '/restrictions?state=all' },
    { name: 'gateways', login: caseworker, path: '/gateways' },
    { name: 'regulations', login: caseworker, path: '/regulations/NX?clause=NX-8' },
    { name: 'profiles', login: caseworker, path: '/profiles' },
    { name: 'audit', login: 'nx.auditor', path: '/audit' },
    { name: 'audit-chain', login: 'nation.auditor', path: '/audit-chain' },
    { name: 'audit-archives', login: 'nation.auditor', path: '/audit-archives' },
    { name: 'delegations', login: 'xingqing.caseworker', path: '/delegations', phone: true },
    { name: 'destructions', login: 'xingqing.caseworker', path: '/destructions' },
    { name: 'sealing', login: 'nation.security-officer', path: '/sealing' },
    { name: 'calendar', login: caseworker, path: '/calendar', phone: true },
    { name: 'publications', login: caseworker, path: '/publications' },
    { name: 'mails', login: 'nx.system-administrator', path: '/mails' },
    { name: 'gateways-administrator', login: 'nx.system-administrator', path: '/gateways' },
    { name: 'alerts', login: 'nation.security-officer', path: '/alerts', phone: true },
    { name: 'assessments', login: 'nation.security-officer', path: '/assessments' },
    { name: 'accounts', login: 'nx.security-officer', path: '/accounts' },
    { name: 'access-reviews', login: 'nx.security-officer', path: '/access-reviews' },
    { name: 'settings', login: 'nx.security-officer', path: '/settings' },
    { name: 'security', login: caseworker, path: '/security' },
    { name: 'not-yours', login: 'nx.auditor', path: '/institutions' },
  ];
}

interface Ordered {
  readonly institution: string | null;
  readonly kind: string;
  readonly lifted: unknown;
}

/** An institution that is cut off, for the board to show: the one that is, else the one that was is cut off again. */
async function aCutOff(): Promise<string | null> {
  const clerk = await apiLogIn(URL, 'nx.caseworker');
  const all = ((await clerk.get('/restrictions?state=all&kind=cut-off&limit=200')).body as unknown as { restrictions: Ordered[] })
    .restrictions;
  const standing = all.find((one) => one.institution !== null && one.lifted === null);
  const code = (standing ?? all.find((one) => one.institution !== null))?.institution ?? null;
  if (standing === undefined && code !== null)
    await clerk.post(`/institutions/${code}/restrictions`, { kind: 'cut-off', clause: 'NX-18', reason: '监测到终端异常外联' });
  return code;
}

/** A draft to show the filling in of: one that stands open, else a new one. */
async function aDraft(): Promise<string | undefined> {
  const clerk = await apiLogIn(URL, 'xingqing.caseworker');
  const open = (await clerk.get('/applications?open=true&limit=200')).body as unknown as {
    applications: { number: string; state: string }[];
  };
  const standing = open.applications.find((one) => one.state === 'draft');
  if (standing !== undefined) return standing.number;
  const fresh = `P64010490${String(Date.now() % 1000).padStart(3, '0')}`;
  await clerk.post('/institutions', { code: fresh, kind: 'pharmacy', name: '新定点示范药店' });
  const opened = await clerk.post(`/institutions/${fresh}/applications`, { kind: 'new-designation' });
  return opened.status === 201 ? String(opened.body.number) : undefined;
}

async function take(
  browser: Browser,
  login: string,
  list: readonly Shot[],
  view: { width: number; height: number },
  suffix: string,
): Promise<string[]> {
  const faults: string[] = [];
  const page = await browser.newPage({ viewport: view, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  page.on(
    'console',
    (message) => message.type() === 'error' && !MEASURING.test(message.text()) && faults.push(`${login}: ${message.text().slice(0, 300)}`),
  );
  page.on('pageerror', (error) => faults.push(`${login}: ${error.message}`));
  await logIn(page, URL, login, DEMONSTRATION_PASSWORD);
  for (const shot of list) {
    await page.goto(`${URL}/portal${shot.path}`);
    await settled(page);
    await page.waitForTimeout(300);
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    if (wide > 0) faults.push(`${shot.name}${suffix}: overflows by ${wide} px`);
    await keep(page, `${shot.name}${suffix}`);
    process.stdout.write(`${shot.name}${suffix}\n`);
  }
  await page.close();
  return faults;
}

/** A picture for the eye of who builds it; or, a tenth of its size, for the guide. */
async function keep(page: Page, name: string): Promise<void> {
  if (!FOR_GUIDE) {
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    return;
  }
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
  writeFileSync(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
  await devtools.detach();
}

mkdirSync(FOLDER, { recursive: true });
const wanted = FOR_GUIDE ? guidePictures().map((one) => one.name) : process.argv.slice(2);
const all = (await shots()).filter((shot) => wanted.length === 0 || wanted.includes(shot.name) || wanted.includes(`${shot.name}-phone`));
const browser = await openBrowser();
const faults: string[] = [];
const first = await browser.newPage({ viewport: DESK, locale: 'zh-CN' });
await first.goto(`${URL}/portal/login`);
await first.waitForSelector('h1');
if (wanted.length === 0 || wanted.includes('login')) await keep(first, 'login');
await first.close();
for (const [login, list] of Map.groupBy(all, (shot) => shot.login)) {
  const desks = list.filter((shot) => !FOR_GUIDE || wanted.includes(shot.name));
  if (desks.length > 0) faults.push(...(await take(browser, login, desks, DESK, '')));
  const phones = list.filter((shot) => shot.phone === true && (!FOR_GUIDE || wanted.includes(`${shot.name}-phone`)));
  if (phones.length > 0) faults.push(...(await take(browser, login, phones, PHONE, '-phone')));
}
await browser.close();
for (const fault of faults) process.stdout.write(`✗ ${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
