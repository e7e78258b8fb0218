import { Buffer } from 'node:buffer';
import type { DateRename } from '../../datadog/reading/date-plan.ts';
import { originalTimestamp } from '../../datadog/reading/date-plan.ts';
import type { Edit } from '../../json/edit.ts';
import { freeKey } from '../../json/free-key.ts';
import { findObject, type JsonObject, type Member, type Nesting } from '../../json/object.ts';
import { decodeNestedString, decodeString } from '../../json/strings.ts';
import { dateSlot, fixedKeys, slot } from './attributes.ts';

/** The edits that give members of `object` another key, or one that is free (`freeKey`); only the bytes of the key change. */
export function keyEdits(
  bytes: Buffer,
  object: JsonObject,
  members: readonly Member[],
  key: string,
  nesting: Nesting,
): Edit[] {
  if (members.length === 0) return [];
  const text = JSON.stringify(freeKey(bytes, object, key, nesting));
  const insert = Buffer.from(nesting === 'plain' ? text : escaped(text));
  return members.map(({ keyStart, keyEnd }) => ({ start: keyStart, end: keyEnd, insert }));
}

/** The text of JSON as it stands inside a JSON string. */
export function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Every member of `object` whose key has the slot. */
export function membersAt(bytes: Buffer, object: JsonObject, at: number, nesting: Nesting): Member[] {
  return object.members.filter(
    ({ keyStart, keyEnd }) => fixedKeys.slotAt(bytes, keyStart, keyEnd, nesting) === at,
  );
}

/** The edits of renamed dates. `outer` is the line, `inner` the object in its message. */
export function dateEdits(
  bytes: Buffer,
  outer: JsonObject,
  inner: JsonObject | undefined,
  renames: readonly DateRename[],
): Edit[] {
  return renames.flatMap(({ attribute, place, inSyslog, to }) => {
    const object = place === 'outer' ? outer : inner;
    const nesting = place === 'outer' ? 'plain' : 'nested';
    if (object === undefined) return [];
    if (inSyslog) return syslogEdits(bytes, object, to, nesting);
    const at = attribute === originalTimestamp ? slot.original : dateSlot(attribute);
    return keyEdits(bytes, object, membersAt(bytes, object, at, nesting), to, nesting);
  });
}

/** Those of the `timestamp` in every object `syslog`. */
function syslogEdits(bytes: Buffer, object: JsonObject, to: string, nesting: Nesting): Edit[] {
  const name = nesting === 'plain' ? decodeString : decodeNestedString;
  const isNamed =
    (wanted: string) =>
    ({ keyStart, keyEnd }: Member) =>
      name(bytes, keyStart, keyEnd) === wanted;
  return object.members.filter(isNamed('syslog')).flatMap(({ valueStart, valueEnd }) => {
    const syslog = findObject(bytes, valueStart, valueEnd, nesting);
    return syslog ? keyEdits(bytes, syslog, syslog.members.filter(isNamed('timestamp')), to, nesting) : [];
  });
}
