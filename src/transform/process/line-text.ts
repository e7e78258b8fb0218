import type { Buffer } from 'node:buffer';
import { parseRfc3339Ms } from '../../fluent-bit/rfc3339.ts';
import type { Member } from '../../json/object.ts';
import { nanosecondsAt } from '../../processing/join/nanoseconds.ts';
import type { ObjectLine } from '../line/line-view.ts';

/**
 * The member that holds the text which the program wrote: `log`, or the `message` of Fluent Bit's own `cri` parser, which nothing was
 * merged from. The latter only while the line has no date yet: every line that went through here before has one, and must not be
 * joined once more.
 */
export function textMember({ bytes, attributes }: ObjectLine): Member | undefined {
  const { log, message } = attributes;
  if (log !== undefined) {
    const isText = message === undefined && !attributes.hasRepeatedLog && isString(bytes, log);
    return isText ? log : undefined;
  }
  const isDated = attributes.dates !== undefined || attributes.original !== undefined;
  const isRaw = message !== undefined && attributes.logtag !== undefined && !isDated;
  return isRaw && isString(bytes, message) ? message : undefined;
}

/** Whether the runtime cut the line, so that it goes on in the next one. FireLens says so as Docker's `fluentd` log driver does. */
export function isPartial({ bytes, prefix, attributes }: ObjectLine): boolean {
  if (prefix !== undefined) return prefix.partial;
  const { logtag, partialMessage, partialLast } = attributes;
  if (logtag !== undefined)
    return logtag.valueEnd - logtag.valueStart === 3 && bytes[logtag.valueStart + 1] === 0x50;
  if (partialMessage === undefined || !isTrue(bytes, partialMessage)) return false;
  return partialLast === undefined || !isTrue(bytes, partialLast);
}

/** `"true"`, the text. */
function isTrue(bytes: Buffer, { valueStart, valueEnd }: Member): boolean {
  return bytes.toString('latin1', valueStart, valueEnd) === '"true"';
}

/** When the line was written, to the nanosecond, as far as its prefix or `time` says so. */
export interface LineTime {
  readonly ms: number | undefined;
  /** Within the millisecond. */
  readonly ns: number;
}

const unknownTime: LineTime = { ms: undefined, ns: 0 };

export function timeOf({
  bytes,
  prefix,
  attributes: { log, criTime, time: ofParser },
}: ObjectLine): LineTime {
  const time = criTime ?? ofParser;
  if (prefix !== undefined && log !== undefined) {
    const start = log.valueStart + 1;
    return { ms: prefix.timeMs, ns: nanosecondsAt(bytes, start, start + prefix.length) };
  }
  if (time === undefined || !isString(bytes, time)) return unknownTime;
  const ms = parseRfc3339Ms(bytes, time.valueStart + 1, time.valueEnd - 1);
  return ms === undefined
    ? unknownTime
    : { ms, ns: nanosecondsAt(bytes, time.valueStart + 1, time.valueEnd - 1) };
}

export function isString(bytes: Buffer, { valueStart }: Member): boolean {
  return bytes[valueStart] === 0x22;
}
