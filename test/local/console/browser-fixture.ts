import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, launchBrowser } from '../../../scripts/browser.ts';

const path = chromiumPath();
let browser: Browser | undefined;
let page: Page | undefined;

/** `describe` where there is a Chromium; elsewhere it says that the tests were left out. */
export const describeInBrowser: (name: string, tests: () => void) => void =
  path === undefined ? leftOut : describe;

function leftOut(name: string, tests: () => void): void {
  process.stderr.write(`left out, because there is no Chromium (CHROMIUM_PATH names one): ${name}\n`);
  describe.skip(name, tests);
}

/** One browser for the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await launchBrowser(path!);
  });
  afterEach(async () => {
    await page?.context().close();
    page = undefined;
  });
  afterAll(() => browser?.close());
}

/** What a page did that it should not: errors, dialogs, requests to elsewhere, what the content security policy stopped. */
export interface Watched {
  readonly page: Page;
  readonly faults: string[];
}

/** @param unanswered a glob of addresses that never get an answer */
export async function open(
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
  unanswered?: string,
): Promise<Watched> {
  const faults: string[] = [];
  const context = await browser!.newContext({ viewport: { width: 1_440, height: 900 }, ...options });
  page = await context.newPage();
  page.setDefaultTimeout(100_000);
  page.on('pageerror', ({ message }) => faults.push(`error: ${message}`));
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      faults.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  if (unanswered !== undefined) await page.route(unanswered, () => {});
  await page.goto(url);
  return { page, faults };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Findings of axe-core that keep somebody from using the page, each with the elements that it is about. */
export async function seriousFindings(shown: Page): Promise<string[]> {
  await shown.evaluate(axe);
  const found: readonly {
    impact: string;
    id: string;
    nodes: readonly { html: string; failureSummary: string }[];
  }[] = await shown.evaluate('axe.run().then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
