import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { secretsStandIn, lambdaStandIn } from '../support/aws/accounts.ts';
import { cloudFormationStandIn, type StackBuckets } from '../support/aws/cloudformation.ts';
import { consoleDestination, firehoseStandIn } from '../support/aws/firehose.ts';
import {
  AwsError,
  awsEnv,
  json,
  jsonService,
  queryService,
  startAws,
  type AwsService,
} from '../support/aws/server.ts';
import { at, frameworkEnv, root, runServerless, serviceFiles } from '../support/packaged.ts';
import { namesInZip } from '../support/zip.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const place = 'eu-west-1:111122223333';
const foreignArn = `arn:aws:lambda:${place}:function:masking`;

let s3Server: Awaited<ReturnType<typeof startFauxqs>>;
let aws: Awaited<ReturnType<typeof startAws>>;
let s3: S3Client;
let service: string;
/** What changes something, as the services were asked. */
const changes: string[] = [];
const buckets = bucketsOf();
const cloudFormation = cloudFormationStandIn(buckets);

beforeAll(async () => {
  s3Server = await startFauxqs({ port: 0, logger: false });
  s3 = new S3Client({ endpoint: s3Server.address, region: 'eu-west-1', forcePathStyle: true, credentials });
  const processing = {
    Enabled: true,
    Processors: [
      { Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: foreignArn }] },
    ],
  };
  aws = await startAws([
    changesNoted,
    identity,
    cloudFormation.service,
    deployedFunctions,
    noImages,
    secretsStandIn({}),
    lambdaStandIn({ [foreignArn]: { Handler: 'index.handler' } }),
    firehoseStandIn(
      { name: 'logs', status: 'ACTIVE' },
      { ...consoleDestination, ProcessingConfiguration: processing },
    ).service,
  ]);
  service = mkdtempSync(join(tmpdir(), 'kubehose-deploy-'));
  for (const name of serviceFiles) cpSync(join(root, name), join(service, name), { recursive: true });
});

afterAll(async () => {
  await aws.stop();
  await s3Server.stop();
  rmSync(service, { recursive: true, force: true });
});

describe('on an account without a stack', () => {
  test.each<[string, Record<string, string>, string]>([
    [
      'a secret that is not there',
      { apiKeySecretArn: `arn:aws:secretsmanager:${place}:secret:datadog-AbCdEf` },
      'there is no secret arn:aws:secretsmanager:',
    ],
    [
      'a stream with a processor of somebody else',
      { existingStreamArn: `arn:aws:firehose:${place}:deliverystream/logs` },
      `the stream already has another processor, ${foreignArn}`,
    ],
    [
      'a stream that is not there',
      { existingStreamArn: `arn:aws:firehose:${place}:deliverystream/other` },
      'there is no stream other',
    ],
    ['a buffer that can pass 6 MB', { route: 'intake', deliveryBufferMB: '4' }, 'deliveryBufferMB is 4'],
  ])('%s is refused in a sentence before anything is created', async (_, params, sentence) => {
    const options = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
    const failure: unknown = await serverless('deploy', ...options).catch((error: unknown) => error);
    expect(String(failure).replaceAll(/\s+/g, ' ')).toContain(sentence);
    expect(changes).toEqual([]);
    expect(cloudFormation.stacks.size).toBe(0);
  });

  test.each(['deploy', 'remove'])('%s without a region is refused', async (command) => {
    const { AWS_REGION: _, ...env } = frameworkEnv(service, awsEnv(aws.url));
    const failure: unknown = await runServerless([command], service, env).catch((error: unknown) => error);
    expect(String(failure)).toContain('no region is named: add --region REGION');
    expect(changes).toEqual([]);
  });

  test('serverless deploy brings up the stack, and says what comes next', async () => {
    const output = await serverless('deploy', '--verbose');
    const stack = cloudFormation.stacks.get('kubehose-prod')!;
    expect(stack.status).toBe('UPDATE_COMPLETE');
    const packaged = join(service, '.serverless', 'cloudformation-template-update-stack.json');
    expect(stack.template).toEqual(JSON.parse(readFileSync(packaged, 'utf8')));
    const outputs = cloudFormation.outputsOf(stack);
    for (const name of ['StreamArn', 'PutApiKeyCommand', 'ManifestsCommand', 'ReplayCommand'])
      expect(output).toContain(`${name}: ${outputs[name]}`);
    expect(changes).toEqual([
      'CreateChangeSet',
      'ExecuteChangeSet',
      'DeleteChangeSet',
      'CreateChangeSet',
      'ExecuteChangeSet',
    ]);
  });

  test('the zips of the functions are in S3, with the bundles', async () => {
    const { template } = cloudFormation.stacks.get('kubehose-prod')!;
    for (const name of ['transform', 'replay']) {
      const key = at(
        template.Resources[`${name === 'transform' ? 'Transform' : 'Replay'}LambdaFunction`],
        'Properties',
        'Code',
        'S3Key',
      );
      const zip = await buckets.read('kubehose-prod-serverlessdeploymentbucket-1a2b3c4d5e6f', String(key));
      expect(namesInZip(zip!)).toContain(`dist/${name}.mjs`);
    }
  });

  test('a second deploy of the same changes nothing', async () => {
    changes.length = 0;
    expect(await serverless('deploy')).toMatch(/No changes to deploy/);
    expect(changes).toEqual([]);
  });

  test('serverless remove takes all of it away but the data', async () => {
    await serverless('remove');
    expect(cloudFormation.stacks.size).toBe(0);
    expect(cloudFormation.removed).toContain('DeliveryStream');
    expect(cloudFormation.removed).toContain('ServerlessDeploymentBucket');
    for (const kept of ['BackupBucket', 'ApiKeySecret']) expect(cloudFormation.removed).not.toContain(kept);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual(['kubehose-prod-backupbucket-1a2b3c4d5e6f']);
  });

  test('nothing was asked that the stand-in does not know', () => {
    expect(aws.unknown).toEqual([]);
  });
});

async function serverless(command: string, ...args: string[]): Promise<string> {
  const env = {
    ...awsEnv(aws.url),
    AWS_ENDPOINT_URL_S3: s3Server.address,
    SLS_AWS_MONITORING_FREQUENCY: '20',
  };
  return runServerless([command, ...args], service, frameworkEnv(service, env));
}

function changesNoted({ method, body, headers }: Parameters<AwsService>[0]): undefined {
  const action =
    new URLSearchParams(body.toString()).get('Action') ?? String(headers['x-amz-target'] ?? method);
  if (/Create|Execute|Update|Delete|Put/.test(action)) changes.push(action);
}

/** `serverless remove` looks for container images, too. */
const noImages = jsonService('AmazonEC2ContainerRegistry_V20150921', {
  DescribeRepositories() {
    throw new AwsError('RepositoryNotFoundException', 'The repository does not exist');
  },
});

/** `GetFunction` for what the stack holds; the framework asks when it was changed last. */
function deployedFunctions({ method, path }: Parameters<AwsService>[0]) {
  const [, name] = /^\/2015-03-31\/functions\/([\w-]+)$/.exec(path) ?? [];
  if (method !== 'GET' || name === undefined) return undefined;
  const isDeployed = [...cloudFormation.stacks.values()].some(({ template }) =>
    Object.values(template.Resources).some(({ Properties }) => Properties?.['FunctionName'] === name),
  );
  if (!isDeployed) return json(404, { Message: `Function not found: ${name}` }, 'ResourceNotFoundException');
  return json(200, { Configuration: { FunctionName: name, LastModified: new Date().toISOString() } });
}

const identity = queryService({
  GetCallerIdentity: () =>
    '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/deployer</Arn><UserId>u</UserId>',
});

function bucketsOf(): StackBuckets {
  return {
    create: (name) => s3Server.createBucket(name),
    async remove(name) {
      try {
        await s3.send(new DeleteBucketCommand({ Bucket: name }));
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException) return false;
        throw error;
      }
    },
    async read(bucket, key) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      } catch (error) {
        if (error instanceof S3ServiceException) return undefined;
        throw error;
      }
    },
  };
}
