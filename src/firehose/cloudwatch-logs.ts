import { Buffer } from 'node:buffer';

const start = /^\{\s*"messageType"\s*:\s*"DATA_MESSAGE"/;

/**
 * The logs inside a CloudWatch Logs subscription message, or `undefined` for any other object. Datadog's Firehose intake takes the
 * message apart by itself; its Logs API does not. Attributes are those of Datadog's Forwarder.
 * Source: CloudWatch Logs user guide, `SubscriptionFilters`.
 */
export function logsOfSubscription(object: Buffer): readonly Buffer[] | undefined {
  if (!start.test(object.toString('latin1', 0, 64))) return undefined;
  const message: Readonly<Record<string, unknown>> = { ...JSON.parse(object.toString()) };
  const { logGroup, logStream, owner, logEvents } = message;
  if (!Array.isArray(logEvents) || logEvents.length === 0) return undefined;
  const origin = { aws: { awslogs: { logGroup, logStream, owner } }, host: logGroup, ddsource: 'cloudwatch' };
  return logEvents.map((event: unknown) => Buffer.from(JSON.stringify({ ...eventFields(event), ...origin })));
}

function eventFields(event: unknown): Readonly<Record<string, unknown>> {
  if (typeof event !== 'object' || event === null) return { message: JSON.stringify(event) };
  const { id, timestamp, message }: Readonly<Record<string, unknown>> = { ...event };
  return { id, timestamp, message };
}
