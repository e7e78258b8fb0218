import { Buffer } from 'node:buffer';

const start = /^\{\s*"messageType"\s*:\s*"DATA_MESSAGE"/;

/**
 * The logs inside a CloudWatch Logs subscription message, or `undefined` for any other object. Datadog's Firehose intake takes the
 * message apart by itself; its Logs API does not, so a replay has to. Attributes are those of Datadog's Forwarder.
 * Source: CloudWatch Logs user guide, `SubscriptionFilters`.
 */
export function logsOfEnvelope(object: Buffer): readonly Buffer[] | undefined {
  if (!start.test(object.toString('latin1', 0, 64))) return undefined;
  const { logGroup, logStream, owner, logEvents }: Readonly<Record<string, unknown>> = {
    ...JSON.parse(object.toString()),
  };
  if (!Array.isArray(logEvents) || logEvents.length === 0) return undefined;
  const origin = { aws: { awslogs: { logGroup, logStream, owner } }, host: logGroup, ddsource: 'cloudwatch' };
  return logEvents.map((event: unknown) => {
    const { id, timestamp, message }: Readonly<Record<string, unknown>> =
      typeof event === 'object' && event !== null ? { ...event } : { message: JSON.stringify(event) };
    return Buffer.from(JSON.stringify({ id, timestamp, message, ...origin }));
  });
}
