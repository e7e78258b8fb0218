import { tag } from '../datadog/tags.ts';
import type { TransformConfig } from '../config/transform.ts';
import { parseStreamArn } from '../firehose/arn.ts';
import { createRecordTransform, type RecordTransform } from '../transform/record.ts';
import type { CommonAttributes } from './common-attributes.ts';

/** `service` and `source` of logs that nobody knows more of: as Datadog's own Firehose intake, so that its pipelines match. */
const unknownOrigin = 'aws';

const maxKept = 8;

/**
 * Makes the transform for the logs of one stream: to the settings it adds what the request says of all its logs. The transforms of
 * the last streams are kept, since each has a memo of its pods. Of the ARN itself the transform makes `region` and `aws_account`.
 */
export function createStreamTransforms(
  config: TransformConfig,
): (streamArn: string | undefined, header: string, attributes: CommonAttributes) => RecordTransform {
  const kept = new Map<string, RecordTransform>();
  return function transformOf(streamArn = '', header, attributes) {
    const key = `${streamArn}\n${header}`;
    const found = kept.get(key) ?? createRecordTransform(withRequest(config, streamArn, attributes));
    kept.delete(key);
    kept.set(key, found);
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    return found;
  };
}

function withRequest(
  config: TransformConfig,
  streamArn: string,
  { tags, service, source }: CommonAttributes,
): TransformConfig {
  const stream = tag('firehose_stream', parseStreamArn(streamArn)?.streamName);
  // The Agent's defaults know an image at least, so they go first where they are on.
  const fallback = config.agentDefaults ? undefined : unknownOrigin;
  return {
    ...config,
    staticTags: [...config.staticTags, ...(stream === undefined ? [] : [stream]), ...tags],
    service: service ?? config.service ?? fallback,
    source: source ?? config.source ?? fallback,
  };
}
