import { Buffer, isUtf8 } from 'node:buffer';
import { sameValue } from '../../json/equal.ts';
import { findMembers, type JsonObject, type Member } from '../../json/object.ts';
import { skipNestedSpace } from '../../json/nested-scan.ts';
import { decodeString, decodeText } from '../../json/strings.ts';

/**
 * Whether the string member `log` is the unparsed twin of keys that Fluent Bit's `Merge_Log` lifted out of it: a JSON object whose
 * members all stand at the top level with equal values.
 */
export function isTwin(bytes: Buffer, object: JsonObject, log: Member): boolean {
  const start = skipNestedSpace(bytes, log.valueStart + 1, log.valueEnd);
  if (bytes[start] !== 0x7b || !isUtf8(bytes.subarray(start, log.valueEnd))) return false;
  const text = Buffer.from(decodeText(bytes, start, log.valueEnd - 1));
  const inner = findMembers(text, 0, text.length);
  if (inner === undefined || inner.members.length === 0) return false;
  return holdsAll(valuesByKey(bytes, object), valuesByKey(text, inner));
}

/** The raw values by key; of duplicate keys the last counts. */
function valuesByKey(bytes: Buffer, object: JsonObject): Map<string, Buffer> {
  const values = new Map<string, Buffer>();
  for (const { keyStart, keyEnd, valueStart, valueEnd } of object.members) {
    values.set(decodeString(bytes, keyStart, keyEnd), bytes.subarray(valueStart, valueEnd));
  }
  return values;
}

function holdsAll(values: ReadonlyMap<string, Buffer>, wanted: ReadonlyMap<string, Buffer>): boolean {
  for (const [key, value] of wanted) {
    const found = values.get(key);
    if (found === undefined || !sameValue(found, value)) return false;
  }
  return true;
}
