import { describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocal } from '../../src/local/pipeline.ts';
import { identity } from './fakes.ts';
import { batch, clientOf, directory, records, start, usePipeline } from './pipeline-fixture.ts';

usePipeline();

describe('startLocal', () => {
  test('a function file runs in a thread, and what it puts back comes in again, counted', async () => {
    const path = join(directory, 'function.mjs');
    await writeFile(
      path,
      `const put = (data) => fetch(process.env.AWS_ENDPOINT_URL_FIREHOSE, {
         method: 'POST', headers: { 'X-Amz-Target': 'Firehose_20150804.PutRecord' },
         body: JSON.stringify({ DeliveryStreamName: 'logs', Record: { Data: data } }) });
       export const handler = async ({ records }) => ({ records: await Promise.all(records.map(async ({ recordId, data }) => {
         const text = Buffer.from(data, 'base64').toString();
         if (text.includes('hops')) return { recordId, result: 'Ok', data };
         await put(Buffer.from('{"hops":1}').toString('base64'));
         return { recordId, result: 'Dropped' };
       })) });`,
    );
    const running = await start({ function: { path, env: () => ({}) } });
    await clientOf(running).send(batch(records('{"a":1}', '{"a":2}')));
    await running.flush();
    expect(running.counts()).toMatchObject({ in: 4, delivered: 2, reIngested: 2, dropped: 0, untouched: 2 });
    expect(running.datadog.logs.map(({ text }) => text)).toEqual(['{"hops":1}', '{"hops":1}']);
  });

  test('a function that cannot be loaded is told at once, and nothing keeps running', async () => {
    const path = join(directory, 'function.mjs');
    await writeFile(path, "throw new Error('DD_TAGS is wrong');");
    await expect(startLocal({ function: { path, env: () => ({}) }, directory })).rejects.toThrow(
      'DD_TAGS is wrong',
    );
  });

  test('a port in use is told in a sentence', async () => {
    const running = await start();
    const port = Number(new URL(running.urls.firehose).port);
    await expect(startLocal({ function: identity, directory, port })).rejects.toThrow(
      `port ${port} is in use`,
    );
  });

  test('the site chooses the path of the intake; another destination can take its place', async () => {
    const first = await start({ site: 'us5.datadoghq.com' });
    expect(first.urls.destination).toMatch(/\/api\/v2\/logs\?dd-protocol=aws-kinesis-firehose$/);
    await first.stop();
    const url = 'https://intake.example/v1/input';
    expect((await start({ destination: { url, accessKey: 'k' } })).urls.destination).toBe(url);
  });

  test('stopping ends a delivery that waits for its next attempt', async () => {
    const running = await start({ tuning: { retryDurationMs: 7_200_000 } });
    running.datadog.fail({ kind: 'status', status: 503 });
    await clientOf(running).send(batch(records('{"a":1}')));
    const flushed = running.flush();
    while (running.datadog.counts().requests === 0) await new Promise((resolve) => setImmediate(resolve));
    await running.stop();
    await expect(flushed).rejects.toThrow(/abort/);
  });

  test('counts are told as they change', async () => {
    const seen: number[] = [];
    const running = await start({ onChange: ({ delivered }) => seen.push(delivered) });
    await clientOf(running).send(batch(records('{"a":1}')));
    await running.flush();
    expect(seen.at(-1)).toBe(1);
  });
});
