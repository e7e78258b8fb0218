import { parseRfc3339Ms } from './rfc3339.ts';

export { parseRfc3339Ms, rfc3339Ms } from './rfc3339.ts';

/** The `Time_Key` of `kubehose manifests --crio`: the time of the CRI prefix, under a name that no application writes. */
export const criTimeKey = 'cri_time';

/** What the container runtime writes in front of every line: `<time> stdout|stderr P|F[:tags] `. */
export interface CriPrefix {
  /** Bytes up to and including the blank before the content. */
  readonly length: number;
  /** Epoch milliseconds, truncated. */
  readonly timeMs: number | undefined;
  readonly stream: 'stdout' | 'stderr';
  /** `true` for `P`: the line goes on in the next record. */
  readonly partial: boolean;
}

/** An RFC 3339 time without fraction, in UTC; and one with nine fraction digits and an offset. */
const minTimeBytes = 20;
const maxTimeBytes = 35;

const blank = 0x20;

/**
 * The CRI prefix at the start of `text[start, end)`, or `undefined` where there is none (unknown stream or flag, impossible time).
 * `<time> stdout F` at the very end is the prefix of an empty line; of a tag list (`F:x:y`) the first tag decides, and the list is
 * part of the prefix. A prefix never holds an escape, so `text` may be the inside of a JSON string in its escaped form.
 * Source: Kubernetes CRI logging format; datadog-agent `pkg/logs/internal/parsers/kubernetes`.
 */
export function readCriPrefix(text: Uint8Array, start: number, end: number): CriPrefix | undefined {
  const timeEnd = findBlank(text, start + minTimeBytes, Math.min(end, start + maxTimeBytes + 1));
  if (timeEnd === undefined) return undefined;
  const stream = streamAt(text, timeEnd + 1, end);
  const flagAt = timeEnd + 8;
  if (stream === undefined || flagAt >= end || text[flagAt - 1] !== blank) return undefined;
  const flag = text[flagAt];
  if (flag !== 0x46 && flag !== 0x50) return undefined; // F, P
  const tagsEnd = endOfTags(text, flagAt + 1, end);
  const timeMs = tagsEnd === undefined ? undefined : parseRfc3339Ms(text, start, timeEnd);
  if (tagsEnd === undefined || timeMs === undefined) return undefined;
  const contentAt = tagsEnd < end ? tagsEnd + 1 : end;
  return { length: contentAt - start, timeMs, stream, partial: flag === 0x50 };
}

function findBlank(text: Uint8Array, from: number, to: number): number | undefined {
  for (let at = from; at < to; at += 1) if (text[at] === blank) return at;
  return undefined;
}

function streamAt(text: Uint8Array, at: number, end: number): 'stdout' | 'stderr' | undefined {
  if (end - at < 6 || text[at] !== 0x73 || text[at + 1] !== 0x74 || text[at + 2] !== 0x64) return undefined; // "std"
  if (text[at + 3] === 0x6f) return text[at + 4] === 0x75 && text[at + 5] === 0x74 ? 'stdout' : undefined; // "out"
  return text[at + 3] === 0x65 && text[at + 4] === 0x72 && text[at + 5] === 0x72 ? 'stderr' : undefined; // "err"
}

/** Position of the blank behind the flag and its tag list, or `end`; `undefined` if something else follows the flag. */
function endOfTags(text: Uint8Array, at: number, end: number): number | undefined {
  if (at >= end || text[at] === blank) return at;
  if (text[at] !== 0x3a) return undefined; // :
  for (let position = at + 1; position < end; position += 1) {
    const byte = text[position]!;
    if (byte === blank) return position;
    if (byte < 0x21 || byte > 0x7e || byte === 0x5c || byte === 0x22) return undefined; // control, not ASCII, \ or "
  }
  return end;
}
