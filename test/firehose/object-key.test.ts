import { describe, expect, test } from '@jest/globals';
import { errorOutputKey, evaluatePrefix } from '../../src/firehose/object-key.ts';

const timeMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

describe('errorOutputKey', () => {
  const parts = {
    errorOutputType: 'processing-failed',
    stream: 'my-logs',
    version: 9,
    arrivalTimeMs: Date.UTC(2025, 2, 4, 10, 59, 59),
    time: Date.UTC(2025, 2, 4, 11, 48, 32),
    uuid: 'c7cc019b-af51-412d-b641-b3b44ceb3d87',
    extension: '',
  } as const;

  test('the prefix has the time of the oldest record, the name that of writing', () => {
    const prefix = 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/';
    expect(errorOutputKey({ ...parts, prefix })).toBe(
      'errors/processing-failed/2025/03/04/10/my-logs-9-2025-03-04-11-48-32-c7cc019b-af51-412d-b641-b3b44ceb3d87',
    );
  });

  test('an extension and no prefix', () => {
    const key = errorOutputKey({
      ...parts,
      prefix: undefined,
      errorOutputType: 'http-endpoint-failed',
      extension: '.gz',
    });
    expect(key).toBe(
      'http-endpoint-failed/2025/03/04/10/my-logs-9-2025-03-04-11-48-32-c7cc019b-af51-412d-b641-b3b44ceb3d87.gz',
    );
  });
});

describe('evaluatePrefix', () => {
  test.each([
    ['datadog_stream', 'datadog_stream'],
    ['failures/!{firehose:error-output-type}', 'failures/processing-failed'],
    ['a/!{timestamp:yyyy}/any/!{timestamp:dd}', 'a/2026/any/02'],
    ["dt=!{timestamp:yyyy'-'MM'-'dd}/h=!{timestamp:HH}/", 'dt=2026-01-02/h=03/'],
    ['!{timestamp:yy-M-d-H-mm-ss-SSS}', '26-1-2-3-04-05-678'],
    ['!{timestamp:yyyy/DDD}', '2026/002'],
    ["!{timestamp:''}", "'"],
  ])('%s', (prefix, expected) => {
    expect(evaluatePrefix(prefix, 'processing-failed', timeMs)).toBe(expected);
  });

  test('the last day of a leap year is its 366th', () => {
    expect(evaluatePrefix('!{timestamp:DDD}', 'processing-failed', Date.UTC(2028, 11, 31, 23))).toBe('366');
  });

  test.each(['!{firehose:nonsense}', '!{partitionKeyFromLambda:a}', '!{timestamp:YYYY}'])(
    '%s is refused',
    (prefix) => {
      expect(() => evaluatePrefix(prefix, 'processing-failed', timeMs)).toThrow(/ErrorOutputPrefix/);
    },
  );
});
