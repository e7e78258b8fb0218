import { parseTransformConfig } from '../../../src/config/transform.ts';
import { createProcessing, type Processing } from '../../../src/processing/processing.ts';
import type { PutBack } from '../../../src/transform/put-back.ts';
import { createTransform, type Transform, type TransformResult } from '../../../src/transform/transform.ts';
import { streamArn, type Environment, type Log } from '../../support/transformed.ts';

export async function processingOf(environment: Environment = {}): Promise<Processing> {
  const outcome = await createProcessing(environment);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  return outcome.processing;
}

/** The transform as the function has it. */
export async function processingTransform(environment: Environment = {}): Promise<Transform> {
  return createTransform(parseTransformConfig(environment), await processingOf(environment));
}

export const arrivalTimeMs = Date.parse('2026-11-28T10:01:15Z');

/** An event with these records, named by their place. */
export function eventOf(records: readonly (Buffer | string)[]) {
  return {
    deliveryStreamArn: streamArn,
    records: records.map((data, index) => ({
      recordId: `${index}`,
      approximateArrivalTimestamp: arrivalTimeMs,
      data: Buffer.from(data).toString('base64'),
    })),
  };
}

/** A line as the guide's Fluent Bit writes it; the number is the time in nanoseconds within one second. */
export function cri(
  text: string,
  {
    ns = 0,
    stream = 'stdout',
    flag = 'F',
    container = 'web',
    ...more
  }: {
    readonly ns?: number;
    readonly stream?: 'stdout' | 'stderr';
    readonly flag?: 'F' | 'P';
    readonly container?: string;
    readonly annotations?: Log;
    readonly container_image?: string;
  } = {},
): string {
  const time = `2026-11-28T10:00:00.${String(ns).padStart(9, '0')}Z`;
  const kubernetes = {
    pod_name: `${container}-5d8f7c9b6-zz9zz`,
    namespace_name: 'shop',
    container_name: container,
    docker_id: `id-of-${container}`,
    ...more,
  };
  return JSON.stringify({ log: `${time} ${stream} ${flag} ${text}`, kubernetes });
}

/** The annotation with which a pod's container brings its rules. */
export function rulesOf(rules: readonly Log[], container = 'web'): Log {
  return { [`ad.datadoghq.com/${container}.logs`]: JSON.stringify([{ log_processing_rules: rules }]) };
}

export async function run(
  records: readonly (Buffer | string)[],
  environment: Environment = {},
  putBack?: PutBack,
): Promise<TransformResult> {
  const transform = await processingTransform(environment);
  return transform(eventOf(records), putBack);
}

export function resultsOf({ response }: TransformResult): string[] {
  return response.records.map(({ result }) => result);
}

/** The logs that go out, parsed, in the order of the response. */
export function logsOf({ response }: TransformResult): Log[] {
  return textsOf({ response })
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Log);
}

/** The records that go out, as text. */
export function textsOf({ response }: Pick<TransformResult, 'response'>): string[] {
  return response.records.flatMap((record) =>
    record.result === 'Ok' ? [Buffer.from(record.data, 'base64').toString()] : [],
  );
}

export function messagesOf(result: TransformResult): unknown[] {
  return logsOf(result).map(({ message }) => message);
}
