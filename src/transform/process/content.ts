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
