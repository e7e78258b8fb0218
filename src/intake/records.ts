import { Buffer } from 'node:buffer';
import { findMembers } from '../json/object.ts';
import { skipSpace, skipValue } from '../json/scan.ts';
import { decodeString } from '../json/strings.ts';

/** One element of `records`. */
export interface RecordText {
  /** Base64, if it is sound; `undefined` where the element has no `data` that is text. */
  readonly data: string | undefined;
  /** The element as JSON, where it has no `data`. */
  readonly element?: string;
}

export interface Records extends Iterable<RecordText> {
  readonly count: number;
}

/** The records of a body that was parsed: the elements of its `records`. Strings are Latin 1. */
export function parsedRecords(elements: readonly unknown[], body: Buffer): Records {
  return {
    count: elements.length,
    *[Symbol.iterator]() {
      let places: readonly Place[] | undefined;
      for (const [index, element] of elements.entries()) {
        const data = dataOf(element);
        if (data !== undefined) yield { data };
        else {
          places ??= elementPlaces(body);
          yield { data, element: body.toString('utf8', ...places[index]!) };
        }
      }
    },
  };
}

function dataOf(element: unknown): string | undefined {
  const data: unknown =
    typeof element === 'object' && element !== null ? Reflect.get(element, 'data') : undefined;
  return typeof data === 'string' ? data : undefined;
}

type Place = readonly [start: number, end: number];

/**
 * Where each element of `records` stands in a body that is sound JSON. It is kept as it came: printed anew, a large number would be
 * another one, and a million brackets would end in a full stack.
 */
function elementPlaces(body: Buffer): readonly Place[] {
  const records = findMembers(body, 0, body.length)?.members.findLast(
    ({ keyStart, keyEnd }) => decodeString(body, keyStart, keyEnd) === 'records',
  );
  if (records === undefined) return [];
  const { valueStart, valueEnd } = records;
  const places: Place[] = [];
  let at = skipSpace(body, valueStart + 1, valueEnd);
  while (at < valueEnd - 1) {
    const end = skipValue(body, at, valueEnd);
    places.push([at, end]);
    const comma = skipSpace(body, end, valueEnd);
    at = skipSpace(body, comma + 1, valueEnd);
  }
  return places;
}

/** A body whose records were found without parsing them, and what is left of it. */
export interface FoundRecords {
  /** The body as JSON text, with an empty array in place of the records. */
  readonly rest: string;
  readonly records: Records;
}

/**
 * Finds the records in a body that is written as Firehose writes it: `…"records":[{"data":"…"},{"data":"…"}]}`, without white space,
 * escapes or other members. Answers `undefined` for every other body, which has to be parsed. Where a body is no JSON at all, `rest`
 * is none either, but for what stands inside `data`: that is no base64 then.
 */
export function findRecords(body: Buffer): FoundRecords | undefined {
  const key = body.subarray(0, 1_024).indexOf(opening);
  // Behind a backslash it is the end of another key.
  if (key < 1 || body[key - 1] === 0x5c) return undefined;
  const offsets: number[] = [];
  let at = key + opening.length;
  for (;;) {
    if (!startsAt(body, at, before)) return undefined;
    const start = at + before.length;
    const end = body.indexOf(0x22, start);
    if (end < 0 || body[end + 1] !== 0x7d) return undefined;
    offsets.push(start, end);
    at = end + 2;
    if (body[at] !== 0x2c) break;
    at++;
  }
  const isLast = body[at] === 0x5d && body[at + 1] === 0x7d && body.length === at + 2;
  if (!isLast || body.subarray(key, at).includes(0x5c)) return undefined;
  return { rest: `${body.toString('latin1', 0, key)}"records":[]}`, records: sliced(body, offsets) };
}

const opening = Buffer.from('"records":[');
const before = Buffer.from('{"data":"');

function startsAt(body: Buffer, at: number, text: Buffer): boolean {
  for (let index = 0; index < text.length; index++) if (body[at + index] !== text[index]) return false;
  return true;
}

function sliced(body: Buffer, offsets: readonly number[]): Records {
  return {
    count: offsets.length / 2,
    *[Symbol.iterator]() {
      for (let index = 0; index < offsets.length; index += 2)
        yield { data: body.toString('latin1', offsets[index], offsets[index + 1]) };
    },
  };
}
