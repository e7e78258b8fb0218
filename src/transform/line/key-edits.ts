import { Buffer } from 'node:buffer';
import type { DateRename } from '../../datadog/reading/date-plan.ts';
import { originalTimestamp } from '../../datadog/reading/date-plan.ts';
import type { Edit } from '../../json/edit.ts';
import { findObject, type JsonObject, type Member, type Nesting } from '../../json/object.ts';
import { decodeNestedString, decodeString } from '../../json/strings.ts';
import { dateSlot, fixedKeys, slot } from './attributes.ts';

/** The edit that gives a member another key; only the bytes of the key change. */
export function keyEdit({ keyStart, keyEnd }: Member, key: string, nesting: Nesting): Edit {
  const text = JSON.stringify(key);
  return { start: keyStart, end: keyEnd, insert: Buffer.from(nesting === 'plain' ? text : escaped(text)) };
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
    const found = inSyslog
      ? syslogTimestamps(bytes, object, nesting)
      : membersAt(
          bytes,
          object,
          attribute === originalTimestamp ? slot.original : dateSlot(attribute),
          nesting,
        );
    return found.map((member) => keyEdit(member, to, nesting));
  });
}

function syslogTimestamps(bytes: Buffer, object: JsonObject, nesting: Nesting): Member[] {
  const name = nesting === 'plain' ? decodeString : decodeNestedString;
  const isNamed =
    (wanted: string) =>
    ({ keyStart, keyEnd }: Member) =>
      name(bytes, keyStart, keyEnd) === wanted;
  return object.members.filter(isNamed('syslog')).flatMap(({ valueStart, valueEnd }) => {
    const syslog = findObject(bytes, valueStart, valueEnd, nesting);
    return (syslog?.members ?? []).filter(isNamed('timestamp'));
  });
}
