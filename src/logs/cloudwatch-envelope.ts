import { Buffer } from 'node:buffer';
import { fieldsOf, parseJson } from '../json/fields.ts';
import { findMembers } from '../json/object.ts';
import { skipSpace, skipValue } from '../json/scan.ts';
import { decodeString } from '../json/strings.ts';

/** A CloudWatch Logs subscription message. Its events are parsed one by one: a packed message can hold millions. */
export interface Envelope {
  readonly line: Buffer;
  /** Where each event begins and ends, one behind the other. */
  readonly places: readonly number[];
  /** What it says of all its events. */
  readonly origin: Readonly<Record<string, unknown>>;
}

/**
 * Reads a subscription message, its events only until there are more than `maxEvents`; `undefined` for one that holds no log. Datadog's
 * Firehose intake takes the message apart by itself; its Logs API does not. Attributes are those of Datadog's Forwarder. Source:
 * CloudWatch Logs user guide, `SubscriptionFilters`.
 */
export function readEnvelope(line: Buffer, maxEvents: number): Envelope | undefined {
  const fields = new Map<string, readonly [start: number, end: number]>();
  for (const { keyStart, keyEnd, valueStart, valueEnd } of findMembers(line, 0, line.length)?.members ?? [])
    fields.set(decodeString(line, keyStart, keyEnd), [valueStart, valueEnd]);
  const value = (name: string): unknown => {
    const place = fields.get(name);
    return place && parseJson(line.toString('utf8', ...place));
  };
  const events = fields.get('logEvents');
  if (events === undefined || line[events[0]] !== 0x5b || value('messageType') !== 'DATA_MESSAGE')
    return undefined;
  const places = elementPlaces(line, ...events, maxEvents);
  if (places.length === 0) return undefined;
  const host = value('logGroup');
  const awslogs = { logGroup: host, logStream: value('logStream'), owner: value('owner') };
  return { line, places, origin: { aws: { awslogs }, host, ddsource: 'cloudwatch' } };
}

export function eventCount({ places }: Envelope): number {
  return places.length / 2;
}

/** The logs of the events. */
export function* logsOfEnvelope({ line, places, origin }: Envelope): Generator<Buffer, void, undefined> {
  for (let index = 0; index < places.length; index += 2) {
    const text = line.toString('utf8', places[index], places[index + 1]);
    const { id, timestamp, message } = fieldsOf(parseJson(text)) ?? { message: text };
    yield Buffer.from(JSON.stringify({ id, timestamp, message, ...origin }));
  }
}

/** Of a sound array. */
function elementPlaces(bytes: Buffer, start: number, end: number, maxElements: number): readonly number[] {
  const places: number[] = [];
  let at = skipSpace(bytes, start + 1, end);
  while (at < end - 1 && places.length / 2 <= maxElements) {
    const after = skipValue(bytes, at, end);
    places.push(at, after);
    at = skipSpace(bytes, skipSpace(bytes, after, end) + 1, end);
  }
  return places;
}
