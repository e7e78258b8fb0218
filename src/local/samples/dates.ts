/** A way to write a date in a text: what it looks like, its instant, and the same date moved. */
interface TextDate {
  readonly pattern: RegExp;
  /** `undefined` for what only looks like a date. */
  readonly ms: (text: string) => number | undefined;
  readonly moved: (text: string, shiftMs: number) => string;
}

const iso: TextDate = {
  // `2026-01-27T16:53:42.648148504Z`, also with a blank, slashes, a comma before the fraction, an offset or none.
  pattern: /(?<![\d-])\d{4}([-/])\d\d\1\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?!\d)/g,
  ms: (text) => isoParts(text)?.ms,
  moved: movedIso,
};

const commonLog: TextDate = {
  // `27/Jan/2026:16:55:36 +0000`, of web servers.
  pattern: /(?<!\d)\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?= [+-]\d{4})/g,
  ms: commonLogMs,
  moved(text, shiftMs) {
    const ms = commonLogMs(text);
    if (ms === undefined) return text;
    const [, day, month, year, time] =
      /^\w+, (\d\d) (\w{3}) (\d{4}) ([\d:]+)/.exec(new Date(ms + shiftMs).toUTCString()) ?? [];
    return `${day}/${month}/${year}:${time}`;
  },
};

/** The first of them that a record has is its date. */
export const textDates: readonly TextDate[] = [iso, commonLog];

export function movedText(text: string, shiftMs: number): string {
  return textDates.reduce(
    (out, { pattern, moved }) => out.replaceAll(pattern, (found) => moved(found, shiftMs)),
    text,
  );
}

function isoParts(text: string) {
  const [, day = '', separator, time, mark = '', digits = '', zone = ''] =
    /^(\d{4}.\d\d.\d\d)([T ])(\d\d:\d\d:\d\d)(?:([.,])(\d+))?(.*)$/.exec(text) ?? [];
  const fraction = digits === '' ? '' : `.${digits.slice(0, 3)}`;
  const ms = Date.parse(`${day.replaceAll('/', '-')}T${time}${fraction}${zone || 'Z'}`);
  return Number.isNaN(ms) ? undefined : { ms, dash: day.charAt(4), separator, mark, digits, zone };
}

/** What is finer than a millisecond stays, and so does the offset. */
function movedIso(text: string, shiftMs: number): string {
  const parts = isoParts(text);
  if (parts === undefined) return text;
  const { ms, dash, separator, mark, digits, zone } = parts;
  const local = new Date(ms + shiftMs + offsetMs(zone)).toISOString();
  const fraction = (local.slice(20, 23) + digits.slice(3)).slice(0, digits.length);
  return `${local.slice(0, 10).replaceAll('-', dash)}${separator}${local.slice(11, 19)}${mark}${fraction}${zone}`;
}

function offsetMs(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The offset behind it stays, and moves with it. */
function commonLogMs(text: string): number | undefined {
  const ms = Date.parse(`${text.slice(0, 11).replaceAll('/', ' ')} ${text.slice(12)} UTC`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** A member that holds epoch seconds or milliseconds, with a fraction perhaps, also inside a message that is JSON. */
export const epochPattern =
  /(\\?"(?:date|time|timestamp|_timestamp|ts|@timestamp|eventTime|published_date)\\?"\s*:\s*)(\d{10}(?:\d{3})?)(?!\d)/g;

export function epochMs(digits: string): number {
  return digits.length === 13 ? Number(digits) : Number(digits) * 1_000;
}

export function movedEpoch(digits: string, shiftMs: number): string {
  const ms = epochMs(digits) + shiftMs;
  return String(digits.length === 13 ? Math.round(ms) : Math.floor(ms / 1_000));
}
