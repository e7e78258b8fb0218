import { afterEach, describe, expect, test } from '@jest/globals';
import { manifests } from '../../../src/cluster/manifests.ts';
import { consoleDestination, type FirehoseStandIn } from '../../support/aws/firehose.ts';
import type { AwsService } from '../../support/aws/server.ts';
import {
  decompression,
  foreignArn,
  functionArn,
  processor,
  processorsOf,
  roleArn,
  standIns,
  stopStandIns,
} from './stream-stand-ins.ts';

afterEach(stopStandIns);

describe('kubehose attach', () => {
  test('sets the full processing block, and nothing else changes', async () => {
    const { firehose, run } = await standIns({});
    const io = await run(['attach', '--stream', 'logs', '--function', functionArn, '--yes']);
    expect(io.code).toBe(0);
    const { VersionId, destination } = firehose.description();
    expect(VersionId).toBe('8');
    expect(destination).toEqual({
      ...consoleDestination,
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'Lambda',
            Parameters: [
              { ParameterName: 'LambdaArn', ParameterValue: functionArn },
              { ParameterName: 'RoleArn', ParameterValue: roleArn },
              { ParameterName: 'NumberOfRetries', ParameterValue: '3' },
              { ParameterName: 'BufferSizeInMBs', ParameterValue: '1' },
              { ParameterName: 'BufferIntervalInSeconds', ParameterValue: '60' },
            ],
          },
        ],
      },
    });
    expect(io.stdout.text).toContain('- processing disabled\n+ processing enabled\n');
    expect(io.stdout.text).toContain(`+ Lambda LambdaArn = ${functionArn}\n`);
    expect(io.stdout.text).toMatch(
      /\nundo: aws firehose update-destination --region eu-west-1 --delivery-stream-name logs .*"Enabled":false/,
    );
    expect(io.stdout.text + io.stderr.text).not.toContain('hidden-key');
  });

  test('finds the function by the outputs of the stack', async () => {
    const { firehose, run } = await standIns({});
    expect((await run(['attach', '--stream', 'logs', '--yes'])).code).toBe(0);
    expect(JSON.stringify(firehose.description())).toContain(functionArn);
  });

  test('without --yes it shows the difference and changes nothing', async () => {
    const { firehose, run } = await standIns({});
    const io = await run(['attach', '--stream', 'logs']);
    expect(io.code).toBe(0);
    expect(io.stdout.text).toMatch(
      /\+ Lambda NumberOfRetries = 3\n[^]*nothing is changed\. With --yes it is carried out\.\n$/,
    );
    expect(firehose.updates).toBe(0);
  });

  test('a second time there is nothing to do', async () => {
    const { firehose, run } = await standIns({});
    await run(['attach', '--stream', 'logs', '--yes']);
    const io = await run(['attach', '--stream', 'logs', '--yes']);
    expect([io.code, io.stdout.text]).toEqual([0, 'the transform is on the stream logs already\n']);
    expect(firehose.updates).toBe(1);
  });

  test('another processor stays in front, and a buffer that is too large goes', async () => {
    const lambda = processor(functionArn, { BufferSizeInMBs: '3', BufferIntervalInSeconds: '10' });
    const { firehose, run } = await standIns({ processors: [decompression, lambda] });
    const io = await run(['attach', '--stream', 'logs', '--yes']);
    expect(io.code).toBe(0);
    expect(io.stdout.text).toContain('- Lambda BufferSizeInMBs = 3\n');
    expect(processorsOf(firehose)).toMatchObject([
      decompression,
      {
        Type: 'Lambda',
        Parameters: expect.arrayContaining([
          { ParameterName: 'BufferIntervalInSeconds', ParameterValue: '10' },
        ]),
      },
    ]);
  });

  test('a stream with another Lambda function is refused', async () => {
    const { firehose, run } = await standIns({ processors: [processor(foreignArn)] });
    const io = await run(['attach', '--stream', 'logs', '--yes']);
    expect([io.code, firehose.updates]).toEqual([2, 0]);
    expect(io.stderr.text).toContain(`already has another Lambda processor, ${foreignArn}`);
  });

  test('a role that may not invoke the function: the statement is told, and the stream stays as it is', async () => {
    const { firehose, run } = await standIns({ denied: ['lambda:InvokeFunction'] });
    const io = await run(['attach', '--stream', 'logs', '--yes']);
    expect([io.code, firehose.updates]).toEqual([2, 0]);
    expect(io.stderr.text).toContain(
      `{"Effect":"Allow","Action":["lambda:InvokeFunction","lambda:GetFunctionConfiguration"],"Resource":["${functionArn}","${functionArn}:*"]}`,
    );
  });

  test('where only Firehose can be asked, it attaches and says what it could not check', async () => {
    const { firehose, run } = await standIns({ only: true });
    const io = await run(['attach', '--stream', 'logs', '--function', `${functionArn}:live`, '--yes']);
    expect([io.code, firehose.updates]).toEqual([0, 1]);
    expect(io.stderr.text).toContain('the function could not be checked');
    expect(io.stderr.text).toContain(`role ${roleArn} could not be checked`);
    expect(io.stderr.text).toContain('"lambda:InvokeFunction"');
  });

  test('a stream that somebody changes meanwhile stays as it is', async () => {
    let firehose: FirehoseStandIn | undefined;
    const standIn = await standIns({
      onDescribed: () => void firehose?.service(update({ BufferingHints: { SizeInMBs: 1 } })),
    });
    ({ firehose } = standIn);
    const io = await standIn.run(['attach', '--stream', 'logs', '--yes']);
    expect(io.code).toBe(2);
    expect(io.stderr.text).toContain('somebody changed the stream since it was read (version 7)');
    expect(firehose.updates).toBe(1);
  });

  test.each([
    [['--stream', 'others'], {}, 1, 'there is no stream others'],
    [['--stream', 'logs', '--function', 'transform'], {}, 1, '--function is "transform"; allowed: '],
    [['--stream', 'logs', '--stack', 'others'], {}, 1, 'cannot read TransformFunctionArn from stack others'],
    [
      ['--stream', 'logs', '--function', functionArn.replace('eu-west-1', 'us-east-1')],
      {},
      1,
      'the function is in us-east-1, the stream in eu-west-1',
    ],
    [['--stream', 'logs', '--function', `${functionArn}-2`], {}, 1, `there is no function ${functionArn}-2`],
    [['--stream', 'logs'], { status: 'CREATING' }, 2, 'the stream logs is CREATING'],
    [['--stream', 'splunk'], { name: 'splunk' }, 2, 'the stream splunk sends to Splunk'],
  ])('%j %j', async (args, parts, code, sentence) => {
    const { firehose, run } = await standIns(parts);
    const io = await run(['attach', ...args]);
    expect(io.stderr.text).toContain(sentence);
    expect([io.code, firehose.updates]).toEqual([code, 0]);
  });
});

describe('kubehose attach --manifests', () => {
  const options = { region: 'eu-west-1', crio: false, simpleAggregation: false, sample: true };
  const good = manifests({ ...options, streamName: 'logs' });
  const attach = ['attach', '--stream', 'logs', '--manifests', '-'];

  test('a log router in order is said to be so, and the transform is put on', async () => {
    const { firehose, run } = await standIns({});
    const io = await run([...attach, '--yes'], good);
    expect([io.code, firehose.updates]).toEqual([0, 1]);
    expect(io.stdout.text).toMatch(/^ok {7}log router: [^]*\+ processing enabled\n/u);
  });

  test.each([
    ['sends to another stream', manifests({ ...options, streamName: 'others' }), 'names the stream logs'],
    [
      'is in another region',
      manifests({ ...options, streamName: 'logs', region: 'eu-west-2' }),
      'has the region eu-west-2',
    ],
    ['has a ConfigMap that EKS refuses', good.replace('output.conf:', 'outputs.conf:'), '"outputs.conf"'],
    ['is not there', '{}', 'there is no ConfigMap aws-logging'],
  ])('one that %s: the plan is shown with it, and the stream stays as it is', async (_, router, what) => {
    const { firehose, run } = await standIns({});
    for (const more of [[], ['--yes']]) {
      const io = await run([...attach, ...more], router);
      expect([io.code, firehose.updates]).toEqual([2, 0]);
      expect(io.stdout.text).toMatch(/^finding {2}log router: [^]*\n\+ processing enabled\n/u);
      expect(io.stdout.text).toContain(what);
      expect(io.stdout.text).not.toContain('With --yes');
      expect(io.stderr.text).toContain('no logs of pods would come: the stream stays as it is');
    }
    expect((await run(['attach', '--stream', 'logs', '--yes'])).code).toBe(0);
  });

  test('one that only costs tags is said before it is done', async () => {
    const { firehose, run } = await standIns({});
    const io = await run(
      [...attach, '--yes'],
      good.replace('Match               kube', 'Match               app'),
    );
    expect(io.stdout.text).toMatch(/^finding {2}log router: .*Match app.*[^]*\nchanged; /u);
    expect([io.code, firehose.updates]).toEqual([0, 1]);
  });

  test('a router that sends nothing to a stream that has the transform already', async () => {
    const { run } = await standIns({ processors: [processor(functionArn)] });
    await run(['attach', '--stream', 'logs', '--yes']);
    const io = await run(attach, '{}');
    expect(io.code).toBe(2);
    expect(io.stdout.text).toContain('the transform is on the stream logs already');
  });

  test('a file that cannot be read', async () => {
    const { firehose, run } = await standIns({});
    const io = await run([...attach, '--yes'], 'a: [');
    expect([io.code, firehose.updates]).toEqual([1, 0]);
    expect(io.stderr.text).toContain('stdin is neither YAML nor JSON');
  });
});

/** The same call by somebody else. */
function update(http: object): Parameters<AwsService>[0] {
  const body = {
    DeliveryStreamName: 'logs',
    CurrentDeliveryStreamVersionId: '7',
    DestinationId: 'destinationId-000000000001',
    HttpEndpointDestinationUpdate: http,
  };
  return {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': 'Firehose_20150804.UpdateDestination' },
    body: Buffer.from(JSON.stringify(body)),
  };
}
