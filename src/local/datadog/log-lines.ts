import { findMembers } from '../../json/object.ts';
import { malformed, skipSpace, skipValue } from '../../json/scan.ts';

/** A log as it was sent: the bytes of one JSON object. */
export type LogBytes = Buffer;

const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * The logs that a Firehose record holds: one JSON object, or a log per line. A line that is no JSON object becomes the `message` of
 * one, empty lines are nothing. The bytes of objects stay as they are.
 */
export function logsOfRecord(data: Buffer): LogBytes[] {
  const whole = objectIn(data);
  if (whole !== undefined) return [whole];
  return linesOf(data)
    .filter((line) => skipSpace(line, 0, line.length) < line.length)
    .map((line) => objectIn(line) ?? Buffer.from(JSON.stringify({ message: line.toString('utf8') })));
}

/** The logs in the body of a Logs API call, an array of objects or one object; `undefined` for any other text. */
export function logsOfPayload(body: Buffer): LogBytes[] | undefined {
  const start = skipSpace(body, 0, body.length);
  if (body[start] !== openBracket) {
    const one = objectIn(body);
    return one && [one];
  }
  const logs: LogBytes[] = [];
  let at = skipSpace(body, start + 1, body.length);
  if (body[at] === closeBracket) return endsAfter(body, at) ? [] : undefined;
  for (;;) {
    const end = skipValue(body, at, body.length);
    if (end === malformed) return undefined;
    const log = objectIn(body.subarray(at, end));
    if (log === undefined) return undefined;
    logs.push(log);
    const next = skipSpace(body, end, body.length);
    if (body[next] === closeBracket) return endsAfter(body, next) ? logs : undefined;
    if (body[next] !== comma) return undefined;
    at = skipSpace(body, next + 1, body.length);
  }
}

function endsAfter(body: Buffer, position: number): boolean {
  return skipSpace(body, position + 1, body.length) === body.length;
}

/** The JSON object that is all there is in the bytes, without the white space around it. */
function objectIn(bytes: Buffer): LogBytes | undefined {
  const object = findMembers(bytes, 0, bytes.length);
  return object && bytes.subarray(object.open, object.close + 1);
}

function linesOf(data: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a, start)) {
    lines.push(data.subarray(start, end));
    start = end + 1;
  }
  lines.push(data.subarray(start));
  return lines;
}
