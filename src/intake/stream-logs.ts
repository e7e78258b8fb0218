import { tag } from '../datadog/tags.ts';
import type { TransformConfig } from '../config/transform.ts';
import { parseStreamArn } from '../firehose/arn.ts';
import { createLogReader, type LogReader } from '../logs/record-logs.ts';
import type { Processing } from '../processing/processing.ts';
import type { CommonAttributes } from './common-attributes.ts';

/** `service` and `source` of logs that nobody knows more of: as Datadog's own Firehose intake, so that its pipelines match. */
const unknownOrigin = 'aws';

const maxKept = 8;

/**
 * Makes the logs of one stream: to the settings it adds what the request says of all its logs. The readers of the last streams are
 * kept, since each remembers its pods. Of the ARN itself the transform makes `region` and `aws_account`.
 */
export function createStreamLogs(
  config: TransformConfig,
  processing?: Processing,
): (streamArn: string | undefined, header: string, attributes: CommonAttributes) => LogReader {
  const kept = new Map<string, LogReader>();
  return function logsOf(streamArn = '', header, attributes) {
    const key = `${streamArn}\n${header}`;
    const found = kept.get(key) ?? createLogReader(withRequest(config, streamArn, attributes), processing);
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
