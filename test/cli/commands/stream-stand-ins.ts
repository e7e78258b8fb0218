import { runCli } from '../../../src/cli/run.ts';
import { iamStandIn, lambdaStandIn, stacksStandIn } from '../../support/aws/accounts.ts';
import { consoleDestination, firehoseStandIn, type FirehoseStandIn } from '../../support/aws/firehose.ts';
import { awsEnv, startAws, type AwsService } from '../../support/aws/server.ts';
import { fakeIo, type FakeIo } from '../fake-io.ts';

export const roleArn = 'arn:aws:iam::111122223333:role/firehose';
export const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:kubehose-prod-transform';
export const foreignArn = 'arn:aws:lambda:eu-west-1:111122223333:function:masking';
export const decompression = {
  Type: 'Decompression',
  Parameters: [{ ParameterName: 'CompressionFormat', ParameterValue: 'GZIP' }],
};

const stops: (() => Promise<void>)[] = [];
const environment = { ...process.env };

/** After each test: stops every stand-in, and gives the process its environment back. */
export async function stopStandIns(): Promise<void> {
  process.env = { ...environment };
  for (const stop of stops.splice(0)) await stop();
}

interface StandInParts {
  readonly name?: string;
  readonly status?: string;
  readonly processors?: readonly object[];
  readonly enabled?: boolean;
  readonly denied?: readonly string[];
  /** Only Firehose answers. */
  readonly only?: boolean;
  readonly onDescribed?: () => void;
}

/** One stream, and what attach and detach ask besides; `run` is the command line against them. */
export async function standIns({
  name = 'logs',
  status = 'ACTIVE',
  processors,
  enabled = true,
  denied = [],
  only = false,
  onDescribed,
}: StandInParts) {
  const destination =
    processors === undefined
      ? consoleDestination
      : { ...consoleDestination, ProcessingConfiguration: { Enabled: enabled, Processors: processors } };
  const firehose = firehoseStandIn({ name, status }, destination);
  const observed: AwsService = (request) => {
    const answer = firehose.service(request);
    if (String(request.headers['x-amz-target']).endsWith('DescribeDeliveryStream')) onDescribed?.();
    return answer;
  };
  const others = [
    lambdaStandIn({
      [functionArn]: { Handler: 'dist/transform.handler' },
      [foreignArn]: { Handler: 'index.handler' },
    }),
    stacksStandIn({ 'kubehose-prod': { TransformFunctionArn: functionArn } }),
    iamStandIn({ arn: roleArn, denied }),
  ];
  const { url, stop } = await startAws([observed, ...(only ? [] : others)]);
  stops.push(stop);
  return {
    firehose,
    async run(argv: readonly string[], stdin = ''): Promise<FakeIo & { code: number }> {
      Object.assign(process.env, awsEnv(url));
      const io = fakeIo({ env: process.env, stdin: [stdin] });
      return Object.assign(io, { code: await runCli(argv, io) });
    },
  };
}

/** A Lambda processor as Firehose has it. */
export function processor(arn: string, more: Readonly<Record<string, string>> = {}) {
  const parameters = { LambdaArn: arn, ...more };
  return {
    Type: 'Lambda',
    Parameters: Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
      ParameterName,
      ParameterValue,
    })),
  };
}

export function processorsOf(firehose: FirehoseStandIn): unknown {
  const processing = firehose.description().destination['ProcessingConfiguration'];
  return typeof processing === 'object' && processing !== null
    ? Reflect.get(processing, 'Processors')
    : undefined;
}
