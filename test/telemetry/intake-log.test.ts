import { describe, expect, test } from '@jest/globals';
import { noCounts, type IntakeReport } from '../../src/intake/report.ts';
import { StoreError } from '../../src/store/object-store.ts';
import { intakeLogs } from '../../src/telemetry/intake-log.ts';
import { intakeLogLine } from '../../src/telemetry/intake-metrics.ts';

const nowMs = Date.UTC(2026, 10, 28, 12);
const report: IntakeReport = {
  requestId: 'r1',
  streamName: 'logs',
  status: 200,
  failure: undefined,
  detail: undefined,
  isRepeated: false,
  counts: { ...noCounts(), records: 3, logs: 5, delivered: 4, parked: 1 },
};
const failed: IntakeReport = {
  ...report,
  status: 503,
  failure: 'datadogUnavailable',
  detail: 'Datadog answered 429',
};

describe('the log of a request', () => {
  test.each<[string, IntakeReport, string]>([
    ['answered', report, '200 logs r1: records 3, logs 5, delivered 4, parked 1, 13 ms'],
    [
      'failed',
      failed,
      '503 logs r1: datadogUnavailable (Datadog answered 429), records 3, logs 5, delivered 4, parked 1, 13 ms',
    ],
    ['of a stranger', { ...report, requestId: '', counts: noCounts() }, '200 logs -: 13 ms'],
    [
      'whose id is more than a line',
      { ...report, requestId: 'r\n\u001b[2Jx', isRepeated: true, counts: noCounts() },
      '200 logs r??[2Jx: repeated, 13 ms',
    ],
  ])('as text: %s', (_, one, line) => {
    expect(intakeLogs.text.request(one, 12.6, nowMs)).toBe(`2026-11-28T12:00:00.000Z ${line}`);
  });

  test('as JSON: what CloudWatch is told, with a time instead of its metadata', () => {
    const { _aws, ...members } = JSON.parse(intakeLogLine(failed, 12.6, nowMs));
    expect(_aws.Timestamp).toBe(nowMs);
    expect(JSON.parse(intakeLogs.json.request(failed, 12.6, nowMs))).toEqual({
      timestamp: '2026-11-28T12:00:00.000Z',
      ...members,
    });
  });
});

describe('the log of an error', () => {
  test.each<[string, unknown, RegExp]>([
    ['our own', new StoreError('refused', 'no bucket'), /Z StoreError: no bucket$/],
    ['any other', new SyntaxError('customer data'), /Z SyntaxError at .*intake-log\.test/],
    ['without a stack', 'text', /Z string$/],
  ])('%s is one line of text', (_, error, line) => {
    expect(intakeLogs.text.error(error, nowMs)).toMatch(line);
    expect(JSON.stringify(Object.values(intakeLogs).map((log) => log.error(error, nowMs)))).not.toMatch(
      /customer/,
    );
  });

  test('as JSON it has a time', () => {
    expect(JSON.parse(intakeLogs.json.error(new StoreError('refused', 'no bucket'), nowMs))).toEqual({
      timestamp: '2026-11-28T12:00:00.000Z',
      event: 'intake_error',
      error: 'StoreError',
      message: 'no bucket',
    });
  });
});
