import {
  isSameFunction,
  lambdaProcessorOf,
  parameterOf,
  withoutQualifier,
  type HttpEndpointDestination,
  type Processing,
  type Processor,
  type StreamDescription,
} from './description.ts';

/** What is to become of a stream's processing. */
export type ProcessingPlan =
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'unchanged'; readonly sentence: string }
  | { readonly kind: 'change'; readonly before: Processing; readonly after: Processing };

/** Largest buffer of the processor in MB with which a response cannot pass Lambda's 6 MB, whatever the tags add. */
export const largestProcessorBufferMB = 1;

/** What a processor of ours has; a smaller buffer or another interval that somebody chose stays. */
const defaults = { NumberOfRetries: '3', BufferSizeInMBs: '1', BufferIntervalInSeconds: '60' } as const;

/**
 * Puts the transform on a stream, behind other processors that it may have. Firehose takes one Lambda processor, so a stream with
 * another is refused. Source: Amazon Data Firehose API reference, `UpdateDestination`: the processing is replaced whole.
 */
export function planAttach(stream: StreamDescription, functionArn: string): ProcessingPlan {
  const ready = readyDestination(stream);
  if (typeof ready === 'string') return { kind: 'refused', sentence: ready };
  const { processing, roleArn } = ready;
  const present = lambdaProcessorOf(processing);
  const presentArn = present === undefined ? undefined : parameterOf(present, 'LambdaArn');
  if (presentArn !== undefined && !isSameFunction(presentArn, functionArn)) {
    const sentence =
      `the stream already has another Lambda processor, ${presentArn}, and Firehose allows one; ` +
      `if it may go: kubehose detach --stream ${stream.name} --function ${withoutQualifier(presentArn)}`;
    return { kind: 'refused', sentence };
  }
  const others = processing.enabled ? processing.processors.filter(({ type }) => type !== 'Lambda') : [];
  const after: Processing = {
    enabled: true,
    processors: [...others, transformProcessor(functionArn, roleArn, present)],
  };
  if (isSame(processing, after))
    return { kind: 'unchanged', sentence: `the transform is on the stream ${stream.name} already` };
  return { kind: 'change', before: processing, after };
}

/**
 * Takes a function off a stream, also one that is switched off, and leaves its other processors. `isOurs` tells whether a function
 * may go.
 */
export function planDetach(
  stream: StreamDescription,
  isOurs: (functionArn: string) => boolean,
): ProcessingPlan {
  const ready = readyDestination(stream);
  if (typeof ready === 'string') return { kind: 'refused', sentence: ready };
  const { processing } = ready;
  const present = lambdaProcessorOf(processing);
  const presentArn = present === undefined ? undefined : parameterOf(present, 'LambdaArn');
  if (presentArn === undefined)
    return { kind: 'unchanged', sentence: `no function is on the stream ${stream.name}` };
  if (!isOurs(presentArn)) {
    const sentence =
      `the stream's function ${presentArn} is not kubehose's transform; ` +
      `if it is meant to go, name it: --function ${withoutQualifier(presentArn)}`;
    return { kind: 'refused', sentence };
  }
  const processors = processing.processors.filter(({ type }) => type !== 'Lambda');
  const enabled = processing.enabled && processors.length > 0;
  return { kind: 'change', before: processing, after: { enabled, processors } };
}

/** The destination, or a sentence why nothing can be changed now. */
function readyDestination({
  name,
  status,
  destination,
}: StreamDescription): HttpEndpointDestination | string {
  if (destination.kind === 'other')
    return `the stream ${name} sends to ${destination.name}; kubehose is for HTTP endpoints such as Datadog's`;
  if (status !== 'ACTIVE') return `the stream ${name} is ${status}; wait until it is ACTIVE`;
  return destination;
}

function transformProcessor(
  functionArn: string,
  roleArn: string | undefined,
  present: Processor | undefined,
): Processor {
  const kept = Object.fromEntries((present?.parameters ?? []).map(({ name, value }) => [name, value]));
  const buffer = Number(kept['BufferSizeInMBs'] ?? defaults.BufferSizeInMBs);
  const parameters: Readonly<Record<string, string | undefined>> = {
    LambdaArn: functionArn,
    RoleArn: kept['RoleArn'] ?? roleArn,
    NumberOfRetries: kept['NumberOfRetries'] ?? defaults.NumberOfRetries,
    BufferSizeInMBs: buffer <= largestProcessorBufferMB ? String(buffer) : defaults.BufferSizeInMBs,
    BufferIntervalInSeconds: kept['BufferIntervalInSeconds'] ?? defaults.BufferIntervalInSeconds,
  };
  return {
    type: 'Lambda',
    parameters: Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value }],
    ),
  };
}

/** Firehose answers parameters in an order of its own. */
function isSame(one: Processing, other: Processing): boolean {
  return one.enabled === other.enabled && sorted(one) === sorted(other);
}

function sorted({ processors }: Processing): string {
  return JSON.stringify(
    processors.map(({ type, parameters }) => [
      type,
      parameters.map(({ name, value }) => `${name}=${value}`).toSorted(),
    ]),
  );
}
