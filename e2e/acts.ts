import type { Locator, Page } from 'playwright-core';
import { settled } from './browser.ts';

/** Presses a button that opens a dialog, fills in what it asks, and presses the button of the same words in it. */
export async function actBy(page: Page, button: Locator, fill: (dialog: Locator) => Promise<unknown> = async () => null): Promise<void> {
  const label = (await button.innerText()).trim();
  await button.click();
  const dialog = page.getByRole('dialog').filter({ hasText: label }).last();
  await fill(dialog);
  await dialog.getByRole('button', { name: label, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await settled(page);
}

export const act = (page: Page, name: string, fill?: (dialog: Locator) => Promise<unknown>): Promise<void> =>
  actBy(page, page.getByRole('button', { name, exact: true }).first(), fill);

/** Chooses by its words what a select inside a dialog offers. */
export async function pick(page: Page, within: Locator, label: string | RegExp, words: string | RegExp): Promise<void> {
  await within.getByLabel(label).first().click();
  const offered = page.locator('.ant-select-dropdown:visible');
  await offered.locator('.ant-select-item-option', { hasText: words }).first().click();
  // While it folds away it lies over the next field.
  await offered.waitFor({ state: 'detached' });
}

/** Takes a step of an application at the foot of its page, and waits until it stands in the state that the step leads to. */
export async function step(page: Page, name: string, state: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.locator('.page-head').getByText(state, { exact: true }).waitFor();
  await settled(page);
}

/** Gives an opinion of 附件二 by its title. */
export async function opine(page: Page, title: string, words: string): Promise<void> {
  const row = page.locator('div:has(> b)', { hasText: title });
  await actBy(page, row.getByRole('button', { name: '签署意见' }), (dialog) => dialog.getByLabel('意见内容').fill(words));
  await page.getByText(`同意：${words}`).waitFor();
}
