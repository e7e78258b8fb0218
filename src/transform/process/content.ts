import { Buffer } from 'node:buffer';
import { decodeText, encodeText, type LogText } from '../../processing/rules/text.ts';

/** The text that the content of a JSON string stands for; invalid bytes as `decodeText` has them. */
export function decodeContent(bytes: Uint8Array, start: number, end: number): LogText {
  const { text, hasRawBytes } = decodeText(bytes.subarray(start, end));
  return { text: text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text, hasRawBytes };
}

/** The content of a JSON string that stands for a text. */
export function encodeContent({ text, hasRawBytes }: LogText): Buffer {
  if (!hasRawBytes) return Buffer.from(JSON.stringify(text).slice(1, -1));
  const escaped = text.replaceAll(/["\\\p{Cc}]/gu, (character) => JSON.stringify(character).slice(1, -1));
  return encodeText({ text: escaped, hasRawBytes });
}

const escapeMark = Buffer.from('\\u');
const escapes = /\\(?:u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})|u([\da-f]{4})|[^])/gi;

/**
 * JSON with `\u00fc` as the character itself: Fluent Bit 5 escapes what is not ASCII, and its Go plugin `<`, `>` and `&`, where the
 * application wrote none. What JSON has to escape, and half a surrogate pair, stay as they are.
 */
export function withoutEscapes(json: Buffer): Buffer {
  if (!json.includes(escapeMark)) return json;
  const { text, hasRawBytes } = decodeText(json);
  const plain = text.replaceAll(escapes, (escape: string, high?: string, low?: string, unit?: string) => {
    if (high !== undefined && low !== undefined) return String.fromCharCode(unitOf(high), unitOf(low));
    return unit !== undefined && isPlain(unitOf(unit)) ? String.fromCharCode(unitOf(unit)) : escape;
  });
  return encodeText({ text: plain, hasRawBytes });
}

function unitOf(digits: string): number {
  return Number.parseInt(digits, 16);
}

function isPlain(unit: number): boolean {
  const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
  return unit >= 0x20 && unit !== 0x22 && unit !== 0x5c && !isSurrogate;
}
