import assert from 'node:assert/strict';
import { DEMONSTRATION_PASSWORD, type TestSystem } from '@anjie/test-system';
import type { Browser, Page } from 'playwright-core';
import { logIn, settled } from './browser.ts';

/** A person in a browser of their own. */
export async function personIn(browser: Browser, system: TestSystem, login: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } })).newPage();
  await logIn(page, system.url, login, DEMONSTRATION_PASSWORD);
  return page;
}

export async function openPage(page: Page, system: TestSystem, path: string): Promise<void> {
  await page.goto(`${system.url}/portal${path}`);
  await settled(page);
}

/** Chooses by its words what a select offers. */
export async function choose(page: Page, label: string | RegExp, words: string | RegExp): Promise<void> {
  await page.getByLabel(label).first().click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: words }).first().click();
}

/** A pharmacy of 兴庆区 with an operator and an account of its own, as its bureau and two officers make them. */
export async function pharmacy(system: TestSystem, code: string, contacts: Readonly<Record<string, string>> = {}): Promise<string> {
  const ok = async (login: string, path: string, body?: unknown) => {
    const answer = await (await system.as(login)).post(path, body);
    assert.ok(answer.status < 300, `${login} ${path}: ${JSON.stringify(answer.body)}`);
  };
  await ok('xingqing.caseworker', '/institutions', { code, kind: 'pharmacy', name: '兴庆示范药店', ...contacts });
  await ok('xingqing.caseworker', `/institutions/${code}/operators`, { role: 'operator', name: '王运维' });
  const login = code.toLowerCase();
  const account = {
    login,
    name: '药店操作员',
    password: DEMONSTRATION_PASSWORD,
    role: 'institution',
    partyKind: 'institution',
    partyCode: code,
  };
  await ok('nx.system-administrator', '/accounts', account);
  await ok('nx.security-officer', `/accounts/${login}/activation`);
  return login;
}
