/** Values of options and variables with units, as text. All answer `undefined` for what is not allowed. */

const durationUnits: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `90s`, `30m`, `2h`, `1.5d`, in ms. */
export function parseDurationMs(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)\s?([a-z]{1,3})$/.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(durationUnits, unit) ? durationUnits[unit] : undefined;
  return factor === undefined ? undefined : Math.round(Number(number) * factor);
}

/** An instant, epoch ms: so long ago, or a date as ISO 8601 writes it; one without an offset is UTC. */
export function parseInstantMs(text: string, nowMs: number): number | undefined {
  const agoMs = parseDurationMs(text);
  if (agoMs !== undefined) return nowMs - agoMs;
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text))
    return undefined;
  const hasOffset = !text.includes('T') || /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const time = Date.parse(hasOffset ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

const byteUnits: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1_000,
  mb: 1_000_000,
  gb: 1_000_000_000,
  kib: 1_024,
  mib: 1_048_576,
  gib: 1_073_741_824,
};

/** `2MB/s`, `500kB/s`, `1MiB/s`, in bytes a second. */
export function parseBytesPerSecond(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?)\s?([a-z]{1,3})\/s$/i.exec(text.trim()) ?? [];
  const name = unit.toLowerCase();
  const factor = Object.hasOwn(byteUnits, name) ? byteUnits[name] : undefined;
  const bytes = factor === undefined ? 0 : Number(number) * factor;
  return bytes >= 1 ? bytes : undefined;
}
