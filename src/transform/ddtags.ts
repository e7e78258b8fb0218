import type { Buffer } from 'node:buffer';
import { splitTags } from '../datadog/tags.ts';
import { decodeString } from '../json/strings.ts';

/** The tags that a line brings along: a string or an array of strings; `isReadable` is false for anything else. */
export interface OwnDdtags {
  readonly isReadable: boolean;
  /** The string as it is, for a string. */
  readonly text: string | undefined;
  readonly tags: readonly string[];
}

/** Reads the value of a `ddtags` attribute, the valid JSON `bytes[start, end)`. */
export function readDdtags(bytes: Buffer, start: number, end: number): OwnDdtags {
  if (bytes[start] === 0x22) {
    const text = decodeString(bytes, start, end);
    return { isReadable: true, text, tags: splitTags(text) };
  }
  const value: unknown = bytes[start] === 0x5b ? JSON.parse(bytes.toString('utf8', start, end)) : undefined;
  const isReadable = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return { isReadable, text: undefined, tags: isReadable ? splitTags(value.join(',')) : [] };
}
