import fc from 'fast-check';
import { dateOrders } from '../../../src/datadog/reading/date-attributes.ts';
import type { Attributes, PlainLog } from './logs.ts';

export const arrivalMs = Date.parse('2026-11-28T10:01:15Z');
export const hours = 60 * 60 * 1_000;

/** Around the arrival, around the ends of the window, and anywhere. */
export const times = fc.oneof(
  fc.integer({ min: arrivalMs - 20 * hours, max: arrivalMs + 3 * hours }),
  fc.integer({ min: arrivalMs - 10 * 24 * hours, max: arrivalMs + 24 * hours }),
  fc.integer({ min: 0, max: 253_402_300_799_999 }),
);

const text = (ms: number): string => new Date(ms).toISOString();
const forms: readonly ((ms: number) => unknown)[] = [
  (ms) => ms,
  (ms) => String(ms),
  (ms) => ms / 1_000,
  (ms) => Math.floor(ms / 1_000),
  (ms) => ms * 1_000,
  (ms) => text(ms),
  (ms) => text(ms).replace('Z', '+0000'),
  (ms) => text(ms).replace('Z', '').replace('T', ' '),
  (ms) => text(ms).slice(0, 10),
  (ms) => text(ms).slice(11, 19),
];
const junk = fc.constantFrom<unknown>(null, '', true, {}, [], -1, 0, 'soon', '2026-02-30T10:00:00Z', 1e300);
/** What may stand in a date attribute. */
export const dateValues = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(times, fc.constantFrom(...forms)).map(([ms, form]) => form(ms)) },
  { weight: 1, arbitrary: junk },
);
const key = fc.constantFrom(...dateOrders.preprocessing, '__proto__', 'constructor', 'original_timestamp');
const attributes = fc
  .tuple(fc.dictionary(key, dateValues, { maxKeys: 4 }), fc.option(dateValues, { nil: undefined }))
  .map(([flat, inSyslog]) => withSyslog(flat, inSyslog));
/** Logs with dates of every kind, outside, inside a JSON message and by syslog. */
export const datedLogs: fc.Arbitrary<PlainLog> = fc.record({
  outer: attributes,
  inner: fc.option(attributes, { nil: undefined }),
});
function withSyslog(flat: Attributes, timestamp: unknown): Attributes {
  return timestamp === undefined ? flat : { ...flat, syslog: { timestamp } };
}
