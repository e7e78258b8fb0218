import { Buffer, isUtf8 } from 'node:buffer';

/**
 * Whether two valid JSON values are the same value: same bytes, or the same after decoding. In doubt it says no: numbers that a
 * double cannot tell apart, and invalid UTF-8, are only equal byte for byte.
 */
export function sameValue(one: Buffer, other: Buffer): boolean {
  if (one.equals(other)) return true;
  if (!isExact(one) || !isExact(other)) return false;
  return sameParsed(JSON.parse(one.toString()), JSON.parse(other.toString()));
}

/** A number that a double may round: 16 digits or more, or an exponent of three digits. */
const roundedNumber = /(?:\d\.?){16}|\d[eE][+-]?\d{3}/;

function isExact(value: Buffer): boolean {
  return isUtf8(value) && !roundedNumber.test(value.toString('latin1'));
}

function sameParsed(one: unknown, other: unknown): boolean {
  const pending: [unknown, unknown][] = [[one, other]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [left, right] = next;
    if (Object.is(left, right) || (left === 0 && right === 0)) continue;
    if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right))
      return false;
    const keys = Object.keys(left);
    if (keys.length !== Object.keys(right).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(right, key)) return false;
      pending.push([Reflect.get(left, key), Reflect.get(right, key)]);
    }
  }
  return true;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
