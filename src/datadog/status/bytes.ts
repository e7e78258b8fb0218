/** Whether `text[at, end)` begins with `beginning`. */
export function startsWith(text: Uint8Array, at: number, end: number, beginning: Uint8Array): boolean {
  if (at + beginning.length > end) return false;
  for (let index = 0; index < beginning.length; index++)
    if (text[at + index] !== beginning[index]) return false;
  return true;
}

export function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
