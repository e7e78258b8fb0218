import { afterEach, beforeEach } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startDatadog,
  type DatadogOptions,
  type DatadogStandIn,
} from '../../../src/local/datadog/datadog.ts';

export const apiKey = 'key-for-tests';

let datadog: DatadogStandIn;
let directory = '';

/** A stand-in for each test of a file, with its file of logs in a directory that goes afterwards. */
export function useDatadog(): void {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
  });
  afterEach(async () => {
    await datadog.stop();
    await rm(directory, { recursive: true });
  });
}

export async function start(options: Partial<DatadogOptions> = {}): Promise<DatadogStandIn> {
  datadog = await startDatadog({ apiKey, file: join(directory, 'logs.ndjson'), ...options });
  return datadog;
}

export const texts = () => datadog.logs.map(({ text }) => text);
export const fileText = () => readFile(join(directory, 'logs.ndjson'), 'utf8');

interface Send {
  readonly body?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

export function sendLogs({ body = '[{"message":"a"}]', headers = {} }: Send = {}) {
  return fetch(`${datadog.url}/api/v2/logs`, {
    method: 'POST',
    headers: { 'DD-API-KEY': apiKey, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
}

export const requestId = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';
const base64 = (text: string) => Buffer.from(text).toString('base64');
export const firehoseBody = (...records: readonly string[]) =>
  JSON.stringify({ requestId, timestamp: 1, records: records.map((text) => ({ data: base64(text) })) });

export function sendFirehose(
  { body = firehoseBody('{"a":1}\n'), headers = {} }: Send = {},
  path = '/v1/input',
) {
  return fetch(`${datadog.url}${path}`, {
    method: 'POST',
    headers: {
      'X-Amz-Firehose-Access-Key': apiKey,
      'X-Amz-Firehose-Protocol-Version': '1.0',
      'X-Amz-Firehose-Request-Id': requestId,
      'Content-Type': 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
}
