import { Buffer } from 'node:buffer';
import { findMembers, type Member } from '../json/object.ts';

/**
 * A log that is larger than Datadog leaves one, cut to `maxBytes`: its longest string at the top level, nearly always `message`,
 * ends at a character boundary and says how much is missing. Where no string is long enough, the log as a whole becomes the
 * `message` of one, and that is cut; its reserved attributes stay.
 */
export function cutLog(log: Buffer, maxBytes: number): Buffer {
  if (log.length <= maxBytes) return log;
  const longest = longestString(log);
  const excess = log.length - maxBytes + maxMarkerBytes;
  if (longest === undefined || longest.valueEnd - longest.valueStart - 2 < excess)
    return cutWhole(log, maxBytes);
  return cutString(log, longest, excess);
}

const maxMarkerBytes = 64;

function longestString(log: Buffer): Member | undefined {
  const strings = findMembers(log, 0, log.length)?.members.filter(
    ({ valueStart }) => log[valueStart] === 0x22,
  );
  return strings?.reduce<Member | undefined>(
    (longest, member) => (longest !== undefined && bytesOf(longest) >= bytesOf(member) ? longest : member),
    undefined,
  );
}

function bytesOf({ valueStart, valueEnd }: Member): number {
  return valueEnd - valueStart;
}

function cutString(log: Buffer, { valueStart, valueEnd }: Member, excess: number): Buffer {
  const end = boundaryBefore(log, valueStart + 1, valueEnd - 1 - excess);
  const marker = `… [cut by kubehose: ${valueEnd - 1 - end} bytes are missing]`;
  return Buffer.concat([log.subarray(0, end), Buffer.from(marker), log.subarray(valueEnd - 1)]);
}

const keptAttributes = new Set(['ddtags', 'ddsource', 'service', 'hostname', 'host', 'status', 'timestamp']);

/** Wrapped as text, the log grows by escapes before it is cut. */
function cutWhole(log: Buffer, maxBytes: number): Buffer {
  const attributes: Readonly<Record<string, unknown>> = { ...JSON.parse(log.toString()) };
  const kept = Object.entries(attributes).filter(
    ([key, value]) => keptAttributes.has(key) && JSON.stringify(value).length < maxBytes / 32,
  );
  const wrapped = Buffer.from(JSON.stringify({ ...Object.fromEntries(kept), message: log.toString() }));
  const message = findMembers(wrapped, 0, wrapped.length)!.members.at(-1)!;
  return cutString(wrapped, message, wrapped.length - maxBytes + maxMarkerBytes);
}

/** The last place at or before `at` that is neither inside an escape, nor a character, nor a pair of escaped surrogates. */
function boundaryBefore(json: Buffer, start: number, at: number): number {
  let boundary = at;
  while ((json[boundary]! & 0xc0) === 0x80) boundary--;
  for (let position = start; position < boundary;) {
    const next = afterCharacter(json, position);
    if (next > boundary) return position;
    position = next;
  }
  return boundary;
}

function afterCharacter(json: Buffer, position: number): number {
  if (json[position] !== 0x5c) return position + 1;
  if (json[position + 1] !== 0x75) return position + 2;
  const unit = Number.parseInt(json.toString('latin1', position + 2, position + 6), 16);
  const isPair =
    unit >= 0xd800 && unit < 0xdc00 && json[position + 6] === 0x5c && json[position + 7] === 0x75;
  return position + (isPair ? 12 : 6);
}
