import type { Buffer } from 'node:buffer';
import type { JsonObject, Nesting } from './object.ts';
import { decodeNestedString, decodeString } from './strings.ts';

/**
 * `wanted`, or it with `_2` and so on where the object has a member of that name: of two members of one name, Datadog keeps one.
 */
export function freeKey(bytes: Buffer, { members }: JsonObject, wanted: string, nesting: Nesting): string {
  const decode = nesting === 'plain' ? decodeString : decodeNestedString;
  const taken = new Set(members.map(({ keyStart, keyEnd }) => decode(bytes, keyStart, keyEnd)));
  let key = wanted;
  for (let number = 2; taken.has(key); number++) key = `${wanted}_${number}`;
  return key;
}
