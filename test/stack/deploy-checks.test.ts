import { describe, expect, test } from '@jest/globals';
import { checkBeforeDeploy, type DeployPorts, type SecretState } from '../../src/stack/deploy-checks.ts';
import type { Lookup } from '../../src/stream/lookup.ts';
import { readParameters, type Deployment } from '../../src/stack/read-parameters.ts';
import type { StreamDescription } from '../../src/stream/description.ts';
import { httpEndpoint, lambdaProcessor, streamOf } from '../stream/streams.ts';

const region = 'eu-west-1';
const place = `${region}:111122223333`;
const existingStreamArn = `arn:aws:firehose:${place}:deliverystream/logs`;
const apiKeySecretArn = `arn:aws:secretsmanager:${place}:secret:key-AbCdEf`;

describe('before a deploy', () => {
  test('nothing is asked where nothing is named', async () => {
    const none = (): Promise<never> => Promise.reject(new Error('was asked'));
    const ports = { secret: none, stream: none, isTransform: none, stackOutputs: none, sendsEvents: none };
    const checks = await checkBeforeDeploy(deploymentOf({}), { region }, ports);
    expect(checks).toMatchObject({ problems: [], warnings: [] });
  });

  test.each([
    [{ kind: 'found', value: { arn: apiKeySecretArn } }, [], []],
    [{ kind: 'found', value: { arn: `${apiKeySecretArn}-GhIjKl` } }, ['its ARN in full is'], []],
    [{ kind: 'missing' }, ['there is no secret'], []],
    [
      { kind: 'unknown', reason: 'AccessDeniedException' },
      [],
      ['could not be checked: AccessDeniedException'],
    ],
  ] as const)('a secret that is %j', async (secret, problems, warnings) => {
    const checks = await checkBeforeDeploy(
      deploymentOf({ apiKeySecretArn }),
      { region },
      portsOf({ secret }),
    );
    expect(checks.problems).toEqual(problems.map((text) => expect.stringContaining(text)));
    expect(checks.warnings).toEqual(warnings.map((text) => expect.stringContaining(text)));
  });

  test('what is in another region is refused', async () => {
    const checks = await checkBeforeDeploy(
      deploymentOf({ apiKeySecretArn }),
      { region: 'us-east-1' },
      portsOf({}),
    );
    expect(checks.problems).toEqual([
      'apiKeySecretArn is in eu-west-1, but the stack goes to us-east-1; deploy with --region eu-west-1, or name one there',
    ]);
  });

  const key = `arn:aws:kms:${place}:key/11111111-2222-3333-4444-555555555555`;

  test.each([
    ['none of its own', undefined, '', []],
    ['kmsKeyArn', key, key, []],
    ['kmsKeyArn by its id', '11111111-2222-3333-4444-555555555555', key, []],
    ['another one', key, '', ['no role of this stack may use that key; give its ARN by kmsKeyArn']],
    ['another one than kmsKeyArn', `${key}9`, key, ['aws secretsmanager update-secret']],
  ])('a secret whose key is %s', async (_, kmsKeyId, kmsKeyArn, problems) => {
    const secret = { kind: 'found', value: { arn: apiKeySecretArn, kmsKeyId } } as const;
    const deployment = deploymentOf({ apiKeySecretArn, kmsKeyArn });
    const checks = await checkBeforeDeploy(deployment, { region }, portsOf({ secret }));
    expect(checks.problems).toEqual(problems.map((text) => expect.stringContaining(text)));
  });

  test('a region without Function URLs is no place for an intake', async () => {
    const deployment = deploymentOf({ route: 'intake' });
    const checks = await checkBeforeDeploy(deployment, { region: 'eu-central-2' }, portsOf({}));
    expect(checks.problems).toEqual([expect.stringContaining('Lambda has no Function URLs in eu-central-2')]);
  });

  test('a deployed stack that cannot be compared is a warning', async () => {
    const ports = portsOf({ outputs: { kind: 'unknown', reason: 'AccessDenied' } });
    const checks = await checkBeforeDeploy(deploymentOf({}), { region, stackName: 'kubehose-prod' }, ports);
    expect(checks.problems).toEqual([]);
    expect(checks.warnings).toEqual([expect.stringContaining('AccessDenied')]);
  });

  test('a bucket that keeps its events to itself is a warning, and refused where replay waits for them', async () => {
    const errorOutputPrefix = 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/';
    const stream = { kind: 'found', value: streamOf({ backup: { errorOutputPrefix } }) } as const;
    const ports = portsOf({ stream, events: { kind: 'found', value: false } });
    const calm = await checkBeforeDeploy(deploymentOf({ existingStreamArn }), { region }, ports);
    expect(calm).toMatchObject({ problems: [], warnings: [expect.stringContaining('EventBridge')] });
    const continuous = deploymentOf({ existingStreamArn, continuousReplay: 'true' });
    const waiting = await checkBeforeDeploy(continuous, { region }, ports);
    expect(waiting).toMatchObject({ problems: [expect.stringContaining('EventBridge')], warnings: [] });
  });

  test('the stream tells its bucket and its error prefix', async () => {
    const errorOutputPrefix = 'failed/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/';
    const stream = streamOf({ backup: { bucketName: 'its-bucket', errorOutputPrefix } });
    const { problems, deployment } = await checked(stream);
    expect(problems).toEqual([]);
    expect(deployment).toMatchObject({ backupBucketName: 'its-bucket', errorOutputPrefix });
  });

  test('the stream tells the key of its backup, without which replay could not read it; another one is refused', async () => {
    const [kmsKeyArn, other] = ['its', 'other'].map((id) => `arn:aws:kms:${place}:key/${id}`);
    const stream = streamOf({ backup: { kmsKeyArn } });
    expect((await checked(stream)).deployment.kmsKeyArn).toBe(kmsKeyArn);
    expect((await checked(stream, { kmsKeyArn: other! })).problems).toEqual([
      `kmsKeyArn is ${other}, but the stream encrypts what it writes to its bucket with ${kmsKeyArn}`,
    ]);
    expect((await checked(streamOf({}), { kmsKeyArn: other! })).deployment.kmsKeyArn).toBe(other);
  });

  test('without an error prefix failed records lie behind the prefix, and are looked for there', async () => {
    const { warnings, deployment } = await checked(streamOf({ backup: { prefix: 'datadog/' } }));
    expect(warnings).toEqual([]);
    expect(deployment.errorOutputPrefix).toBe('datadog/');
  });

  test.each([[{}], [{ errorOutputPrefix: '!{firehose:error-output-type}/' }]])(
    'where they lie at the root of the bucket (%j), replay does not look, and that is told',
    async (backup) => {
      const { problems, warnings, deployment } = await checked(streamOf({ backup }));
      expect(problems).toEqual([]);
      expect(warnings).toEqual([
        'existingStreamArn: failed records lie at the root of s3://backup, and replay in this stack looks under errors/ only; ' +
          'set the ErrorOutputPrefix of the stream to errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
      ]);
      expect(deployment.errorOutputPrefix).toMatch(/^errors\//);
    },
  );

  test('a bucket that is not the one of the stream is refused', async () => {
    const { problems } = await checked(streamOf({ backup: { bucketName: 'its-bucket' } }), {
      backupBucketName: 'other-bucket',
    });
    expect(problems).toEqual(['backupBucketName is other-bucket, but the stream writes to its-bucket']);
  });

  test('a stream of another site is refused, unless the intake will be in front of Datadog', async () => {
    const stream = streamOf({});
    const direct = await checked(stream, { site: 'us5.datadoghq.com' });
    expect(direct.problems).toEqual([
      'site is us5.datadoghq.com, but the stream sends to datadoghq.com, and replay would send elsewhere; deploy with --param site=datadoghq.com',
    ]);
    const intake = await checked(stream, { site: 'us5.datadoghq.com', route: 'intake' });
    expect(intake.problems).toEqual([]);
  });

  test('a stream with another processor is refused; with the transform it is not', async () => {
    const arn = `arn:aws:lambda:${place}:function:masking`;
    const stream = streamOf({ processing: { enabled: true, processors: [lambdaProcessor(arn)] } });
    const foreign = await checked(stream, {}, { kind: 'found', value: false });
    expect(foreign.problems).toEqual([expect.stringContaining(`already has another processor, ${arn}`)]);
    const own = await checked(stream, {}, { kind: 'found', value: true });
    expect(own.problems).toEqual([]);
  });

  test('a stream with another kind of destination is refused', async () => {
    const stream: StreamDescription = { ...streamOf({}), destination: { kind: 'other', name: 'Splunk' } };
    expect((await checked(stream)).problems).toEqual([expect.stringContaining('its destination is Splunk')]);
  });

  test('a stream that is not there is refused', async () => {
    const checks = await checkBeforeDeploy(
      deploymentOf({ existingStreamArn }),
      { region },
      portsOf({ stream: { kind: 'missing' } }),
    );
    expect(checks.problems).toEqual(['existingStreamArn: there is no stream logs in eu-west-1']);
  });

  test('a stream that cannot be asked needs its bucket named, so that replay does not come and go', async () => {
    const ports = portsOf({ stream: { kind: 'unknown', reason: 'AccessDeniedException' } });
    const without = await checkBeforeDeploy(deploymentOf({ existingStreamArn }), { region }, ports);
    expect(without.problems).toEqual([expect.stringContaining('name it by backupBucketName')]);
    const named = deploymentOf({ existingStreamArn, backupBucketName: 'its-bucket' });
    const withName = await checkBeforeDeploy(named, { region }, ports);
    expect(withName).toMatchObject({
      problems: [],
      warnings: [expect.stringContaining('could not be checked')],
    });
  });
});

function checked(
  stream: StreamDescription,
  more: Readonly<Record<string, string>> = {},
  isTransform: Lookup<boolean> = { kind: 'missing' },
) {
  const ports = portsOf({ stream: { kind: 'found', value: stream }, isTransform });
  return checkBeforeDeploy(deploymentOf({ existingStreamArn, ...more }), { region }, ports);
}

interface Answers {
  readonly secret?: Lookup<SecretState>;
  readonly stream?: Lookup<StreamDescription>;
  readonly isTransform?: Lookup<boolean>;
  readonly outputs?: Lookup<Readonly<Record<string, string>>>;
  readonly events?: Lookup<boolean>;
}

function portsOf({
  secret = { kind: 'found', value: { arn: apiKeySecretArn } },
  stream = { kind: 'found', value: { ...streamOf({}), destination: httpEndpoint({}) } },
  isTransform = { kind: 'found', value: true },
  outputs = { kind: 'missing' },
  events = { kind: 'found', value: true },
}: Answers): DeployPorts {
  return {
    secret: () => Promise.resolve(secret),
    stream: () => Promise.resolve(stream),
    isTransform: () => Promise.resolve(isTransform),
    stackOutputs: () => Promise.resolve(outputs),
    sendsEvents: () => Promise.resolve(events),
  };
}

function deploymentOf(given: Readonly<Record<string, string>>): Deployment {
  const read = readParameters(given, { stage: 'prod' });
  if (read.kind === 'refused') throw new Error(read.problems.join('\n'));
  return read.deployment;
}
