import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterEach, beforeEach } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal, type LocalPipeline } from '../../src/local/pipeline.ts';
import type { LocalOptions } from '../../src/local/pipeline-options.ts';
import { identity } from './fakes.ts';

let pipeline: LocalPipeline | undefined;
export let directory = '';

/** A directory for each test of a file; the pipeline that it started is stopped afterwards. */
export function usePipeline(): void {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
  });
  afterEach(async () => {
    await pipeline?.stop();
    pipeline = undefined;
    await rm(directory, { recursive: true });
  });
}

export async function start(options: Partial<LocalOptions> = {}): Promise<LocalPipeline> {
  pipeline = await startLocal({ function: identity, directory, streamName: 'logs', ...options });
  return pipeline;
}

export function clientOf({ urls }: LocalPipeline, ca?: string): FirehoseClient {
  return new FirehoseClient({
    endpoint: urls.firehose,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    ...(ca === undefined ? {} : { requestHandler: { httpsAgent: new Agent({ ca }) } }),
  });
}

export const records = (...texts: readonly string[]) => texts.map((text) => ({ Data: Buffer.from(text) }));
export const batch = (list: readonly { Data: Uint8Array }[], name = 'logs') =>
  new PutRecordBatchCommand({ DeliveryStreamName: name, Records: [...list] });
