import { gzipSync } from 'node:zlib';
import { parseIntakeConfig } from '../../src/config/intake.ts';
import type { LogsResponse } from '../../src/delivery/logs-answer.ts';
import type { LogsApi } from '../../src/delivery/logs.ts';
import { createIntake, type IntakeAnswer, type IntakeLimits } from '../../src/intake/intake.ts';
import type { Processing } from '../../src/processing/processing.ts';
import type { Park } from '../../src/intake/park.ts';
import type { IntakeRequest, RequestBody } from '../../src/intake/request.ts';
import { fakeClock, type FakeClock } from '../support/clock.ts';

export const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/shop-logs';
export const requestId = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';
export const accessKey = 'right-key';
export const timestamp = 1_767_323_045_599;

export type Log = Readonly<Record<string, unknown>>;

/** Datadog behind the port: `answer` decides by the call's number and its logs; what it accepts is kept. */
export interface FakeDatadog {
  readonly api: LogsApi;
  /** The logs that were accepted, as bytes in Latin 1. */
  readonly accepted: string[];
  readonly calls: number[];
}

export const accept: LogsResponse = { kind: 'answered', status: 202, body: '{}' };
export const status = (code: number, retryAfter?: string): LogsResponse => ({
  kind: 'answered',
  status: code,
  body: '{"errors":[]}',
  retryAfter,
});

export function fakeDatadog(
  answer: (logs: readonly string[], call: number) => LogsResponse = () => accept,
): FakeDatadog {
  const accepted: string[] = [];
  const calls: number[] = [];
  return {
    accepted,
    calls,
    api(body, entries) {
      const logs = logsIn(body);
      if (logs.length !== entries) throw new Error('the number of entries is wrong');
      calls.push(entries);
      const response = answer(logs, calls.length);
      if (response.kind === 'answered' && response.status === 202) accepted.push(...logs);
      return Promise.resolve(response);
    },
  };
}

/** The elements of a JSON array as JSON text; bytes one by one, so that those that are no UTF-8 are seen. */
function logsIn(body: Uint8Array): string[] {
  const list: unknown[] = JSON.parse(Buffer.from(body).toString('latin1'));
  return list.map((log) => JSON.stringify(log));
}

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

export function acceptedLogs({ accepted }: FakeDatadog): Log[] {
  return accepted.map((log) => JSON.parse(Buffer.from(log, 'latin1').toString()) as Log);
}
