/**
 * Whether a log is among the `rate` percent that are kept. The same container, time and text always give the same answer, so that a
 * record that is sent twice, or replayed, is treated alike.
 */
export function isSampledIn(rate: number, container: string, time: string, text: string): boolean {
  return (hash(`${container}\n${time}\n${text}`) / 2 ** 32) * 100 < rate;
}

/** FNV-1a over the UTF-16 units, mixed once more so that texts that differ at the end differ in the high bits too. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value ^= value >>> 16;
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
