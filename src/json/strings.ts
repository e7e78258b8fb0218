import { Buffer } from 'node:buffer';

/** The JavaScript string of the JSON string literal `bytes[start, end)`, quotes included; invalid UTF-8 reads as U+FFFD. */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  const body = bytes.toString('utf8', start + 1, end - 1);
  return body.includes('\\') ? (JSON.parse(`"${body}"`) as string) : body;
}

/** The same for a literal inside a JSON string, its escaped quotes included: the escapes of both levels are undone. */
export function decodeNestedString(bytes: Buffer, start: number, end: number): string {
  return parseNestedValue(bytes, start, end) as string;
}

/** The text that a part of the content of a JSON string stands for. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  return JSON.parse(`"${bytes.toString('utf8', start, end)}"`) as string;
}

/** The JSON value `bytes[start, end)`, parsed; a text without escapes at little cost. */
export function parseValue(bytes: Buffer, start: number, end: number): unknown {
  return bytes[start] === 0x22
    ? decodeString(bytes, start, end)
    : (JSON.parse(bytes.toString('utf8', start, end)) as unknown);
}

/** The same of a value inside a JSON string, its escaped quotes included. */
export function parseNestedValue(bytes: Buffer, start: number, end: number): unknown {
  if (bytes[start] === 0x5c && bytes[start + 1] === 0x22) {
    const body = bytes.toString('utf8', start + 2, end - 2);
    if (!body.includes('\\')) return body;
  }
  return JSON.parse(decodeText(bytes, start, end));
}

/** A JSON string literal, as UTF-8 bytes. Lone surrogates come out as escapes, so the bytes are valid. */
export function encodeString(text: string): Buffer {
  return Buffer.from(JSON.stringify(text));
}

/** A member of an object with a string for value, as text. */
export function memberText(key: string, value: string): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}
