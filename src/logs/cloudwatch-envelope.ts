import { Buffer } from 'node:buffer';
import { fieldsOf, parseJson } from '../json/fields.ts';

/** A CloudWatch Logs subscription message. */
export interface Envelope {
  readonly events: readonly unknown[];
  /** What it says of all its events. */
  readonly origin: Readonly<Record<string, unknown>>;
}

/**
 * Reads a subscription message; `undefined` for one that holds no log. Datadog's Firehose intake takes the message apart by itself; its
 * Logs API does not. Attributes are those of Datadog's Forwarder. Source: CloudWatch Logs user guide, `SubscriptionFilters`.
 */
export function readEnvelope(line: Buffer): Envelope | undefined {
  const { messageType, logGroup, logStream, owner, logEvents } = fieldsOf(parseJson(line.toString())) ?? {};
  if (messageType !== 'DATA_MESSAGE' || !Array.isArray(logEvents) || logEvents.length === 0) return undefined;
  const events: readonly unknown[] = logEvents;
  const origin = { aws: { awslogs: { logGroup, logStream, owner } }, host: logGroup, ddsource: 'cloudwatch' };
  return { events, origin };
}

/** One event of a message as a log. */
export function logOfEvent(event: unknown, { origin }: Envelope): Buffer {
  const { id, timestamp, message } = fieldsOf(event) ?? { message: JSON.stringify(event) };
  return Buffer.from(JSON.stringify({ id, timestamp, message, ...origin }));
}
