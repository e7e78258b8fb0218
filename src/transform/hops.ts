import { Buffer } from 'node:buffer';
import { forEachLine } from '../codec/lines.ts';
import { restructure, editedBytes, type Edit } from '../json/edit.ts';
import { findMembers, type JsonObject } from '../json/object.ts';

/** How often a record is put back on its stream at most. */
export const maxHops = 3;

/** Attribute that counts, inside the record, how often it was put back. */
export const hopsAttribute = '_kubehose_hops';

/** Bytes that the count may take in a line. */
export const hopsBytes = hopsAttribute.length + 5;

/** The count that the JSON value `bytes[start, end)` is, or 0 for anything that is not our own. */
export function hopsAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 1) return 0;
  const digit = bytes[start]! - 0x30;
  return digit >= 1 && digit <= maxHops ? digit : 0;
}

/** How often a record was put back so far: the highest count in its lines. */
export function hopsOf(text: Buffer): number {
  let hops = 0;
  forEachObject(text, (object) => {
    for (const { keyStart, keyEnd, valueStart, valueEnd } of object.members) {
      if (isHops(text, keyStart, keyEnd)) hops = Math.max(hops, hopsAt(text, valueStart, valueEnd));
    }
    return true;
  });
  return hops;
}

/** The record with the count in its first JSON object; a record without an object never gives way and needs none. */
export function withHops(text: Buffer, hops: number): Buffer {
  const edits: Edit[] = [];
  forEachObject(text, (object) => {
    const isOld = (index: number): boolean => {
      const { keyStart, keyEnd } = object.members[index]!;
      return isHops(text, keyStart, keyEnd);
    };
    restructure(object, isOld, [Buffer.from(`"${hopsAttribute}":${hops}`)], edits);
    return false;
  });
  return editedBytes(text, 0, text.length, edits);
}

/** Calls `each` for the text as a whole, or for every line that is a JSON object, until it answers `false`. */
function forEachObject(text: Buffer, each: (object: JsonObject) => boolean): void {
  const whole = findMembers(text, 0, text.length);
  if (whole !== undefined) {
    each(whole);
    return;
  }
  let goesOn = true;
  forEachLine(text, (start, end) => {
    const object = goesOn ? findMembers(text, start, end) : undefined;
    if (object !== undefined) goesOn = each(object);
  });
}

function isHops(text: Buffer, keyStart: number, keyEnd: number): boolean {
  return (
    keyEnd - keyStart === hopsAttribute.length + 2 &&
    text.toString('latin1', keyStart + 1, keyEnd - 1) === hopsAttribute
  );
}
