import { describe, expect, test } from '@jest/globals';
import { noCounts } from '../../src/intake/report.ts';
import { StoreError } from '../../src/store/object-store.ts';
import { intakeErrorLine, intakeLogLine } from '../../src/telemetry/intake-metrics.ts';

describe('the log line of a request', () => {
  const report = {
    requestId: 'r',
    streamName: 'logs',
    status: 503,
    failure: 'datadogUnavailable',
    detail: 'Datadog answered 429',
    isRepeated: false,
    counts: { ...noCounts(), records: 3, logs: 5, delivered: 4 },
  } as const;

  test('holds a metric for every name it declares, each a number', () => {
    const line = JSON.parse(intakeLogLine(report, 12.6, 1_000));
    const [{ Metrics, Dimensions }] = line._aws.CloudWatchMetrics;
    for (const { Name } of Metrics) expect(typeof line[Name]).toBe('number');
    expect(Dimensions).toEqual([['DeliveryStreamName']]);
    expect(line).toMatchObject({
      event: 'intake',
      DeliveryStreamName: 'logs',
      IntakeLogs: 5,
      IntakeRequestsRefused: 1,
      IntakeDuration: 13,
      failure: 'datadogUnavailable',
      detail: 'Datadog answered 429',
    });
  });
});

describe('the log line of an error', () => {
  test('tells our own sentences', () => {
    expect(JSON.parse(intakeErrorLine(new StoreError('refused', 'no bucket')))).toEqual({
      event: 'intake_error',
      error: 'StoreError',
      message: 'no bucket',
    });
  });

  test('of others only name and place: a message may hold data', () => {
    const line = intakeErrorLine(new SyntaxError('Unexpected token in "customer data"'));
    expect(line).not.toContain('customer');
    expect(JSON.parse(line)).toMatchObject({
      error: 'SyntaxError',
      place: expect.arrayContaining([expect.stringMatching(/^at /)]),
    });
  });

  test('a message whose data looks like a place is not told', () => {
    const line = intakeErrorLine(new SyntaxError('bad\n    at customer (data:1:1)'));
    expect(line).not.toContain('customer');
    expect(line).toContain('intake-metrics.test');
  });

  test.each([undefined, 'text', { a: 1 }])('%p that was thrown is no new error', (thrown) => {
    expect(JSON.parse(intakeErrorLine(thrown))).toMatchObject({ event: 'intake_error' });
  });
});
