import type { Buffer } from 'node:buffer';
import { restructure, type Edit } from '../../json/edit.ts';
import type { JsonObject } from '../../json/object.ts';
import { decodeText } from '../../json/strings.ts';
import { AttributeFinder, slot } from './attributes.ts';
import { ddtagsOf, type OwnDdtags } from './ddtags.ts';

/** What a JSON document inside a message says of itself. The intake lifts it, and lets it replace what stands outside. */
export interface JsonMessage {
  readonly hasDate: boolean;
  readonly hasStatus: boolean;
  readonly hasService: boolean;
  readonly hasSource: boolean;
  readonly ddtags: OwnDdtags | undefined;
}

const finder = new AttributeFinder([]);

/**
 * Reads the object inside a message. Source: datadog-serverless-functions, `steps/enrichment.py`, on what the intake does with a
 * JSON message.
 */
export function readJsonMessage(bytes: Buffer, object: JsonObject): JsonMessage {
  finder.read(bytes, object, 'nested');
  const tags = finder.at(slot.ddtags);
  return {
    hasDate: finder.at(slot.date) !== undefined,
    hasStatus: finder.at(slot.status) !== undefined,
    hasService: finder.at(slot.service) !== undefined,
    hasSource: finder.at(slot.ddsource) !== undefined,
    ddtags: tags && ddtagsOf(JSON.parse(decodeText(bytes, tags.valueStart, tags.valueEnd))),
  };
}

/** Pushes the cuts that take every `ddtags` member out of the object inside a message. */
export function cutDdtags(bytes: Buffer, object: JsonObject, edits: Edit[]): void {
  const isCut = (index: number): boolean =>
    finder.slotOf(bytes, object.members[index]!, 'nested') === slot.ddtags;
  restructure(object, isCut, [], edits);
}
