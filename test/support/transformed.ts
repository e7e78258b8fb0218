import { parseTransformConfig } from '../../src/config/transform.ts';
import { createRecordTransform, type RecordOutput } from '../../src/transform/record.ts';

export type Environment = Readonly<Record<string, string>>;
export type Log = Record<string, unknown>;

export const arrivalTimeMs = 1_674_838_500_000;
export const streamArn = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs';

/** A `kubernetes` map, and the four tags of the guide that it gives. */
export const kubernetes = {
  pod_name: 'web-6c8d9f7b5d-x2lqp',
  namespace_name: 'shop',
  container_name: 'web',
  docker_id: 'b632',
};
export const guideTags =
  'kube_container_name:web,kube_namespace:shop,pod_name:web-6c8d9f7b5d-x2lqp,container_id:b632';

export const criTime = '2023-01-27T16:53:43.110476104Z';

/** One record through a fresh transform. */
export function transformed(data: Buffer | string, environment: Environment = {}): RecordOutput {
  const records = createRecordTransform(parseTransformConfig(environment));
  return records.transform({ data: Buffer.from(data), arrivalTimeMs, streamArn });
}

export function textOf(data: Buffer | string, environment: Environment = {}): string {
  return Buffer.from(transformed(data, environment).data).toString();
}

/** What one line that is a JSON object becomes. */
export function enriched(line: Log, environment: Environment = {}): Log {
  return JSON.parse(textOf(JSON.stringify(line), environment)) as Log;
}
