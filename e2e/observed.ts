import type { Page, Request } from 'playwright-core';
import { Told } from './page-text.ts';

/** antd measures the scroll bar with a style of its own that has no nonce; refused, it takes the browser's width, which is right. */
export const MEASURING = /Applying inline style violates/;
const STREAM = /\/stream(\?|$)/;
const STILL_MS = 120;
const MOST_MS = 15_000;

/** What goes on behind a page: requests under way, requests that failed, what the console said, and what the server told. */
export class Observed {
  readonly told = new Told();
  readonly #page: Page;
  readonly #open = new Set<Request>();
  #last = Date.now();
  #faults: string[] = [];

  constructor(page: Page) {
    this.#page = page;
    page.on('console', (message) => {
      if (message.type() === 'error' && !MEASURING.test(message.text())) this.#faults.push(`console: ${message.text().slice(0, 200)}`);
    });
    page.on('pageerror', (error) => this.#faults.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (STREAM.test(request.url())) return;
      this.#open.add(request);
      this.#last = Date.now();
    });
    const over = (request: Request) => {
      this.#open.delete(request);
      this.#last = Date.now();
    };
    page.on('requestfinished', over);
    page.on('requestfailed', (request) => {
      over(request);
      const why = request.failure()?.errorText ?? '';
      // A page that is left takes its questions back.
      if (why !== 'net::ERR_ABORTED') this.#faults.push(`request: ${request.method()} ${request.url()} ${why}`);
    });
    page.on('response', async (response) => {
      if (response.status() >= 400) this.#faults.push(`answer: ${response.status()} ${response.url()}`);
      if (!(response.headers()['content-type'] ?? '').includes('json')) return;
      this.told.note(await response.json().catch(() => null));
    });
  }

  /** Nothing is under way, nothing is being loaded, and the page stands. */
  async quiet(): Promise<void> {
    const until = Date.now() + MOST_MS;
    do {
      await this.#page.waitForTimeout(40);
      if (Date.now() > until) {
        this.#faults.push(`still loading after ${MOST_MS / 1000} s`);
        return;
      }
    } while (
      this.#open.size > 0 ||
      Date.now() - this.#last < STILL_MS ||
      (await this.#page.locator('.ant-skeleton, .ant-spin-spinning').count()) > 0 ||
      (await this.#page.locator('h1').count()) === 0
    );
  }

  /** Faults since the last asking. */
  faults(): string[] {
    const found = this.#faults;
    this.#faults = [];
    return found;
  }
}
