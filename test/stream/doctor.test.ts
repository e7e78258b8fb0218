import { describe, expect, test } from '@jest/globals';
import { diagnose } from '../../src/stream/doctor.ts';
import type { StreamDescription } from '../../src/stream/description.ts';
import { findingsOf, found, none, nowMs, ports, type Answers } from './doctor-ports.ts';
import { lambdaProcessor, streamOf } from './streams.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:kubehose-prod-transform';
const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf';
const errorOutputPrefix = 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/';
const intakeUrl = 'https://abc123.lambda-url.eu-west-1.on.aws/';
const hour = 3_600_000;

const sound = {
  processing: { enabled: true, processors: [lambdaProcessor(functionArn, { BufferSizeInMBs: '1' })] },
  secretArn,
  backup: { errorOutputPrefix },
};

describe('diagnose', () => {
  test('a set-up as the stack makes it is healthy, and everything was looked at', async () => {
    const list = await diagnose(streamOf(sound), none, ports({}));
    expect(list.filter(({ kind }) => kind !== 'healthy')).toEqual([]);
    const checks = list.map((item) => item.kind === 'healthy' && item.check);
    expect(checks).toEqual(
      'stream,endpoint,delivery buffer,processor,error prefix,function,settings,secret,API key,role,role,role,role,backlog,parked,bucket events,version,alarms'.split(
        ',',
      ),
    );
  });

  test.each<[string, StreamDescription, Answers, Readonly<Record<string, unknown>>]>([
    [
      'a stream that is not ready',
      { ...streamOf(sound), status: 'CREATING_FAILED' },
      {},
      { check: 'stream' },
    ],
    [
      'a wrong path',
      streamOf({ ...sound, url: 'https://aws-kinesis-http-intake.logs.us5.datadoghq.com/v1/input' }),
      {},
      { check: 'endpoint', fix: expect.stringContaining('/api/v2/logs?dd-protocol=aws-kinesis-firehose') },
    ],
    [
      'a buffer above what Datadog takes',
      streamOf({ ...sound, bufferMB: 5 }),
      {},
      { check: 'delivery buffer', fix: 'set SizeInMBs to 4 or less' },
    ],
    [
      'an intake with a buffer that can pass 6 MB',
      streamOf({ ...sound, url: intakeUrl, bufferMB: 4 }),
      {},
      { check: 'delivery buffer', impact: expect.stringContaining('413') },
    ],
    [
      'no processor',
      streamOf({ ...sound, processing: { enabled: false, processors: [] } }),
      {},
      { check: 'processor', fix: 'kubehose attach --stream NAME' },
    ],
    [
      'a processor that is switched off',
      streamOf({ ...sound, processing: { ...sound.processing, enabled: false } }),
      {},
      { check: 'processor' },
    ],
    [
      'a buffer of the processor that is too large',
      streamOf({
        ...sound,
        processing: { enabled: true, processors: [lambdaProcessor(functionArn, { BufferSizeInMBs: '3' })] },
      }),
      {},
      { check: 'processor', what: 'the buffer of the processor is 3 MB' },
    ],
    ['no error prefix', streamOf({ ...sound, backup: {} }), {}, { check: 'error prefix' }],
    [
      'an error prefix without the type',
      streamOf({ ...sound, backup: { errorOutputPrefix: 'datadog_stream' } }),
      {},
      { check: 'error prefix', what: expect.stringContaining('lacks !{firehose:error-output-type}') },
    ],
    [
      'an empty secret',
      streamOf(sound),
      { secret: { kind: 'missing' } },
      { check: 'secret', fix: expect.stringContaining('put-secret-value') },
    ],
    [
      'a secret of another shape',
      streamOf(sound),
      { secret: found('0123456789abcdef') },
      { check: 'secret', impact: expect.stringContaining('SecretsManagerValueParseException') },
    ],
    [
      'a secret with another member',
      streamOf(sound),
      { secret: found('{"DD_API_KEY":"k"}') },
      { check: 'secret' },
    ],
    [
      'a key that Datadog refuses',
      streamOf(sound),
      { key: found(false) },
      { check: 'API key', what: 'the key is not valid for datadoghq.com' },
    ],
    [
      'a role without the function',
      streamOf(sound),
      { missing: ['lambda:InvokeFunction'] },
      { check: 'role', fix: expect.stringContaining(`"${functionArn}:*"`) },
    ],
    [
      'a role without the bucket',
      streamOf(sound),
      { missing: ['s3:PutObject'] },
      { check: 'role', impact: expect.stringContaining('the stream stops') },
    ],
    [
      'a role without the key of the bucket',
      streamOf({
        ...sound,
        backup: { errorOutputPrefix, kmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' },
      }),
      { missing: ['kms:Decrypt'] },
      { check: 'role', what: expect.stringContaining('lacks kms:Decrypt') },
    ],
    [
      'a backlog older than 18 h',
      streamOf(sound),
      { backlog: found({ objects: 3, oldestMs: nowMs - 19 * hour }) },
      { check: 'backlog', what: '3 error objects wait under s3://backup/errors/, the oldest for 19.0 h' },
    ],
    [
      'no bucket',
      streamOf(sound),
      { backlog: { kind: 'missing' } },
      { check: 'backlog', what: 'there is no bucket backup' },
    ],
    [
      'what is parked',
      streamOf(sound),
      { parked: found({ objects: 2, oldestMs: nowMs }) },
      { check: 'parked', fix: expect.stringContaining('kubehose replay s3://backup/parked/') },
    ],
    [
      'a bucket that keeps its events to itself',
      streamOf(sound),
      { events: found(false) },
      { check: 'bucket events', fix: expect.stringContaining('EventBridgeConfiguration') },
    ],
    [
      "a role that may not use the secret's own key",
      streamOf(sound),
      { secretKey: '11111111-2222-3333-4444-555555555555', missing: ['kms:Decrypt'] },
      { check: 'role', what: expect.stringContaining(':key/11111111-2222-3333-4444-555555555555') },
    ],
    [
      'another kind of destination',
      { ...streamOf(sound), destination: { kind: 'other', name: 'Splunk' } },
      {},
      { check: 'stream' },
    ],
  ])('%s', async (_name, stream, answers, wanted) => {
    const [first, ...more] = findingsOf(await diagnose(stream, none, ports(answers)));
    expect(first).toMatchObject(wanted);
    expect(more).toEqual([]);
    for (const text of [first?.what, first?.impact, first?.fix]) expect(text).not.toBe('');
  });

  test('in other partitions the bucket is asked for by its own ARN', async () => {
    const asked: string[] = [];
    const roleArn = 'arn:aws-us-gov:iam::111122223333:role/firehose';
    await diagnose(streamOf({ ...sound, roleArn }), none, {
      ...ports({}),
      missingActions: (_role, { resources }) => (asked.push(...resources), Promise.resolve(found([]))),
    });
    const buckets = asked.filter((arn) => arn.includes(':s3:'));
    expect(buckets).toEqual(['arn:aws-us-gov:s3:::backup', 'arn:aws-us-gov:s3:::backup/*']);
  });

  test('a backlog that is younger is told, and is no finding', async () => {
    const backlog = found({ objects: 3, oldestMs: nowMs - 2 * hour });
    const list = await diagnose(streamOf(sound), none, ports({ backlog }));
    expect(list.find((item) => item.kind === 'healthy' && item.check === 'backlog')).toEqual({
      kind: 'healthy',
      check: 'backlog',
      what: '3 error objects wait under s3://backup/errors/, the oldest for 2.0 h',
    });
  });

  test('what cannot be asked is no finding, and says why', async () => {
    const unknown = { kind: 'unknown', reason: 'AccessDenied' } as const;
    const answers = { function: unknown, secret: unknown, key: unknown, backlog: unknown };
    const list = await diagnose(streamOf(sound), none, {
      ...ports(answers),
      missingActions: () => Promise.resolve(unknown),
    });
    expect(findingsOf(list)).toEqual([]);
    expect(list.filter(({ kind }) => kind === 'unknown')).toHaveLength(8);
  });

  test('an intake: its own key is tried, at the site that somebody names', async () => {
    const tried: unknown[] = [];
    const apiKeySecretArn = `${secretArn}-api`;
    const list = await diagnose(
      streamOf({ ...sound, url: intakeUrl, bufferMB: 3, processing: { enabled: false, processors: [] } }),
      { ...none, apiKeySecretArn, site: 'us5.datadoghq.com' },
      {
        ...ports({}),
        secret: (arn) =>
          Promise.resolve(found(arn === apiKeySecretArn ? 'plain-key' : '{"api_key":"access"}')),
        keyIsValid: (...args) => (tried.push(args), Promise.resolve(found(true))),
      },
    );
    expect(findingsOf(list)).toEqual([]);
    expect(tried).toEqual([['us5.datadoghq.com', 'plain-key']]);
  });

  test('no key ever stands in a diagnosis', async () => {
    for (const secret of ['{"api_key":"s3cr3t"}', 's3cr3t', '{"other":"s3cr3t"}']) {
      const list = await diagnose(streamOf(sound), none, ports({ secret: found(secret), key: found(false) }));
      expect(JSON.stringify(list)).not.toContain('s3cr3t');
    }
  });
});
