import { Buffer, isUtf8 } from 'node:buffer';

const replacement = Buffer.from('\u{FFFD}');

/**
 * The same bytes as valid UTF-8: each byte that belongs to no character becomes U+FFFD, one for one as Go does it (the standard decoder
 * of the web makes one of several). The very same buffer where all of it is valid.
 */
export function toValidUtf8<Bytes extends Uint8Array>(bytes: Bytes): Bytes | Buffer {
  if (isUtf8(bytes)) return bytes;
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    if (length > 0) at += length;
    else {
      parts.push(bytes.subarray(from, at), replacement);
      at += 1;
      from = at;
    }
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}

/** Bytes of the character that begins here, 0 where none does. Source: Unicode Standard, table 3-7. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const second = bytes[at + 1]!;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let next = at + 2; next < at + length; next++) if ((bytes[next]! & 0xc0) !== 0x80) return 0;
  return length;
}
