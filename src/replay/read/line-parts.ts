import { Buffer } from 'node:buffer';
import { findMembers, findObject } from '../../json/object.ts';
import { skipSpace } from '../../json/scan.ts';

/**
 * The failed records of one line. There is one, unless files were put together whose last lines had no end: then the line holds
 * several objects, of which any may be cut off. What cannot be told apart stays in one piece, and nothing is left out.
 */
export function partsOfLine(line: Buffer): readonly Buffer[] {
  // Within a string the quote would be escaped, so nearly every line is done with here.
  if (line.indexOf(objectStart, 1) < 0 || findMembers(line, 0, line.length) !== undefined) return [line];
  const parts: Buffer[] = [];
  for (let at = 0; at < line.length;) {
    const end = endOfPart(line, at);
    parts.push(line.subarray(at, end));
    at = skipSpace(line, end, line.length);
  }
  return parts;
}

const objectStart = Buffer.from('{"');
const maxCandidates = 64;

function endOfPart(line: Buffer, at: number): number {
  const object = findObject(line, at, line.length, 'plain');
  if (object !== undefined && isFollowedByObject(line, object.close + 1)) return object.close + 1;
  let next = line.indexOf(objectStart, at + 1);
  for (let candidates = 0; next >= 0 && candidates < maxCandidates; candidates += 1) {
    if (isFailedRecord(line, next)) return next;
    next = line.indexOf(objectStart, next + 1);
  }
  return line.length;
}

/** A message may quote an object too, but what follows such a one is the rest of the message. */
function isFailedRecord(line: Buffer, at: number): boolean {
  const object = findObject(line, at, line.length, 'plain');
  if (object === undefined || !isFollowedByObject(line, object.close + 1)) return false;
  return object.members.some(({ keyStart, keyEnd }) =>
    dataKeys.has(line.toString('latin1', keyStart, keyEnd)),
  );
}

const dataKeys: ReadonlySet<string> = new Set(['"rawData"', '"rawLine"']);

function isFollowedByObject(line: Buffer, at: number): boolean {
  const next = skipSpace(line, at, line.length);
  return next === line.length || line[next] === 0x7b;
}
