import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { manifests } from '../../../src/cluster/manifests.ts';
import { runCli } from '../../../src/cli/run.ts';
import { sendJson, startServer } from '../../../src/local/server.ts';
import {
  iamStandIn,
  lambdaStandIn,
  secretsStandIn,
  stacksStandIn,
  type SimulatedRole,
} from '../../support/aws/accounts.ts';
import { consoleDestination, firehoseStandIn } from '../../support/aws/firehose.ts';
import { listingStandIn } from '../../support/aws/s3-listing.ts';
import { awsEnv, startAws } from '../../support/aws/server.ts';
import { fakeIo } from '../fake-io.ts';
import { functionArn, processor, roleArn } from './stream-stand-ins.ts';

const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf';
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';
const goodKey = '0123456789abcdef0123456789abcdef';
const directory = mkdtempSync(join(tmpdir(), 'kubehose-doctor-'));
const logsRouter = { streamName: 'logs', region: 'eu-west-1' };
const routerOptions = { ...logsRouter, crio: false, simpleAggregation: false, sample: true };
const environment = { ...process.env };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  process.env = { ...environment };
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('kubehose doctor', () => {
  test('a sound set-up: exit code 0, one line for each look', async () => {
    const io = await doctor({});
    expect(io.stdout.text).toMatch(/^ok {7}stream: logs is ACTIVE\n/);
    expect(io.stdout.text).toContain('ok       API key: valid for datadoghq.com\n');
    expect(io.stdout.text).toContain(
      'ok       backlog: 3 error objects wait under s3://its-backup/errors/, the oldest for ',
    );
    expect(io.stdout.text).toMatch(/\n0 findings, 0 not checked, 18 ok\n$/);
    expect(io.code).toBe(0);
  });

  test('findings: exit code 2, each with its impact and its fix; the key is not printed', async () => {
    const io = await doctor({
      secret: '{"api_key":"wrong-key"}',
      denied: ['s3:PutObject'],
      firstObject: '2026-01-01T00:00:00.000Z',
      destination: { BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 } },
    });
    expect(io.code).toBe(2);
    for (const check of ['API key', 'role', 'backlog', 'delivery buffer'])
      expect(io.stdout.text).toMatch(new RegExp(`^finding  ${check}: .*\n +impact: .+\n +fix: .+$`, 'm'));
    expect(io.stdout.text).toMatch(/\n4 findings, 0 not checked, 14 ok\n$/);
    expect(io.stdout.text + io.stderr.text).not.toContain('wrong-key');
  });

  test("a customer's key: the role may use it through S3 only, for the objects of the bucket", async () => {
    const io = await doctor({
      destination: {
        S3Configuration: {
          ...Object(consoleDestination['S3Configuration']),
          EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: keyArn } },
        },
      },
      conditions: {
        kms: {
          'kms:ViaService': 's3.eu-west-1.amazonaws.com',
          'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::its-backup/errors/object',
        },
      },
    });
    expect(io.stdout.text).toContain('ok       role: may kms:GenerateDataKey, kms:Decrypt\n');
    expect(io.code).toBe(0);
  });

  test('the log router, as kubectl tells it or as a file will make it', async () => {
    const good = fileOf('good.yaml', manifests(routerOptions));
    expect((await doctor({ args: ['--stream', 'logs', '--manifests', good] })).stdout.text).toContain(
      'ok       log router: namespace',
    );
    const list = {
      kind: 'List',
      items: [{ kind: 'ConfigMap', metadata: { name: 'aws-logging' }, data: { 'service.conf': '' } }],
    };
    const io = await doctor({
      args: ['--stream', 'logs', '--manifests', fileOf('bad.json', JSON.stringify(list))],
    });
    expect(io.code).toBe(2);
    expect(io.stdout.text).toContain('finding  log router: the namespace aws-observability is missing');
    expect(io.stdout.text).toContain('has the key "service.conf", which EKS refuses');
  });

  test('what AWS refuses to say is said, and is neither healthy nor a finding: exit code 3', async () => {
    const io = await doctor({ only: true });
    expect(io.code).toBe(3);
    expect(io.stdout.text).toMatch(/\n0 findings, \d+ not checked, \d+ ok\n$/);
    expect(io.stdout.text).toContain('?        role: not checked: ');
  });

  test('a planned set-up, with the ConfigMap for it: nothing needs to be deployed', async () => {
    const router = fileOf('planned.yaml', manifests({ ...routerOptions, streamName: 'kubehose-dev' }));
    const io = await doctor({
      args: ['--param', `apiKeySecretArn=${secretArn}`, '--param=clusterName=prod', '--stage', 'dev'].concat([
        '--region',
        'eu-west-1',
        '--param=alarmTopicArn=arn:aws:sns:eu-west-1:111122223333:alarms',
        '--manifests',
        router,
      ]),
    });
    expect(io.stdout.text.split('\n')).toEqual([
      'ok       log router: namespace, label and ConfigMap are in order',
      'ok       parameters: stream kubehose-dev to datadoghq.com, route direct, buffer 2 MiB',
      `ok       secret: ${secretArn} holds a key`,
      'ok       API key: valid for datadoghq.com',
      'ok       alarms: notify arn:aws:sns:eu-west-1:111122223333:alarms',
      '0 findings, 0 not checked, 5 ok',
      '',
    ]);
    expect(io.code).toBe(0);
  });

  test('a planned set-up that would lose logs: exit code 2', async () => {
    const io = await doctor({ args: ['--param', 'route=intake', '--param', 'deliveryBufferMB=4'] });
    expect(io.stdout.text).toMatch(
      /^finding {2}parameters: deliveryBufferMB is 4, .* 413 .*\n +impact: .+\n +fix: /,
    );
    expect(io.code).toBe(2);
  });

  test('a ConfigMap alone', async () => {
    const io = await doctor({ args: ['--manifests', fileOf('alone.yaml', manifests(routerOptions))] });
    const piped = fakeIo({ stdin: [manifests(routerOptions)] });
    expect(await runCli(['doctor', '--manifests', '-'], piped)).toBe(0);
    expect(piped.stdout.text).toBe(io.stdout.text);
    expect([io.code, io.stdout.text]).toEqual([
      0,
      'ok       log router: namespace, label and ConfigMap are in order\n0 findings, 0 not checked, 1 ok\n',
    ]);
  });

  test('--json: one line for machines', async () => {
    const io = await doctor({ args: ['--stream', 'logs', '--json'], denied: ['s3:PutObject'] });
    const report: unknown = JSON.parse(io.stdout.text);
    expect(report).toMatchObject({ findings: 1, notChecked: 0, ok: 17 });
    expect(report).toMatchObject({
      checks: expect.arrayContaining([
        { kind: 'healthy', check: 'stream', what: 'logs is ACTIVE' },
        {
          kind: 'finding',
          check: 'role',
          what: expect.stringContaining('lacks s3:PutObject'),
          impact: expect.stringMatching(/./),
          fix: expect.stringMatching(/./),
        },
      ]),
    });
    expect(io.code).toBe(2);
  });

  test.each([
    [[], 'nothing to check; give --stream, --param, --manifests or --capture'],
    [['--stream', 'logs', '--param', 'route=intake'], '--param is for a set-up that is planned'],
    [['--param', 'route=intake', '--site', 'datadoghq.eu'], 'say --param site=SITE'],
    [['--stream', 'others'], 'there is no stream others'],
    [['--stream', 'logs', '--site', 'datadog.eu'], 'the site is "datadog.eu"; allowed: datadoghq.com'],
    [['--manifests', '-', '--capture', '-'], 'cannot both come from stdin'],
    [['--capture', '/nonexistent.log'], '/nonexistent.log: there is no such file'],
    [['--manifests', '/nonexistent.yaml'], '/nonexistent.yaml: there is no such file'],
    [['--manifests', fileOf('broken.yaml', 'a: [')], 'is neither YAML nor JSON'],
  ])('%j: exit code 1', async (args, sentence) => {
    const io = await doctor({ args });
    expect(io.code).toBe(1);
    expect(io.stderr.text).toContain(sentence);
  });
});

interface Parts {
  readonly args?: readonly string[];
  readonly secret?: string;
  readonly denied?: readonly string[];
  readonly firstObject?: string;
  readonly destination?: object;
  readonly conditions?: SimulatedRole['conditions'];
  /** Only Firehose answers. */
  readonly only?: boolean;
}

async function doctor(parts: Parts) {
  const {
    args = ['--stream', 'logs'],
    secret = `{"api_key":"${goodKey}"}`,
    denied = [],
    destination = {},
    conditions = {},
    only = false,
  } = parts;
  const firehose = firehoseStandIn(
    { name: 'logs' },
    {
      ...consoleDestination,
      SecretsManagerConfiguration: { Enabled: true, SecretARN: secretArn },
      ProcessingConfiguration: { Enabled: true, Processors: [processor(functionArn)] },
      ...destination,
    },
  );
  const recently = new Date().toISOString();
  const objects = [parts.firstObject ?? recently, recently, recently].map((lastModified, index) => ({
    key: `errors/http-endpoint-failed/2026/01/01/00/logs-1-${index}.gz`,
    lastModified,
  }));
  const others = [
    lambdaStandIn({ [functionArn]: { Handler: 'dist/transform.handler' } }),
    stacksStandIn({
      'kubehose-prod': {
        Version: '0.2.0',
        Parameters: '{"alarmTopicArn":"arn:aws:sns:eu-west-1:111122223333:alarms"}',
      },
    }),
    secretsStandIn({ [secretArn]: secret }),
    iamStandIn({ arn: roleArn, denied, conditions }),
    listingStandIn('its-backup', objects),
  ];
  const aws = await startAws([firehose.service, ...(only ? [] : others)]);
  const datadog = await startServer(
    async (request, response) => {
      await Promise.resolve();
      const valid = request.url === '/api/v1/validate' && request.headers['dd-api-key'] === goodKey;
      sendJson(response, valid ? 200 : 403, { valid });
    },
    { port: 0 },
  );
  stops.push(aws.stop, datadog.stop);
  Object.assign(process.env, awsEnv(aws.url), { DD_URL: datadog.url });
  const io = fakeIo({ env: process.env });
  return Object.assign(io, { code: await runCli(['doctor', ...args], io) });
}

function fileOf(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}
