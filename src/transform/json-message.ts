import type { Buffer } from 'node:buffer';
import { ScratchBuffer } from '../codec/scratch.ts';
import { restructure, type Edit } from '../json/edit.ts';
import { findMembers, type JsonObject } from '../json/object.ts';
import { skipSpace } from '../json/scan.ts';
import { escapedPosition, unescapeInto } from '../json/strings.ts';
import { AttributeFinder, slot } from './attributes.ts';
import { readDdtags, type OwnDdtags } from './ddtags.ts';

/** What a JSON document inside a message says of itself. The intake lifts it, and lets it replace what stands outside. */
export interface JsonMessage {
  readonly hasDate: boolean;
  readonly hasStatus: boolean;
  readonly hasService: boolean;
  readonly hasSource: boolean;
  readonly ddtags: OwnDdtags | undefined;
}

const finder = new AttributeFinder([]);
const scratch = new ScratchBuffer();

/**
 * Reads the string content `bytes[start, end)` (without its quotes) as a JSON object; `undefined` when it is none.
 * Source: datadog-serverless-functions, `steps/enrichment.py`, on what the intake does with a JSON message.
 */
export function readJsonMessage(bytes: Buffer, start: number, end: number): JsonMessage | undefined {
  const object = unescapedObject(bytes, start, end);
  if (object === undefined) return undefined;
  const text = scratch.ofAtLeast(0);
  finder.read(text, object);
  const tags = finder.at(slot.ddtags);
  return {
    hasDate: finder.at(slot.date) !== undefined,
    hasStatus: finder.at(slot.status) !== undefined,
    hasService: finder.at(slot.service) !== undefined,
    hasSource: finder.at(slot.ddsource) !== undefined,
    ddtags: tags && readDdtags(text, tags.valueStart, tags.valueEnd),
  };
}

/** The cuts that take every `ddtags` member out of the JSON object in the string content `bytes[start, end)`. */
export function cutDdtags(bytes: Buffer, start: number, end: number): Edit[] {
  const object = unescapedObject(bytes, start, end);
  if (object === undefined) return [];
  const text = scratch.ofAtLeast(0);
  const isCut = (index: number): boolean => {
    const { keyStart, keyEnd } = object.members[index]!;
    return finder.slotOf(text, keyStart, keyEnd) === slot.ddtags;
  };
  const outside = (offset: number): number => escapedPosition(bytes, start, end, offset);
  return restructure(object, isCut, undefined).map((cut) => ({ start: outside(cut.start), end: outside(cut.end) }));
}

function unescapedObject(bytes: Buffer, start: number, end: number): JsonObject | undefined {
  const first = bytes[skipSpace(bytes, start, end)];
  // An object, or white space that is escaped before one.
  if (first !== 0x7b && first !== 0x5c) return undefined;
  const text = scratch.ofAtLeast(end - start);
  return findMembers(text, 0, unescapeInto(bytes, start, end, text));
}
