import { gzipSync } from 'node:zlib';
import { parseIntakeConfig } from '../../src/config/intake.ts';
import { createIntake, type IntakeAnswer, type IntakeLimits } from '../../src/intake/intake.ts';
import type { Processing } from '../../src/processing/processing.ts';
import type { Park } from '../../src/intake/park.ts';
import type { IntakeRequest, RequestBody } from '../../src/intake/request.ts';
import { fakeClock, type FakeClock } from '../support/clock.ts';
import { fakeDatadog, type FakeDatadog } from '../support/datadog.ts';

export const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/shop-logs';
export const requestId = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';
export const accessKey = 'right-key';
export const timestamp = 1_767_323_045_599;

export type Log = Readonly<Record<string, unknown>>;

export interface Parked {
  readonly name: string;
  readonly lines: readonly Log[];
}

export interface HarnessOptions {
  readonly datadog?: FakeDatadog;
  readonly environment?: Readonly<Record<string, string>>;
  readonly park?: Park | 'none';
  readonly clock?: FakeClock;
  readonly limits?: IntakeLimits;
  readonly keys?: () => readonly string[];
  readonly processing?: Processing;
}

export interface Harness {
  readonly datadog: FakeDatadog;
  readonly parked: Parked[];
  readonly errors: unknown[];
  readonly clock: FakeClock;
  handle(request: IntakeRequest, leftMs?: number): Promise<IntakeAnswer>;
}

/** An intake whose world is in memory. */
export function harness(options: HarnessOptions = {}): Harness {
  const {
    datadog = fakeDatadog(),
    environment = {},
    clock = fakeClock(timestamp),
    keys = () => [accessKey],
  } = options;
  const parked: Parked[] = [];
  const errors: unknown[] = [];
  const keep: Park = (name, lines) => {
    parked.push({ name, lines: lines.map((line) => JSON.parse(line) as Log) });
    return Promise.resolve();
  };
  const intake = createIntake(
    parseIntakeConfig({ INTAKE_ACCESS_KEYS: accessKey, DD_API_KEY: 'dd-key', ...environment }),
    {
      now: clock.now,
      sleep: clock.sleep,
      random: clock.random,
      logsApi: datadog.api,
      processing: options.processing,
      park: options.park === 'none' ? undefined : (options.park ?? keep),
      onError: (error) => errors.push(error),
      accessKeys: { values: () => Promise.resolve(keys()), refresh: () => Promise.resolve(keys()) },
    },
    options.limits,
  );
  return {
    datadog,
    parked,
    errors,
    clock,
    handle: (received, leftMs = 60_000) => intake.handle(received, clock.now() + leftMs),
  };
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RequestOptions {
  readonly headers?: Headers;
  readonly method?: string;
  readonly path?: string;
  readonly body?: () => Promise<RequestBody>;
  readonly gzip?: boolean;
}

export const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

/** A request as Firehose sends it; headers given as `undefined` are left out. */
export function request(content: unknown, options: RequestOptions = {}): IntakeRequest {
  const text = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const bytes = options.gzip === true ? gzipSync(text) : text;
  return {
    method: options.method ?? 'POST',
    path: options.path ?? '/',
    headers: {
      'x-amz-firehose-protocol-version': '1.0',
      'x-amz-firehose-request-id': requestId,
      'x-amz-firehose-source-arn': streamArn,
      'x-amz-firehose-access-key': accessKey,
      'content-type': 'application/json',
      ...(options.gzip === true ? { 'content-encoding': 'gzip' } : {}),
      ...options.headers,
    },
    body: options.body ?? (() => Promise.resolve({ kind: 'body', bytes })),
  };
}

/** A request with these records, each given as its text. */
export function requestOf(texts: readonly string[], options: RequestOptions = {}): IntakeRequest {
  return request({ requestId, timestamp, records: texts.map((text) => ({ data: base64(text) })) }, options);
}

export function fieldsOf({ response }: IntakeAnswer): Log {
  return JSON.parse(response.body) as Log;
}
