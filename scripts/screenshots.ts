/** `npm run screenshots` writes the pictures of the console into docs/images/, light and dark. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { chromiumPath, launchBrowser } from './browser.ts';

const root = join(import.meta.dirname, '..');
const images = join(root, 'docs', 'images');
const size = { width: 1440, height: 1060 };

const path = chromiumPath();
if (path === undefined) {
  process.stderr.write('there is no Chromium; install it, or set CHROMIUM_PATH\n');
  process.exit(1);
}
mkdirSync(images, { recursive: true });
const directory = mkdtempSync(join(tmpdir(), 'kubehose-'));
const local = spawn(
  process.execPath,
  [
    join(root, 'dist', 'kubehose.mjs'),
    'local',
    '--port',
    '0',
    '--console-port',
    '0',
    '--interval',
    '0.3',
    '--retry-duration',
    '0',
  ],
  { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const url = await consoleUrl();
  const browser = await launchBrowser(path);
  const page = await browser.newPage({ viewport: size });
  await page.goto(url);
  await showPipeline(page);
  await take(page, 'console');
  await showObject(page);
  await take(page, 'console-error-object');
  await showPlayground(page);
  await take(page, 'playground');
  await browser.close();
} finally {
  local.kill('SIGKILL');
  await once(local, 'close');
  rmSync(directory, { recursive: true });
}

async function consoleUrl(): Promise<string> {
  for await (const line of createInterface({ input: local.stdout })) {
    const [, url] = /^Console\s+(\S+)/.exec(line) ?? [];
    if (url === undefined) continue;
    local.stdout.resume();
    return url;
  }
  throw new Error('kubehose local ended');
}

async function showPipeline(page: Page): Promise<void> {
  const samples = page.getByRole('button', { name: 'Send 100 samples' });
  for (let round = 0; round < 4; round += 1) await samples.click();
  await page.locator('.fate.at-Datadog').nth(8).waitFor();
  await page.getByRole('button', { name: 'Make Datadog fail' }).click();
  await page.getByText('answers 503').waitFor();
  await samples.click();
  await page.getByText('1 error object').first().waitFor();
  await page.getByLabel('Filter the logs').fill('at datadog');
  await page
    .locator('.row:visible')
    .filter({ hasText: /Exception|Traceback|panic/ })
    .last()
    .click();
  await page.getByRole('table').waitFor();
  await page.getByLabel('Filter the logs').fill('');
  await page.locator('.tail').focus();
  await page.mouse.move(0, 0);
}

async function showObject(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /error object/i }).click();
  await page.locator('.object').first().click();
  await page.locator('.record').first().waitFor();
}

async function showPlayground(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Playground' }).click();
  await page.getByLabel('DD_TAGS').fill('team:checkout,region:eu');
  await page.getByLabel('DD_CLUSTER_NAME').fill('prod');
  await page.locator('#playground details').first().waitFor();
}

async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(images, `${name}-${colorScheme}.png`), animations: 'disabled' });
  }
}
