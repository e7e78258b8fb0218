import { levelAttributes } from '../status/levels.ts';
import { statusAttributes } from '../reserved.ts';

/** Where loggers write the time under a name that is no date attribute: pino, bunyan, logrus, slog (`time`), zap (`ts`). */
export const loggerTimeAttributes = ['time', 'ts'] as const;

/** What loggers write beside it. */
export const loggerCompanions: readonly string[] = [
  'msg',
  ...statusAttributes,
  ...levelAttributes.map(({ name }) => name),
];

/** The required attribute of CloudEvents, whose `time` is that of the event. */
const cloudEvent = 'specversion';

/**
 * Whether a member called `time` or `ts` may be the time of the log, by the other members of the same object: a logger's come with a
 * level or a message, Fluent Bit's with an unparsed `log` or in the CRI format. Whether it is near enough to the arrival,
 * `planDates` decides.
 */
export function mayBeTime(has: (name: string) => boolean, isCriFormat: boolean): boolean {
  if (has(cloudEvent)) return false;
  return isCriFormat || has('log') || loggerCompanions.some((name) => has(name));
}

/** Whether the JSON value `bytes[start, end)` is a time as container runtimes write it: RFC 3339 with nine fraction digits. */
export function isCriTime(bytes: Uint8Array, start: number, end: number): boolean {
  const fraction = start + 20;
  if (bytes[start] !== 0x22 || end - start < 32 || bytes[fraction] !== 0x2e) return false;
  for (let at = fraction + 1; at <= fraction + 9; at++)
    if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return false;
  const after = bytes[fraction + 10]!;
  return after === 0x5a || after === 0x2b || after === 0x2d;
}
