import { fieldsOf, type Fields } from '../../json/fields.ts';
import { ApiError, invalidArgument, serialization } from './api-error.ts';
import type { ProcessingSettings } from './transform-stage.ts';

/** `ProcessingConfiguration` as `UpdateDestination` takes it and `DescribeDeliveryStream` answers it. */
export interface ProcessingConfiguration {
  readonly Enabled: boolean;
  readonly Processors: readonly {
    readonly Type: string;
    readonly Parameters: readonly { readonly ParameterName: string; readonly ParameterValue: string }[];
  }[];
}

/** What can be changed of the local stream, with the version that every change counts up. */
export interface StreamSettings {
  readonly version: number;
  readonly processing: ProcessingConfiguration;
}

export const destinationId = 'destinationId-000000000001';
const mebibyte = 1_048_576;

export function processingConfiguration(
  functionArn: string,
  { enabled, numberOfRetries, buffer }: ProcessingSettings,
): ProcessingConfiguration {
  if (!enabled) return { Enabled: false, Processors: [] };
  const parameters: Readonly<Record<string, string>> = {
    LambdaArn: functionArn,
    NumberOfRetries: String(numberOfRetries),
    BufferSizeInMBs: String(buffer.maxBytes / mebibyte),
    BufferIntervalInSeconds: String(buffer.intervalMs / 1_000),
  };
  const Parameters = Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
  }));
  return { Enabled: true, Processors: [{ Type: 'Lambda', Parameters }] };
}

/**
 * Reads an `UpdateDestination`; throws what Firehose answers to one that is refused. Of the destination only the processing can be
 * changed here, which is all that `kubehose attach`, `detach` and `wake` do.
 */
export function readUpdate(input: Fields, current: StreamSettings): ProcessingConfiguration {
  if (input['CurrentDeliveryStreamVersionId'] !== String(current.version))
    throw new ApiError(
      'ConcurrentModificationException',
      `The version is ${current.version}; describe the stream and try again.`,
    );
  if (input['DestinationId'] !== destinationId)
    throw invalidArgument(`There is no such destination; the stream has ${destinationId}.`);
  const { ProcessingConfiguration: processing, ...others } =
    fieldsOf(input['HttpEndpointDestinationUpdate']) ?? {};
  const [other] = Object.keys(others);
  if (other !== undefined || processing === undefined)
    throw invalidArgument(
      `Here HttpEndpointDestinationUpdate takes ProcessingConfiguration only${other === undefined ? '' : `, not ${other}`}.`,
    );
  return readProcessing(processing);
}

function readProcessing(value: unknown): ProcessingConfiguration {
  const fields = fieldsOf(value);
  const { Enabled: enabled = false, Processors: processors = [] } = fields ?? {};
  if (fields === undefined || typeof enabled !== 'boolean' || !Array.isArray(processors))
    throw serialization();
  return { Enabled: enabled, Processors: processors.map(readProcessor) };
}

function readProcessor(value: unknown): ProcessingConfiguration['Processors'][number] {
  const { Type: type, Parameters: parameters = [] } = fieldsOf(value) ?? {};
  if (typeof type !== 'string' || !Array.isArray(parameters)) throw serialization();
  return {
    Type: type,
    Parameters: parameters.map((parameter: unknown) => {
      const { ParameterName, ParameterValue } = fieldsOf(parameter) ?? {};
      if (typeof ParameterName !== 'string' || typeof ParameterValue !== 'string') throw serialization();
      return { ParameterName, ParameterValue };
    }),
  };
}

/** What a configuration means for the stage; what it leaves out has Firehose's default. */
export function processingSettings(
  { Enabled, Processors }: ProcessingConfiguration,
  functionArn: string,
): ProcessingSettings {
  const lambda = Processors.find(({ Type }) => Type === 'Lambda');
  const value = (name: string) =>
    lambda?.Parameters.find(({ ParameterName }) => ParameterName === name)?.ParameterValue;
  const arn = value('LambdaArn');
  if (Enabled && arn !== undefined && arn !== functionArn && !arn.startsWith(`${functionArn}:`))
    throw invalidArgument(`There is no function ${arn}; this machine has ${functionArn}.`);
  return {
    enabled: Enabled && lambda !== undefined,
    numberOfRetries: numberIn('NumberOfRetries', value('NumberOfRetries') ?? '3', 300),
    buffer: {
      maxBytes: numberIn('BufferSizeInMBs', value('BufferSizeInMBs') ?? '1', 3) * mebibyte,
      intervalMs: numberIn('BufferIntervalInSeconds', value('BufferIntervalInSeconds') ?? '60', 900) * 1_000,
    },
  };
}

function numberIn(name: string, text: string, max: number): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  throw invalidArgument(`${name} is ${JSON.stringify(text)}; it is a number up to ${max}.`);
}
