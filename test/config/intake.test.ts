import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../src/config/config-error.ts';
import { intakeVariables, parseIntakeConfig } from '../../src/config/intake.ts';

const needed = { INTAKE_ACCESS_KEYS: 'k1', DD_API_KEY: 'd1' };
const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:intake-AbCdEf';

function problemsOf(environment: Readonly<Record<string, string>>): ConfigError {
  try {
    parseIntakeConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const variablesOf = (environment: Readonly<Record<string, string>>) =>
  problemsOf(environment).problems.map(({ name }) => name);

describe('the configuration of the intake', () => {
  test('needs no more than the keys', () => {
    expect(parseIntakeConfig(needed)).toMatchObject({
      accessKeys: { kind: 'fixed', keys: ['k1'] },
      apiKey: { kind: 'fixed', keys: ['d1'] },
      logsUrl: 'https://http-intake.logs.datadoghq.com/api/v2/logs',
      path: '/',
      park: undefined,
      maxBodyBytes: 67_108_864,
    });
  });

  test('takes secrets, a site, a bucket and the rest', () => {
    const config = parseIntakeConfig({
      INTAKE_ACCESS_KEYS_SECRET_ARN: arn,
      DD_API_KEY_SECRET_ARN: arn,
      DD_SITE: 'us5.datadoghq.com',
      INTAKE_PARK_BUCKET: 'my-bucket',
      INTAKE_PATH: '/logs',
      DD_COMPRESSION_LEVEL: '6',
      DD_TAGS: 'a:b',
    });
    expect(config).toMatchObject({
      accessKeys: { kind: 'secret', arn },
      apiKey: { kind: 'secret', arn },
      logsUrl: 'https://http-intake.logs.us5.datadoghq.com/api/v2/logs',
      path: '/logs',
      park: { bucket: 'my-bucket', prefix: 'parked/' },
      compressionLevel: 6,
    });
    expect(config.transform.staticTags).toEqual(['a:b']);
  });

  test('several access keys', () => {
    const { accessKeys } = parseIntakeConfig({ ...needed, INTAKE_ACCESS_KEYS: ' k1, k2 ,' });
    expect(accessKeys).toEqual({ kind: 'fixed', keys: ['k1', 'k2'] });
  });

  test.each(['', ' ', ',', ' , '])('without an access key (%j) it does not start', (keys) => {
    expect(variablesOf({ ...needed, INTAKE_ACCESS_KEYS: keys })).toEqual(['INTAKE_ACCESS_KEYS']);
  });

  test('all problems are told at once, those of the transform too', () => {
    expect(variablesOf({ TAGS_AS: 'x', DD_SITE: 'y', DD_URL: 'z', INTAKE_PATH: 'p' }).sort()).toEqual([
      'DD_API_KEY',
      'DD_SITE',
      'DD_URL',
      'INTAKE_ACCESS_KEYS',
      'INTAKE_PATH',
      'TAGS_AS',
    ]);
  });

  test.each([
    ['TAGS_AS', 'attributes'],
    ['DD_URL', 'ftp://x'],
    ['INTAKE_ACCESS_KEYS_SECRET_ARN', arn],
    ['DD_API_KEY_SECRET_ARN', 'my-secret'],
    ['INTAKE_PARK_BUCKET', 'Not A Bucket'],
    ['INTAKE_PARK_PREFIX', 'parked'],
    ['INTAKE_PARK_PREFIX', '/parked/'],
    ['INTAKE_MAX_BODY_BYTES', '70000000'],
    ['INTAKE_MAX_BODY_BYTES', '1e6'],
    ['DD_COMPRESSION_LEVEL', '0'],
  ])('%s=%s is refused', (name, value) => {
    expect(variablesOf({ ...needed, [name]: value })).toContain(name);
  });

  test.each(['INTAKE_ACCESS_KEYS', 'DD_API_KEY'])('%s is never quoted', (name) => {
    const error = problemsOf({ ...needed, [name]: 'my secret' });
    expect(error.message).toContain(name);
    expect(error.message).not.toContain('my secret');
  });

  test('every name has its own name in the table', () => {
    for (const [key, { name }] of Object.entries(intakeVariables)) expect(name).toBe(key);
  });
});
