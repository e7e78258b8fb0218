/** Chromium, where one is installed: for the tests of the console in a real browser, and for its screenshots. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** `CHROMIUM_PATH`, else where Debian puts it; `undefined` where there is none. */
export function chromiumPath(): string | undefined {
  const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  return existsSync(path) ? path : undefined;
}

export function launchBrowser(executablePath: string): Promise<Browser> {
  // Chromium's sandbox needs a user of its own, which containers of continuous integration do not have.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [], timeout: 100_000 });
}
