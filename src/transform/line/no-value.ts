import type { Buffer } from 'node:buffer';
import type { Member } from '../../json/object.ts';
import { parseNestedValue, parseValue } from '../../json/strings.ts';

/** Datadog takes a null for missing; inside a JSON message, it replaces nothing outside. */
export function isNull(bytes: Buffer, { valueStart }: Member): boolean {
  return bytes[valueStart] === 0x6e;
}

/** Null or an empty text: what is added must stand in its place, for beside it there would be two of one name. */
export function isEmpty(bytes: Buffer, member: Member): boolean {
  const { valueStart, valueEnd } = member;
  return isNull(bytes, member) || (bytes[valueStart] === 0x22 && valueEnd - valueStart === 2);
}

/** The value (parsed JSON) of an attribute that may stand inside a JSON message and outside: the intake lifts what is inside. */
export function liftedValue(bytes: Buffer, inner: Member | undefined, outer: Member | undefined): unknown {
  if (inner !== undefined && !isNull(bytes, inner))
    return parseNestedValue(bytes, inner.valueStart, inner.valueEnd);
  return outer && parseValue(bytes, outer.valueStart, outer.valueEnd);
}
