import { afterEach, beforeEach, expect } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { underWay } from '../../../src/local/counts.ts';
import { startDatadog, type DatadogStandIn } from '../../../src/local/datadog/datadog.ts';
import type { TransformHandler } from '../../../src/local/firehose/invoke.ts';
import { createStream, type LocalStream, type StreamOptions } from '../../../src/local/firehose/stream.ts';
import type { FakeDeps } from '../fakes.ts';

const apiKey = 'key-for-tests';
export let datadog: DatadogStandIn;
export let directory = '';

/** A directory and a Datadog stand-in for each test of a file. */
export function useStream(): void {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
    datadog = await startDatadog({ apiKey });
  });
  afterEach(async () => {
    await datadog.stop();
    await rm(directory, { recursive: true });
  });
}

export function stream(
  handler: TransformHandler,
  deps: FakeDeps,
  over: Partial<StreamOptions['destination']> = {},
  maxPendingBytes?: number,
) {
  return createStream(
    {
      arn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
      region: 'eu-west-1',
      ...(maxPendingBytes === undefined ? {} : { maxPendingBytes }),
      processing: {
        enabled: true,
        function: { handler, arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', timeoutMs: 60_000 },
        numberOfRetries: 3,
        buffer: { maxBytes: 1_000, intervalMs: 60_000 },
      },
      destination: {
        url: `${datadog.url}/v1/input`,
        accessKey: apiKey,
        contentEncoding: 'GZIP',
        commonAttributes: {},
        retryDurationMs: 60_000,
        buffer: { maxBytes: 4_000, intervalMs: 60_000 },
        ...over,
      },
      errorOutput: {
        directory,
        prefix: '!{firehose:error-output-type}/',
        stream: 'logs',
        version: 1,
        compression: 'UNCOMPRESSED',
        buffer: { maxBytes: 5_000_000, intervalMs: 300_000 },
      },
    },
    deps,
  );
}

export const put = (target: LocalStream, ...texts: readonly string[]) => {
  for (const text of texts) target.put(Buffer.from(text), 'producer');
};

export async function errorLines(type: string): Promise<Record<string, unknown>[]> {
  const names = await readdir(join(directory, type));
  const texts = await Promise.all(names.map((name) => readFile(join(directory, type, name), 'utf8')));
  return texts
    .join('')
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
}

export function conserves(target: LocalStream): void {
  expect(underWay(target.counts())).toBe(0);
}
