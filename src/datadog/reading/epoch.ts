import type { ReadDate } from './date.ts';

const form = /^(\d{1,20})(?:\.(\d+))?$/;

/**
 * The date that a number stands for, by its size: seconds up to the year 5138, then milli-, micro- and nanoseconds. Works on digits,
 * since nanoseconds do not fit into a JavaScript number. `undefined` for what is no such number. Only a whole number of milliseconds
 * that is no string is a date for Datadog.
 */
export function epochOf(text: string, type: 'number' | 'string'): ReadDate | undefined {
  const [, whole, fraction = ''] = form.exec(text) ?? exponentForm(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '').length;
  const isMilliseconds = digits > 11 && digits <= 14;
  return {
    kind: 'date',
    timeMs: millisecondsOf(whole, digits, fraction),
    converted: !isMilliseconds || type === 'string' || whole.length !== text.length,
    hasTimeOfDay: true,
  };
}

function millisecondsOf(whole: string, digits: number, fraction: string): number {
  if (digits <= 11) return Number(whole) * 1_000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  if (digits <= 14) return Number(whole);
  return Number(whole.slice(0, digits <= 17 ? -3 : -6));
}

/** `1.795860000123e12`; a number too large to be a time is none. */
function exponentForm(text: string): RegExpExecArray | undefined {
  if (!/^\d+(?:\.\d+)?e[+]?\d+$/i.test(text)) return undefined;
  const value = Number(text);
  return value < 1e20 ? (form.exec(BigInt(Math.trunc(value)).toString()) ?? undefined) : undefined;
}
