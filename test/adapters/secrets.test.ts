import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fixedSecret, secretOf, secretsManagerSecret } from '../../src/adapters/secrets.ts';
import { fakeClock } from '../support/clock.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:intake-AbCdEf';
type Answer = { readonly value: string } | { readonly error: string };
let stages: Record<string, Answer> = {};
let calls = 0;

/** Secrets Manager's wire protocol, as the SDK speaks it. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { VersionStage } = JSON.parse(Buffer.concat(chunks).toString()) as { VersionStage: string };
    calls += 1;
    const answer = stages[VersionStage] ?? { error: 'ResourceNotFoundException' };
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if ('value' in answer) response.end(JSON.stringify({ ARN: arn, SecretString: answer.value }));
    else response.writeHead(400).end(JSON.stringify({ __type: answer.error, message: 'no' }));
  });
});

const saved = { ...process.env };
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] =
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
});
afterAll(async () => {
  process.env = saved;
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});
beforeEach(() => {
  calls = 0;
});
afterEach(() => {
  stages = {};
});

const secret = (clock = fakeClock(), withPrevious = false) =>
  secretsManagerSecret({ arn, now: clock.now, withPrevious });

describe('a secret of Secrets Manager', () => {
  test.each([
    ['as Firehose wants it', '{"api_key":"k1"}'],
    ["as Datadog's Forwarder wants it", '{"DD_API_KEY":"k1"}'],
    ['plain', 'k1'],
    ['with a line end', 'k1\n'],
  ])('is read %s', async (_how, value) => {
    stages = { AWSCURRENT: { value } };
    await expect(secret().values()).resolves.toEqual(['k1']);
  });

  test('both versions are good while it is rotated', async () => {
    stages = { AWSCURRENT: { value: '{"api_key":"new"}' }, AWSPREVIOUS: { value: '{"api_key":"old"}' } };
    await expect(secret(fakeClock(), true).values()).resolves.toEqual(['new', 'old']);
    await expect(secret().values()).resolves.toEqual(['new']);
  });

  test.each([
    ['not there', {}],
    ['of another shape', { AWSPREVIOUS: { value: '{}' } }],
    ['the same', { AWSPREVIOUS: { value: 'k1' } }],
  ])('a previous version that is %s does not count', async (_what, previous) => {
    stages = { AWSCURRENT: { value: 'k1' }, ...previous };
    await expect(secret(fakeClock(), true).values()).resolves.toEqual(['k1']);
  });

  test('is kept for five minutes', async () => {
    const clock = fakeClock();
    const one = secret(clock);
    stages = { AWSCURRENT: { value: 'k1' } };
    await Promise.all([one.values(), one.values()]);
    clock.advance(299_999);
    await one.values();
    expect(calls).toBe(1);
    stages = { AWSCURRENT: { value: 'k2' } };
    clock.advance(1);
    await expect(one.values()).resolves.toEqual(['k2']);
  });

  test('is read again on refresh, once a minute at most', async () => {
    const clock = fakeClock();
    const one = secret(clock);
    stages = { AWSCURRENT: { value: 'k1' } };
    await one.values();
    stages = { AWSCURRENT: { value: 'k2' } };
    await expect(one.refresh()).resolves.toEqual(['k1']);
    clock.advance(60_000);
    await expect(one.refresh()).resolves.toEqual(['k2']);
    expect(calls).toBe(2);
  });

  test('that cannot be read again stays good', async () => {
    const clock = fakeClock();
    const one = secret(clock);
    stages = { AWSCURRENT: { value: 'k1' } };
    await one.values();
    stages = { AWSCURRENT: { error: 'AccessDeniedException' } };
    clock.advance(1_000_000);
    await expect(one.values()).resolves.toEqual(['k1']);
  });

  test.each([
    ['AccessDeniedException', /allow the role secretsmanager:GetSecretValue/],
    ['ResourceNotFoundException', /does not exist or was never given a value/],
    ['InvalidParameterException', /could not be read \(InvalidParameterException\)/],
  ])('%s is a sentence', async (error, sentence) => {
    stages = { AWSCURRENT: { error } };
    await expect(secret().values()).rejects.toThrow(sentence);
  });

  test.each(['', ' ', '{}', '{"api_key":""}', '{"api_key":7}', '{"api_key":"hidden'])(
    'without a key, %j, is a sentence that does not show it',
    async (value) => {
      stages = { AWSCURRENT: { value } };
      const error: unknown = await secret()
        .values()
        .catch((reason: unknown) => reason);
      expect(String(error)).toMatch(/holds no key; put \{"api_key":"…"\}/);
      expect(String(error)).not.toContain('hidden');
    },
  );
});

test('a secret of the environment is what it is', async () => {
  await expect(fixedSecret('a', 'b').values()).resolves.toEqual(['a', 'b']);
  await expect(fixedSecret('a').refresh()).resolves.toEqual(['a']);
});

test('a secret is what the configuration names', async () => {
  await expect(secretOf({ kind: 'fixed', keys: ['a', 'b'] }, Date.now).values()).resolves.toEqual(['a', 'b']);
  stages = { AWSCURRENT: { value: 'new' }, AWSPREVIOUS: { value: 'old' } };
  await expect(secretOf({ kind: 'secret', arn }, Date.now).values()).resolves.toEqual(['new']);
  await expect(secretOf({ kind: 'secret', arn }, Date.now, true).values()).resolves.toEqual(['new', 'old']);
});
