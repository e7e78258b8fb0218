import { ListDeliveryStreamsCommand, UpdateDestinationCommand } from '@aws-sdk/client-firehose';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runCli } from '../../../src/cli/run.ts';
import type { LocalPipeline } from '../../../src/local/pipeline.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { handlerOf } from '../fakes.ts';
import { batch, clientOf, records, start, usePipeline } from '../pipeline-fixture.ts';

usePipeline();

/** Puts a mark on every record. */
const marking = handlerOf((data, recordId) => ({
  recordId,
  result: 'Ok',
  data: Buffer.from(`${data.trimEnd()} marked\n`).toString('base64'),
}));

/** The SDK of a command reads the process's environment, as in a shell. */
const before = { ...process.env };
beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
});
afterEach(() => {
  process.env = { ...before };
});

async function kubehose({ urls }: LocalPipeline, ...args: readonly string[]) {
  process.env['AWS_ENDPOINT_URL_FIREHOSE'] = urls.firehose;
  const io = fakeIo({ env: process.env });
  return { code: await runCli([...args, '--region', 'us-east-1'], io), out: io.stdout.text + io.stderr.text };
}

async function arrived(running: LocalPipeline): Promise<string> {
  await clientOf(running).send(batch(records('text\n')));
  await running.flush();
  return running.datadog.logs.at(-1)!.text;
}

describe('the stream can be listed and changed', () => {
  test('ListDeliveryStreams', async () => {
    const running = await start();
    const list = await clientOf(running).send(new ListDeliveryStreamsCommand({}));
    expect(list).toMatchObject({ DeliveryStreamNames: ['logs'], HasMoreDeliveryStreams: false });
  });

  test('detach, attach and wake of the command do what they say', async () => {
    const running = await start({ function: marking, tuning: { retryDurationMs: 0 } });
    const ours = ['--stream', 'logs', '--function', running.functionArn] as const;
    expect(await arrived(running)).toContain('text marked');
    expect(await kubehose(running, 'attach', ...ours, '--yes')).toMatchObject({ code: 0 });
    expect(await kubehose(running, 'detach', ...ours, '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('changed'),
    });
    expect(await arrived(running)).toBe('{"message":"text"}');
    expect(running.counts().invocations).toBe(1);
    expect(await kubehose(running, 'attach', ...ours, '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('changed'),
    });
    expect(await arrived(running)).toContain('text marked');
    expect(await kubehose(running, 'wake', '--stream', 'logs', '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('updated'),
    });
    expect(await arrived(running)).toContain('text marked');
  });

  const update = (over: Partial<UpdateDestinationCommand['input']> = {}) =>
    new UpdateDestinationCommand({
      DeliveryStreamName: 'logs',
      CurrentDeliveryStreamVersionId: '1',
      DestinationId: 'destinationId-000000000001',
      HttpEndpointDestinationUpdate: { ProcessingConfiguration: { Enabled: false } },
      ...over,
    });
  const lambda = (...parameters: readonly (readonly ['LambdaArn' | 'BufferSizeInMBs', string])[]) => ({
    HttpEndpointDestinationUpdate: {
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'Lambda' as const,
            Parameters: parameters.map(([ParameterName, ParameterValue]) => ({
              ParameterName,
              ParameterValue,
            })),
          },
        ],
      },
    },
  });

  test.each([
    [
      'another version',
      update({ CurrentDeliveryStreamVersionId: '7' }),
      'ConcurrentModificationException',
      /version is 1/,
    ],
    [
      'another destination',
      update({ DestinationId: 'x' }),
      'InvalidArgumentException',
      /destinationId-000000000001/,
    ],
    ['another stream', update({ DeliveryStreamName: 'other' }), 'ResourceNotFoundException', /other/],
    [
      'a setting that cannot be changed here',
      update({ HttpEndpointDestinationUpdate: { BufferingHints: { SizeInMBs: 1 } } }),
      'InvalidArgumentException',
      /ProcessingConfiguration only, not BufferingHints/,
    ],
    [
      'a function that is not here',
      update(lambda(['LambdaArn', 'arn:x'])),
      'InvalidArgumentException',
      /this machine has arn:aws:lambda/,
    ],
    [
      'a buffer above the limit',
      update(lambda(['BufferSizeInMBs', '9'])),
      'InvalidArgumentException',
      /BufferSizeInMBs is "9"/,
    ],
  ])('%s is refused as in AWS, and nothing changes', async (_name, command, name, message) => {
    const running = await start({ function: marking, tuning: { retryDurationMs: 0 } });
    await expect(clientOf(running).send(command)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    expect(await arrived(running)).toContain('text marked');
  });
});
