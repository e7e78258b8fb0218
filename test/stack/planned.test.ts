import { describe, expect, test } from '@jest/globals';
import type { SecretState } from '../../src/stack/deploy-checks.ts';
import type { Lookup } from '../../src/stream/lookup.ts';
import { diagnosePlan, type PlanPorts } from '../../src/stack/planned.ts';
import type { StreamDescription } from '../../src/stream/description.ts';
import { lambdaProcessor, streamOf } from '../stream/streams.ts';

const place = 'eu-west-1:111122223333';
const apiKeySecretArn = `arn:aws:secretsmanager:${place}:secret:key-AbCdEf`;
const existingStreamArn = `arn:aws:firehose:${place}:deliverystream/logs`;
const errorOutputPrefix = 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/';
const sound = streamOf({ backup: { errorOutputPrefix } });

describe('diagnosePlan', () => {
  test('what can be deployed is healthy, and the key was tried at the site of the plan', async () => {
    const tried: unknown[] = [];
    const { diagnoses, deployment } = await plan(
      { apiKeySecretArn, site: 'us5.datadoghq.com', route: 'intake' },
      { tried },
    );
    expect(diagnoses).toEqual([
      {
        kind: 'healthy',
        check: 'parameters',
        what: 'stream kubehose-prod to us5.datadoghq.com, route intake, buffer 2 MiB',
      },
      { kind: 'healthy', check: 'secret', what: `${apiKeySecretArn} holds a key` },
      { kind: 'healthy', check: 'API key', what: 'valid for us5.datadoghq.com' },
      { kind: 'healthy', check: 'alarms', what: `notify arn:aws:sns:${place}:alarms` },
    ]);
    expect(tried).toEqual([['us5.datadoghq.com', 'key']]);
    expect(deployment?.streamName).toBe('kubehose-prod');
  });

  test.each<[string, Readonly<Record<string, string>>, Answers, readonly (readonly [string, string])[]]>([
    [
      'a wrong site and an unknown name, both at once',
      { site: 'datadog.eu', rout: 'intake' },
      {},
      [
        ['parameters', 'there is no parameter "rout"'],
        ['parameters', 'site is "datadog.eu"; allowed: datadoghq.com'],
      ],
    ],
    [
      'an intake with a buffer that can pass 6 MB',
      { route: 'intake', deliveryBufferMB: '4' },
      {},
      [['parameters', 'can pass the 6 MB']],
    ],
    [
      'a prefix without the error type',
      { errorOutputPrefix: 'errors/!{timestamp:yyyy/MM/dd/HH}/' },
      {},
      [['parameters', 'lacks !{firehose:error-output-type}']],
    ],
    [
      'a secret that is not there',
      { apiKeySecretArn },
      { secret: { kind: 'missing' }, value: { kind: 'missing' } },
      [['parameters', 'there is no secret']],
    ],
    [
      'a secret that is empty',
      { apiKeySecretArn },
      { value: { kind: 'missing' } },
      [['secret', 'does not exist or holds nothing yet']],
    ],
    [
      'a secret of another shape',
      { apiKeySecretArn },
      { value: { kind: 'found', value: 'key' } },
      [['secret', 'is not of the form {"api_key":"…"}']],
    ],
    [
      'alarms that nobody hears',
      { alarmTopicArn: '' },
      { apiKey: 'key' },
      [['alarms', 'no alarmTopicArn is given']],
    ],
    [
      'a key of another site',
      { apiKeySecretArn },
      { key: { kind: 'found', value: false } },
      [['API key', 'not valid for datadoghq.com']],
    ],
    [
      'a key of the environment that Datadog refuses',
      {},
      { apiKey: 'key', key: { kind: 'found', value: false } },
      [['API key', 'not valid for datadoghq.com']],
    ],
    [
      'an existing stream that is not there',
      { existingStreamArn },
      { stream: { kind: 'missing' } },
      [['parameters', 'there is no stream logs']],
    ],
    [
      'an existing stream without a prefix',
      { existingStreamArn },
      { stream: { kind: 'found', value: streamOf({}) } },
      [['error prefix', 'is not set']],
    ],
    [
      'an existing stream with a buffer that is too large for Datadog',
      { existingStreamArn },
      { stream: { kind: 'found', value: streamOf({ bufferMB: 5, backup: { errorOutputPrefix } }) } },
      [['delivery buffer', 'the buffer is 5 MiB']],
    ],
    [
      'an existing stream with a buffer that the intake cannot take',
      { existingStreamArn, route: 'intake' },
      { stream: { kind: 'found', value: sound } },
      [['delivery buffer', 'the buffer is 4 MiB']],
    ],
    [
      'an existing stream with another processor',
      { existingStreamArn },
      { stream: { kind: 'found', value: withProcessor() }, isTransform: { kind: 'found', value: false } },
      [['parameters', 'already has another processor']],
    ],
  ])('%s', async (_name, parameters, answers, wanted) => {
    const { diagnoses } = await plan(parameters, answers);
    const findings = diagnoses.flatMap((item) => (item.kind === 'finding' ? [item.finding] : []));
    expect(findings).toEqual(
      wanted.map(([check, what]) => ({
        check,
        what: expect.stringContaining(what),
        impact: expect.stringMatching(/./),
        fix: expect.stringMatching(/./),
      })),
    );
  });

  test('for an intake the secret may be the key itself', async () => {
    const tried: unknown[] = [];
    const value = { kind: 'found', value: 'plain-key' } as const;
    const { diagnoses } = await plan({ apiKeySecretArn, route: 'intake' }, { value, tried });
    expect(diagnoses.map(({ kind }) => kind)).toEqual(['healthy', 'healthy', 'healthy', 'healthy']);
    expect(tried).toEqual([['datadoghq.com', 'plain-key']]);
  });

  test('an existing stream that is sound, before it is attached', async () => {
    const { diagnoses } = await plan({ existingStreamArn }, {});
    expect(diagnoses.map((item) => (item.kind === 'healthy' ? item.check : item.kind))).toEqual([
      'parameters',
      'endpoint',
      'delivery buffer',
      'error prefix',
      'unknown',
      'unknown',
      'alarms',
    ]);
  });

  test('what cannot be asked is no finding, and says why', async () => {
    const refused = { kind: 'unknown', reason: 'AccessDenied' } as const;
    const answers = { secret: refused, value: refused, stream: refused };
    const parameters = { apiKeySecretArn, existingStreamArn, backupBucketName: 'its-backup' };
    const { diagnoses } = await plan(parameters, answers);
    expect(diagnoses.map(({ kind }) => kind)).toEqual([
      'healthy',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'healthy',
    ]);
    expect(JSON.stringify(diagnoses)).toContain('AccessDenied');
  });

  test('no key ever stands in a diagnosis', async () => {
    for (const text of ['{"api_key":"s3cr3t"}', 's3cr3t']) {
      const value = { kind: 'found', value: text } as const;
      const { diagnoses } = await plan({ apiKeySecretArn }, { value, key: { kind: 'found', value: false } });
      expect(JSON.stringify(diagnoses)).not.toContain('s3cr3t');
    }
  });
});

interface Answers {
  readonly apiKey?: string;
  readonly secret?: Lookup<SecretState>;
  readonly value?: Lookup<string>;
  readonly key?: Lookup<boolean>;
  readonly stream?: Lookup<StreamDescription>;
  readonly isTransform?: Lookup<boolean>;
  readonly tried?: unknown[];
}

function plan(parameters: Readonly<Record<string, string>>, answers: Answers) {
  const {
    secret = { kind: 'found', value: { arn: apiKeySecretArn } },
    value = { kind: 'found', value: '{"api_key":"key"}' },
    key = { kind: 'found', value: true },
    stream = { kind: 'found', value: sound },
    isTransform = { kind: 'found', value: true },
  } = answers;
  const ports: PlanPorts = {
    secret: () => Promise.resolve(secret),
    secretValue: () => Promise.resolve(value),
    keyIsValid: (...args) => (answers.tried?.push(args), Promise.resolve(key)),
    stream: () => Promise.resolve(stream),
    stackOutputs: () => Promise.resolve({ kind: 'missing' }),
    sendsEvents: () => Promise.resolve({ kind: 'found', value: true }),
    isTransform: () => Promise.resolve(isTransform),
  };
  const alarmTopicArn = `arn:aws:sns:${place}:alarms`;
  const given = { alarmTopicArn, ...parameters };
  return diagnosePlan(
    { parameters: given, stage: 'prod', region: 'eu-west-1', apiKey: answers.apiKey },
    ports,
  );
}

function withProcessor(): StreamDescription {
  const processors = [lambdaProcessor(`arn:aws:lambda:${place}:function:masking`)];
  return streamOf({ backup: { errorOutputPrefix }, processing: { enabled: true, processors } });
}
