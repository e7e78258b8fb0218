import type { Buffer } from 'node:buffer';
import { ScratchBuffer } from '../codec/scratch.ts';
import { sameValue } from '../json/equal.ts';
import { findMembers, type JsonObject, type Member } from '../json/object.ts';
import { skipSpace } from '../json/scan.ts';
import { decodeString, unescapeInto } from '../json/strings.ts';

const scratch = new ScratchBuffer();

/**
 * Whether the string member `log` is the unparsed twin of keys that Fluent Bit's `Merge_Log` lifted out of it: a JSON object whose
 * members all stand at the top level, or under one `Merge_Log_Key`, with equal values.
 */
export function isTwin(bytes: Buffer, object: JsonObject, log: Member): boolean {
  const start = log.valueStart + 1;
  const first = bytes[skipSpace(bytes, start, log.valueEnd)];
  if (first !== 0x7b && first !== 0x5c) return false;
  const text = scratch.ofAtLeast(log.valueEnd - start);
  const length = unescapeInto(bytes, start, log.valueEnd - 1, text);
  const inner = findMembers(text, 0, length);
  if (inner === undefined || inner.members.length === 0) return false;
  const wanted = valuesByKey(text, inner);
  if (holdsAll(valuesByKey(bytes, object, log), wanted)) return true;
  return object.members.some((member) => {
    const merged = findMembers(bytes, member.valueStart, member.valueEnd);
    return merged !== undefined && holdsAll(valuesByKey(bytes, merged), wanted);
  });
}

/** The raw values by key; of duplicate keys the last counts. */
function valuesByKey(bytes: Buffer, object: JsonObject, except?: Member): Map<string, Buffer> {
  const values = new Map<string, Buffer>();
  for (const member of object.members) {
    if (member === except) continue;
    const { keyStart, keyEnd, valueStart, valueEnd } = member;
    values.set(decodeString(bytes, keyStart, keyEnd), bytes.subarray(valueStart, valueEnd));
  }
  return values;
}

function holdsAll(values: ReadonlyMap<string, Buffer>, wanted: ReadonlyMap<string, Buffer>): boolean {
  if (values.size < wanted.size) return false;
  for (const [key, value] of wanted) {
    const found = values.get(key);
    if (found === undefined || !sameValue(found, value)) return false;
  }
  return true;
}
