import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '@anjie/test-system';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(join(ROOT, 'apps/web/package.json')).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']";

interface Found {
  readonly id: string;
  readonly impact: string;
  readonly html: string;
}

/** What axe holds serious or critical on the page as it stands, by WCAG 2.0 and 2.1 A and AA: rule and element. */
export async function axeFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
  const found = await page.evaluate<Found[]>(
    `axe.run(document, { runOnly: ${RULES}, resultTypes: ['violations'] }).then((result) => result.violations.flatMap((one) => one.nodes.slice(0, 2).map((node) => ({ id: one.id, impact: one.impact, html: node.html.slice(0, 240) }))))`,
  );
  return found.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => `${one.id}: ${one.html}`);
}

/** One heading and nothing serious: for a page, or a dialog, in the middle of a journey. */
export async function noSeriousFault(page: Page): Promise<void> {
  assert.equal(await page.locator('h1').count(), 1, page.url());
  assert.deepEqual(await axeFaults(page), [], page.url());
}
