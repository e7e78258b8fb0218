import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../src/config/config-error.ts';
import { parseReplayConfig, parseReplayDestination } from '../../src/config/replay.ts';

const needed = { DD_API_KEY: 'key', REPLAY_BUCKET: 'backup-bucket' };
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf';

function problemsOf(environment: Readonly<Record<string, string>>): ConfigError {
  try {
    parseReplayConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('the configuration of replay', () => {
  test('needs no more than a key and a bucket', () => {
    expect(parseReplayConfig(needed)).toMatchObject({
      apiKey: { kind: 'fixed', keys: ['key'] },
      logsUrl: 'https://http-intake.logs.datadoghq.com/api/v2/logs',
      compressionLevel: 1,
      bucket: 'backup-bucket',
      prefix: 'errors/',
      old: 'restamp',
      after: 'move',
      minAgeMs: 900_000,
      maxAttempts: 5,
      concurrency: 4,
      bytesPerSecond: undefined,
    });
  });

  test('takes a secret, a site, and the rest', () => {
    const config = parseReplayConfig({
      DD_API_KEY_SECRET_ARN: arn,
      DD_SITE: 'us5.datadoghq.com',
      DD_TAGS: 'team:shop',
      REPLAY_BUCKET: 'b-1',
      REPLAY_PREFIX: '/',
      REPLAY_OLD: 'SKIP',
      REPLAY_AFTER: 'delete',
      REPLAY_MIN_AGE: '90s',
      REPLAY_MAX_ATTEMPTS: '7',
      REPLAY_CONCURRENCY: '2',
      REPLAY_RATE: '2MB/s',
    });
    expect(config).toMatchObject({
      apiKey: { kind: 'secret', arn },
      logsUrl: 'https://http-intake.logs.us5.datadoghq.com/api/v2/logs',
      prefix: '',
      old: 'skip',
      after: 'delete',
      minAgeMs: 90_000,
      maxAttempts: 7,
      concurrency: 2,
      bytesPerSecond: 2_000_000,
      transform: { staticTags: ['team:shop'] },
    });
  });

  test('DD_URL is a base', () => {
    const { logsUrl } = parseReplayDestination({ DD_API_KEY: 'k', DD_URL: 'http://localhost:1/' });
    expect(logsUrl).toBe('http://localhost:1/api/v2/logs');
  });

  test('everything that is wrong is told at once, and no key is', () => {
    const error = problemsOf({
      DD_API_KEY: 'key with a blank',
      DD_SITE: 'datadog.example',
      DD_URL: 'ftp://x',
      DD_COMPRESSION_LEVEL: '10',
      TAGS_AS: 'nothing',
      REPLAY_BUCKET: 'No Bucket',
      REPLAY_OLD: 'drop',
      REPLAY_AFTER: 'burn',
      REPLAY_MIN_AGE: 'soon',
      REPLAY_MAX_ATTEMPTS: '0',
      REPLAY_CONCURRENCY: '1.5',
      REPLAY_RATE: 'fast',
    });
    expect(error.problems.map(({ name }) => name).sort()).toEqual([
      'DD_API_KEY',
      'DD_COMPRESSION_LEVEL',
      'DD_SITE',
      'DD_URL',
      'REPLAY_AFTER',
      'REPLAY_BUCKET',
      'REPLAY_CONCURRENCY',
      'REPLAY_MAX_ATTEMPTS',
      'REPLAY_MIN_AGE',
      'REPLAY_OLD',
      'REPLAY_RATE',
      'TAGS_AS',
    ]);
    expect(error.message).not.toContain('blank');
  });

  test.each([
    [{}, ['DD_API_KEY', 'REPLAY_BUCKET']],
    [{ ...needed, DD_API_KEY_SECRET_ARN: arn }, ['DD_API_KEY_SECRET_ARN']],
    [{ REPLAY_BUCKET: 'bbb', DD_API_KEY_SECRET_ARN: 'my-secret' }, ['DD_API_KEY_SECRET_ARN']],
  ])('%j: %j', (environment, expected) => {
    expect(problemsOf(environment).problems.map(({ name }) => name)).toEqual(expected);
  });
});
