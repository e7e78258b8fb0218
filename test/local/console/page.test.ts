import { expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describeInBrowser, open, seriousFindings, useBrowser } from './browser-fixture.ts';
import { put, record, start, useConsole } from './fixture.ts';

/** Logs in sight; the choices of a menu have the same role. */
const rows = (page: Page) => page.locator('.row:visible');

describeInBrowser('the console in a browser', () => {
  useConsole();
  useBrowser();

  test('a log is shown before and after, with its tags and what Datadog reads', async () => {
    const running = await start();
    await put(running, record('hello from the shop'));
    const { page, faults } = await open(running.url);
    await rows(page)
      .filter({ hasText: /hello from the shop/ })
      .click();
    const detail = page.locator('#detail');
    await detail.getByText('2 tags', { exact: false }).or(detail.locator('table.tags')).first().waitFor();
    expect(await detail.locator('.part.gone').allInnerTexts()).toEqual([
      expect.stringContaining('stdout F hello from the shop'),
    ]);
    expect(await detail.locator('.part.new').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('"message": "hello from the shop"'),
        expect.stringContaining('"ddtags"'),
      ]),
    );
    const row = detail.getByRole('row', { name: /pod_name web-0/ });
    expect(await row.getAttribute('title')).toBe('kubernetes.pod_name');
    expect(await detail.locator('.reading').innerText()).toMatch(
      /status\s+info\s+by the stream stdout[^]*from timestamp\s+by the CRI time/,
    );
    expect(faults).toEqual([]);
  });

  test('Datadog fails and recovers, an error object is opened and replayed, by the buttons', async () => {
    const running = await start();
    const { page, faults } = await open(running.url);
    await page.getByRole('button', { name: 'Make Datadog fail' }).click();
    await page.getByText('answers 503').waitFor();
    await page.getByRole('button', { name: 'Send 100 samples' }).click();
    await page.getByRole('tab', { name: '1 error object' }).click();
    await page.locator('.object').click();
    await page.locator('.record').nth(99).waitFor();
    expect(await page.locator('.record').count()).toBe(100);
    expect(await page.locator('.record').first().innerText()).toContain('HttpEndpoint.DestinationException');
    await page.getByRole('button', { name: 'Recover' }).click();
    await page.getByRole('button', { name: 'Replay 1 error object' }).click();
    await page.getByText(/found 100 = delivered 100/).waitFor();
    await page.getByText('nothing is due').waitFor();
    expect(running.pipeline.datadog.counts().accepted).toBe(100);
    expect(faults).toEqual([]);
  });

  const hostile = [
    '<img src=x onerror="window.hacked=1">',
    '<script>window.hacked=1</script>',
    '"><svg onload=window.hacked=1>',
    '</span><iframe src="javascript:parent.hacked=1"></iframe>',
    '{{constructor.constructor("window.hacked=1")()}} ${window.hacked=1}',
    '<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>',
    '\u202Egnp.exe\u0000\u001B[31m',
  ];

  test('a hostile log is text wherever it is shown, and runs nothing', async () => {
    const running = await start();
    await put(running, ...hostile.map((text) => record(text, text.slice(0, 60))));
    await running.post('/api/fail', { status: 503 });
    await put(running, ...hostile.map((text) => record(text, 'in-s3')));
    const { page, faults } = await open(running.url);
    for (let index = 0; index < hostile.length; index += 1) {
      await rows(page).nth(index).click();
      await page.locator('#detail .comparison').waitFor();
      await page
        .locator('#detail')
        .getByText(JSON.stringify(hostile[index]).slice(1, 12), { exact: false })
        .first()
        .waitFor();
    }
    await page.getByRole('tab', { name: '1 error object' }).click();
    await page.locator('.object').click();
    await page.locator('.record').first().waitFor();
    await page.getByRole('tab', { name: 'Playground' }).click();
    await page
      .getByLabel('Log lines')
      .fill(hostile.map((text) => record(text, text.slice(0, 60)).toString()).join(''));
    await page
      .locator('.results details')
      .nth(hostile.length - 1)
      .waitFor();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(
      await page.locator('main').locator('img, script, iframe, style, link, object, embed').count(),
    ).toBe(0);
    expect(faults).toEqual([]);
  });

  test('even markup that got into the page would run nothing', async () => {
    const { page } = await open((await start()).url);
    await page.evaluate(`
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hacked=1">');
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.hacked=1' }));
      new Promise((done) => setTimeout(done, 100));
    `);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
  });

  test('the page is drawn, and says that it connects, before the server says anything', async () => {
    const running = await start();
    const { page } = await open(running.url, {}, '**/api/**');
    await page.getByText('connecting').waitFor();
    await page.getByLabel('Filter the logs').waitFor();
    await page.getByRole('tab', { name: 'Playground' }).waitFor();
  });

  test('10,000 logs: few elements, the newest in sight, and no frame without rows', async () => {
    const running = await start();
    for (let batch = 0; batch < 20; batch += 1)
      await put(running, ...Array.from({ length: 500 }, (_, index) => record(`log ${batch * 500 + index}`)));
    const { page, faults } = await open(running.url);
    await page.getByText('log 9999').waitFor();
    await page.locator('#logs .count', { hasText: '10,000' }).waitFor();
    expect(await page.locator('.row').count()).toBeLessThan(80);
    await put(running, record('one more'));
    await page.getByText('one more').waitFor();
    expect(await page.locator('#logs .count').innerText()).toBe('10,000');
    const frames = await page.evaluate<string[][]>(`(async () => {
      const filter = document.querySelector('[type=search]');
      filter.value = 'log 4321';
      filter.dispatchEvent(new Event('input'));
      const frames = [];
      for (let frame = 0; frame < 5; frame += 1) {
        await new Promise(requestAnimationFrame);
        await new Promise((done) => setTimeout(done));
        const inSight = [...document.querySelectorAll('.row')].filter(({ hidden }) => !hidden);
        frames.push(inSight.map((row) => row.querySelector('.text').textContent));
      }
      return frames;
    })()`);
    expect(frames).toEqual(Array.from({ length: 5 }, () => ['log 4321']));
    expect(await page.locator('#logs .count').innerText()).toBe('1 of 10,000');
    expect(faults).toEqual([]);
  });

  test('a log that is no longer kept goes, whatever the filter shows', async () => {
    const running = await start();
    await put(running, record('the oldest'));
    for (let batch = 0; batch < 20; batch += 1)
      await put(running, ...Array.from({ length: 500 }, (_, index) => record(`log ${batch * 500 + index}`)));
    const { page } = await open(running.url);
    await page.locator('#logs .count', { hasText: '10,000' }).waitFor();
    await page.getByLabel('Filter the logs').fill('log 0');
    await page.locator('#logs .count', { hasText: '1 of 10,000' }).waitFor();
    await put(running, record('one more'));
    await page.locator('#logs .count', { hasText: '0 of 10,000' }).waitFor();
  });

  test('who reads an older log is left there while new ones come', async () => {
    const running = await start();
    await put(running, ...Array.from({ length: 300 }, (_, index) => record(`old ${index}.`)));
    const { page } = await open(running.url);
    await page.getByText('old 299.').waitFor();
    await page.getByRole('listbox').press('Home');
    await page.getByText('old 0.').first().waitFor();
    await put(running, ...Array.from({ length: 300 }, (_, index) => record(`new ${index}.`)));
    await page.locator('#logs .count', { hasText: '600' }).waitFor();
    expect(
      await rows(page)
        .filter({ hasText: /old 0\./ })
        .isVisible(),
    ).toBe(true);
    await page.getByRole('button', { name: 'Follow the newest' }).click();
    await page.getByText('new 299.').waitFor();
  });

  test('all of it by keys', async () => {
    const running = await start();
    await put(running, record('first'), record('second'));
    const { page } = await open(running.url);
    await rows(page).filter({ hasText: 'second' }).waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('.row[aria-selected=true]:visible').innerText()).toContain('first');
    await page.locator('#detail .comparison').waitFor();
    await page.getByRole('tab', { name: 'Pipeline' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: 'Playground' }).getAttribute('aria-selected')).toBe('true');
    await page.getByLabel('Log lines').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
  });

  test('the playground: errors at their place, results at once, a capture that is dropped', async () => {
    const running = await start();
    const { page, faults } = await open(running.url);
    await page.getByRole('tab', { name: 'Playground' }).click();
    await page.locator('.results details').first().waitFor();
    await page.getByLabel('DD_TAGS').fill('bare');
    const error = page.locator('#set-DD_TAGS-error');
    await error.waitFor();
    expect(await error.innerText()).toContain('DD_TAGS is "bare"; allowed: key:value tags');
    expect(await page.getByLabel('DD_TAGS').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('DD_TAGS').fill('team:shop');
    await page
      .getByRole('row', { name: /team shop/ })
      .first()
      .waitFor();
    expect(await error.isVisible()).toBe(false);
    expect(await page.locator('.copy pre').innerText()).toBe('export DD_TAGS=team:shop');
    const capture = `{"data":"${record('from a capture').toString('base64')}"}\n`;
    await page
      .getByLabel('A capture')
      .setInputFiles({ name: 'c.jsonl.gz', mimeType: 'application/gzip', buffer: gzipSync(capture) });
    await page.locator('.results').getByText('from a capture').first().waitFor();
    expect(faults).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('no serious finding of axe-core, %s', async (colorScheme) => {
    const running = await start();
    await put(running, record('ok'), record('ERROR failed'));
    await running.post('/api/fail', { status: 503 });
    await put(running, record('WARN lost for now'));
    const { page } = await open(running.url, { colorScheme });
    await rows(page).nth(1).click();
    await page.locator('table.tags').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: '1 error object' }).click();
    await page.locator('.object').click();
    await page.locator('.record').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Playground' }).click();
    await page.locator('.results details').first().waitFor();
    await page.getByLabel('DD_TAGS').fill('bare');
    await page.locator('#set-DD_TAGS-error').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
