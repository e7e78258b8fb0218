import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { PutEntry, PutRecordBatchPort } from '../../../src/delivery/put-records.ts';
import { maxBatchBytes, putRecordBatchEntryBytes } from '../../../src/firehose/put-record-batch.ts';
import { firehoseDestination } from '../../../src/replay/send/firehose.ts';
import { failedRecord } from '../model/backup.ts';
import { attempt, keysUnder, newWorld } from '../model/job.ts';

const log = (id: string) => Buffer.from(`{"id":"${id}","log":"x"}\n`);
const lines = (...ids: string[]) => ids.map((id) => failedRecord(log(id))).join('\n');
const many = (count: number) => Array.from({ length: count }, (_, index) => String(index));
const sorted = (ids: readonly string[]) => [...ids].sort();

describe('back on a stream, what other tools get wrong', () => {
  test('4: only the entries that failed are put again', async () => {
    const world = newWorld({ 'errors/1': lines(...many(10)) });
    const { port, taken } = streamPort((index, call) => call === 1 && index % 3 === 0);
    await attempt(world, { destination: firehoseDestination(port), job: { old: 'skip' } });
    expect(sorted(taken)).toEqual(sorted(many(10)));
  });

  test('6: the count of hops is inside the record, so that none goes round for ever', async () => {
    let data = log('round');
    for (let hop = 1; hop <= 3; hop += 1) {
      const world = newWorld({ 'errors/1': failedRecord(data) });
      const { port, calls } = streamPort(() => false);
      await attempt(world, { destination: firehoseDestination(port), job: { old: 'skip' } });
      data = Buffer.from(calls[0]![0]!);
      expect(data.toString()).toContain(`"kubehose_replays":${hop}`);
    }
    const world = newWorld({ 'errors/1': failedRecord(data) });
    const { port, calls } = streamPort(() => false);
    const report = await attempt(world, { destination: firehoseDestination(port), job: { old: 'skip' } });
    expect(calls).toEqual([]);
    expect(report.records.parked).toEqual({ hops_used_up: 1 });
  });

  test('7: a call holds 500 records and 4 MiB at most', async () => {
    const large = many(20).map((id) =>
      failedRecord(Buffer.from(`{"id":"${id}","log":"${'x'.repeat(400_000)}"}\n`)),
    );
    const world = newWorld({ 'errors/1': [lines(...many(1_100)), ...large].join('\n') });
    const { port, calls } = streamPort(() => false);
    await attempt(world, { destination: firehoseDestination(port), job: { old: 'skip' } });
    expect(calls.length).toBeGreaterThan(4);
    for (const call of calls) {
      const bytes = call.reduce((total, { length }) => total + putRecordBatchEntryBytes(length), 0);
      expect(call.length).toBeLessThanOrEqual(500);
      expect(bytes).toBeLessThanOrEqual(maxBatchBytes);
    }
    expect(calls.flat()).toHaveLength(1_120);
  });
});

describe('back on a stream', () => {
  test('several lines of a record stay one record', async () => {
    const world = newWorld({ 'errors/1': failedRecord(Buffer.from('{"id":"a"}\n{"id":"b"}\nplain text\n')) });
    const { port, calls } = streamPort(() => false);
    await attempt(world, { destination: firehoseDestination(port), job: { old: 'skip' } });
    expect(calls).toHaveLength(1);
    const [record] = calls[0]!;
    const parsed = Buffer.from(record!)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(parsed.map(({ id, message }) => id ?? message)).toEqual(['a', 'b', 'plain text']);
  });

  test('a record that outgrows the limit when it is unpacked goes as several', async () => {
    const text = many(40)
      .map((id) => `{"id":"${id}","log":"${'x'.repeat(50_000)}"}`)
      .join('\n');
    const world = newWorld({ 'errors/1': failedRecord(gzipSync(text)) });
    const { port, calls } = streamPort(() => false);
    const report = await attempt(world, { destination: firehoseDestination(port), job: { old: 'skip' } });
    expect(report.records).toMatchObject({ found: 1, delivered: 1 });
    expect(calls.flat().length).toBeGreaterThan(1);
    expect(calls.flat().every(({ length }) => length <= 1_024_000)).toBe(true);
    const ids = calls.flat().flatMap(
      (record) =>
        Buffer.from(record)
          .toString()
          .match(/"id":"\d+"/g) ?? [],
    );
    expect(new Set(ids).size).toBe(40);
  });

  test('late records are skipped, or sent, never redated', async () => {
    const world = newWorld({ 'errors/1': lines('A') });
    world.clock.advance(20 * 3_600_000);
    const { port, calls } = streamPort(() => false);
    const skipped = await attempt(world, { destination: firehoseDestination(port), job: { old: 'skip' } });
    expect(skipped.records.skipped).toEqual({ too_old: 1 });
    expect(calls).toEqual([]);
    const sent = await attempt(world, { destination: firehoseDestination(port), job: { old: 'send' } });
    expect(sent.records.delivered).toBe(1);
    expect(Buffer.from(calls[0]![0]!).toString()).toContain('"timestamp":');
  });

  test('a stream that takes nothing is told, with its code', async () => {
    const world = newWorld({ 'errors/1': lines('A'), 'errors/2': lines('B'), 'errors/3': lines('C') });
    const { port } = streamPort(() => true);
    const report = await attempt(world, { destination: firehoseDestination(port), job: { old: 'skip' } });
    expect(report.stopped).toEqual({
      cause: 'destination_unavailable',
      sentence: 'the destination takes nothing at the moment (Firehose answered ServiceUnavailableException)',
    });
    expect(keysUnder(world.bucket, 'errors/')).toHaveLength(3);
  });

  test('a stream that is not there ends the job at once, and moves nothing', async () => {
    const world = newWorld({ 'errors/1': lines('A'), 'errors/2': lines('B') });
    const missing: PutRecordBatchPort = {
      put: () => Promise.reject(Object.assign(new Error('no stream'), { name: 'ResourceNotFoundException' })),
    };
    const report = await attempt(world, {
      destination: firehoseDestination(missing),
      job: { old: 'skip', concurrency: 1 },
    });
    expect(report.stopped?.sentence).toBe(
      'the stream is not there; check its name, the account and --region (ResourceNotFoundException)',
    );
    expect(keysUnder(world.bucket, 'errors/')).toEqual(['errors/1', 'errors/2']);
  });
});

interface FakeStream {
  readonly port: PutRecordBatchPort;
  readonly calls: (readonly Uint8Array[])[];
  /** Ids of the records that the stream took. */
  readonly taken: string[];
}

function streamPort(fails: (index: number, call: number) => boolean): FakeStream {
  const calls: (readonly Uint8Array[])[] = [];
  const taken: string[] = [];
  const port: PutRecordBatchPort = {
    put(records) {
      calls.push(records);
      const entries = records.map((record, index): PutEntry => {
        if (fails(index, calls.length)) return { kind: 'failed', code: 'ServiceUnavailableException' };
        taken.push(/"id":"([^"]*)"/.exec(Buffer.from(record).toString())?.[1] ?? '');
        return { kind: 'put' };
      });
      return Promise.resolve(entries);
    },
  };
  return { port, calls, taken };
}
