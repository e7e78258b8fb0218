/**
 * Nanoseconds within the millisecond, 0 to 999,999, of the RFC 3339 time that begins `text[start, end)`: digits four to nine of its
 * fraction. With the milliseconds of the CRI prefix they give the order in which the lines of a container were written.
 */
export function nanosecondsAt(text: Uint8Array, start: number, end: number): number {
  const fraction = start + 19; // 2026-01-02T03:04:05
  if (fraction >= end || text[fraction] !== 0x2e) return 0;
  let value = 0;
  let isFraction = true;
  for (let digit = 1; digit <= 9; digit++) {
    const byte = fraction + digit < end ? text[fraction + digit]! : 0;
    isFraction &&= byte >= 0x30 && byte <= 0x39;
    if (digit > 3) value = value * 10 + (isFraction ? byte - 0x30 : 0);
  }
  return value;
}
