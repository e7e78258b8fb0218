import type { Buffer } from 'node:buffer';
import { restructure, type Edit } from '../../json/edit.ts';
import type { JsonObject } from '../../json/object.ts';
import { parseNestedValue } from '../../json/strings.ts';
import { fixedKeys, slot, type Attributes } from './attributes.ts';
import { readDdtags, type OwnDdtags } from '../../datadog/attributes/ddtags.ts';
import { isNull } from './no-value.ts';

/**
 * The attributes of the object inside a message: the intake lifts them, and lets them replace what stands outside. Source:
 * datadog-serverless-functions, `steps/enrichment.py`, on what the intake does with a JSON message.
 */
export function readMessageObject(bytes: Buffer, object: JsonObject): Attributes {
  return fixedKeys.read(bytes, object, 'nested');
}

/** The `ddtags` of the object inside a message; a null says nothing and replaces nothing. */
export function messageDdtags(bytes: Buffer, { ddtags }: Attributes): OwnDdtags | undefined {
  if (ddtags === undefined || isNull(bytes, ddtags)) return undefined;
  return readDdtags(parseNestedValue(bytes, ddtags.valueStart, ddtags.valueEnd));
}

/** Pushes the cuts that take every `ddtags` member out of the object inside a message. */
export function cutDdtags(bytes: Buffer, object: JsonObject, edits: Edit[]): void {
  const isCut = (index: number): boolean => {
    const { keyStart, keyEnd } = object.members[index]!;
    return fixedKeys.slotAt(bytes, keyStart, keyEnd, 'nested') === slot.ddtags;
  };
  restructure(object, isCut, [], edits);
}
