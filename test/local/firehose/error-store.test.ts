import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { formatFailedRecord, type FailedRecord } from '../../../src/firehose/error-output.ts';
import { writeErrorObject, type ErrorStoreOptions } from '../../../src/local/firehose/error-store.ts';
import { fakeDeps } from '../fakes.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kubehose-'));
});
afterEach(() => rm(directory, { recursive: true }));

const record = (arrivalTimestamp: number): FailedRecord => ({
  kind: 'http-endpoint-failed',
  attemptsMade: 1,
  arrivalTimestamp,
  errorCode: 'HttpEndpoint.ConnectionFailed',
  errorMessage: '',
  attemptEndingTimestamp: arrivalTimestamp + 1,
  rawData: '',
  subsequenceNumber: 0,
  dataId: '49.0',
});

const options = (over: Partial<ErrorStoreOptions> = {}): ErrorStoreOptions => ({
  directory,
  prefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
  stream: 'logs',
  version: 1,
  compression: 'UNCOMPRESSED',
  ...over,
});

const records = [record(Date.UTC(2026, 0, 2, 3)), record(Date.UTC(2026, 0, 2, 2))];
const deps = () => fakeDeps(Date.UTC(2026, 0, 2, 4, 5, 6));

describe('writeErrorObject', () => {
  test('the key is a path under the directory, with the hour of the oldest record; nothing unfinished stays', async () => {
    const written = await writeErrorObject(records, options(), deps());
    expect(written.key).toBe(
      'errors/http-endpoint-failed/2026/01/02/02/logs-1-2026-01-02-04-05-06-00000000-0000-4000-8000-000000000001',
    );
    expect(written).toMatchObject({ records: 2, path: join(directory, written.key) });
    expect(await readFile(written.path, 'utf8')).toBe(records.map(formatFailedRecord).join(''));
    expect(await readdir(join(directory, 'errors/http-endpoint-failed/2026/01/02/02'))).toHaveLength(1);
  });

  test('GZIP', async () => {
    const written = await writeErrorObject(records, options({ compression: 'GZIP' }), deps());
    expect(written.key).toMatch(/\.gz$/);
    expect(gunzipSync(await readFile(written.path)).toString('utf8')).toBe(
      records.map(formatFailedRecord).join(''),
    );
  });

  test('a prefix that leads out of the directory is refused', async () => {
    await expect(writeErrorObject(records, options({ prefix: '../../' }), deps())).rejects.toThrow(
      /leads out of/,
    );
  });

  test('an object without records is refused', async () => {
    await expect(writeErrorObject([], options(), deps())).rejects.toThrow(RangeError);
  });
});
