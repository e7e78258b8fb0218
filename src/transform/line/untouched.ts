import type { Buffer } from 'node:buffer';
import { skipSpace, skipValue } from '../../json/scan.ts';
import type { UntouchedReason } from '../outcome.ts';

/** Why `bytes[start, end)`, which is no JSON object, is passed on as it is. */
export function untouchedReason(bytes: Buffer, start: number, end: number): UntouchedReason {
  const first = skipSpace(bytes, start, end);
  if (first === end) return 'empty';
  if (bytes[first] === 0xef && bytes[first + 1] === 0xbb && bytes[first + 2] === 0xbf)
    return 'byte_order_mark';
  const after = skipValue(bytes, first, end);
  return after >= 0 && skipSpace(bytes, after, end) === end ? 'not_an_object' : 'not_json';
}
