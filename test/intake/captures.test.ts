/** Real records of Fluent Bit, put on a stream that delivers through the intake, end to end over HTTP. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uncompress } from 'snappyjs';
import { parseProcessing } from '../../src/config/processing.ts';
import { parseTransformConfig } from '../../src/config/transform.ts';
import { putRecords } from '../../src/delivery/put-records.ts';
import type { LocalPipeline } from '../../src/local/pipeline.ts';
import { localPutPort } from '../../src/local/firehose/put-client.ts';
import { startLocalViaIntake } from '../../src/local/via-intake.ts';
import { createRecordTransform, type RecordTransform } from '../../src/transform/record.ts';

const captures = new URL('../captures/', import.meta.url);
const names = readdirSync(captures).filter((name) => name.endsWith('.jsonl.gz'));
const directory = mkdtempSync(join(tmpdir(), 'kubehose-captures-'));
let pipeline: LocalPipeline;
let transform: RecordTransform;

beforeAll(async () => {
  const processing = await parseProcessing({});
  await processing.load();
  transform = createRecordTransform(parseTransformConfig({}), processing);
  pipeline = await startLocalViaIntake({
    directory,
    streamName: 'logs',
    environment: {},
    tuning: { transformIntervalMs: 10, deliveryIntervalMs: 10, commonAttributes: { team: 'shop' } },
  });
});
afterAll(async () => {
  await pipeline.stop();
  rmSync(directory, { recursive: true });
});

function recordsOf(name: string): Buffer[] {
  const lines = gunzipSync(readFileSync(new URL(name, captures)))
    .toString()
    .trimEnd()
    .split('\n');
  return lines.map((line) => Buffer.from((JSON.parse(line) as { data: string }).data, 'base64'));
}

function linesOf(name: string, record: Buffer): string[] {
  return unpacked(name, record)
    .toString('latin1')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function unpacked(name: string, record: Buffer): Buffer {
  if (record[0] === 0x7b) return record;
  if (record[0] === 0x1f && record[1] === 0x8b) return gunzipSync(record);
  if (name.includes('zstd')) return zstdDecompressSync(record);
  return name.includes('snappy') ? Buffer.from(uncompress(record)) : record;
}

type Log = Readonly<Record<string, unknown>>;

function objectIn(line: string): Log | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(line, 'latin1').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The record as the transform answers it: what belongs together is one line. */
function joined(record: Buffer): Buffer {
  const input = { data: record, arrivalTimeMs: Date.now(), streamArn: undefined };
  return Buffer.from(transform.transform(input).data);
}

describe('every line of the transform arrives as a log of its own, with its tags', () => {
  test.each(names)('%s', async (name) => {
    const records = recordsOf(name);
    const lines = records.flatMap((record) => linesOf(name, joined(record)));
    const before = pipeline.datadog.logs.length;
    const put = await putRecords(records, localPutPort(pipeline.urls.firehose, 'logs'), {
      deadlineMs: Date.now() + 10_000,
      now: Date.now,
      sleep: () => Promise.resolve(),
      random: Math.random,
    });
    expect(put.every(({ kind }) => kind === 'put')).toBe(true);
    await pipeline.flush();
    const logs = pipeline.datadog.logs.slice(before).map(({ text }) => JSON.parse(text) as Log);
    expect(logs).toHaveLength(lines.length);
    expect(tagsMissing(logs)).toEqual([]);
    expect(podsOf(logs)).toEqual(podsOf(lines.map((line) => objectIn(line) ?? {})));
  });

  test('nothing failed on the way, and all of it came by the Logs API', () => {
    expect(pipeline.counts()).toMatchObject({ dropped: 0 });
    expect(pipeline.counts().in).toBe(pipeline.counts().delivered);
    expect(new Set(pipeline.datadog.logs.map(({ via }) => via))).toEqual(new Set(['logs-api']));
  });
});

function tagsMissing(logs: readonly Log[]): string[] {
  return logs.flatMap((log) => {
    const tags = String(log['ddtags']).split(',');
    const kubernetes: Log = { ...(log['kubernetes'] as Log | undefined) };
    const pod = kubernetes['pod_name'];
    const wanted = ['firehose_stream:logs', 'team:shop', 'aws_account:111122223333'];
    if (typeof pod === 'string' && pod !== '') wanted.push(`pod_name:${pod}`);
    return wanted.filter((tag) => !tags.includes(tag));
  });
}

/** How many logs each pod has. */
function podsOf(logs: readonly Log[]): Readonly<Record<string, number>> {
  const pods: Record<string, number> = {};
  for (const log of logs) {
    const name = JSON.stringify({ ...(log['kubernetes'] as Log | undefined) }['pod_name'] ?? '');
    pods[name] = (pods[name] ?? 0) + 1;
  }
  return pods;
}
