import { Buffer } from 'node:buffer';
import { isDigit, startsWith } from './bytes.ts';
import { statuses, type Status } from './datadog-status.ts';

/** How texts begin that runtimes and their tools write by themselves. */
const beginnings: readonly (readonly [Uint8Array, Status])[] = (
  [
    ['panic: ', 'emergency'],
    ['fatal error: ', 'emergency'],
    ['http: panic serving ', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['Exception in thread ', 'error'],
    ['Unhandled exception', 'error'],
    ['Uncaught ', 'error'],
    ['PHP Fatal error: ', 'emergency'],
    ['Fatal error: ', 'emergency'],
    ['PHP Parse error: ', 'error'],
    ['PHP Warning: ', 'warning'],
    ['PHP Notice: ', 'notice'],
    ['PHP Deprecated: ', 'notice'],
    ['npm ERR! ', 'error'],
    ['npm error ', 'error'],
    ['npm WARN ', 'warning'],
    ['npm warn ', 'warning'],
    ['npm notice', 'notice'],
    ['SLF4J(E): ', 'error'],
    ['SLF4J(W): ', 'warning'],
    ['SLF4J(I): ', 'info'],
    ['OpenJDK 64-Bit Server VM warning: ', 'warning'],
    ['Java HotSpot(TM) 64-Bit Server VM warning: ', 'warning'],
  ] as const
).map(([text, status]) => [new TextEncoder().encode(text), status]);

/** 1 for the first bytes of these texts. */
const mayBegin = new Uint8Array(256);
for (const [beginning] of beginnings) mayBegin[beginning[0]!] = 1;
for (const first of '(</0123456789') mayBegin[first.charCodeAt(0)] = 1;

/** Node's `(node:1) [DEP0005] DeprecationWarning: …`, Python's `/app/main.py:3: DeprecationWarning: …`. */
const warning = /^(?:\(node:\d+\) (?:\[\w+\] )?|\/[^ :]+:\d+: )\w*Warning: /;

/** Redis and Valkey: process, role, date, and a character for the level. Source: redis/redis `src/server.c`, `serverLogRaw`. */
const redisLine = /^\d+:[A-Z] \d\d [A-Z][a-z]{2} (?:\d{4} )?[\d:.]{12} ([.*#-]) /;
const redisLevels: ReadonlyMap<string, Status> = new Map([
  ['.', 'debug'],
  ['-', 'info'],
  ['*', 'notice'],
  ['#', 'warning'],
]);

/** The status of a text that a runtime writes: a crash, a warning, or syslog's priority in front of it (`<6>`); Redis' as well. */
export function statusOfRuntime(text: Buffer, at: number, end: number): Status | undefined {
  const first = text[at]!;
  if (mayBegin[first] === 0) return undefined;
  if (first === 0x3c) return priority(text, at + 1, end);
  if (isDigit(first)) return redis(text, at, end);
  if (first === 0x28 || first === 0x2f)
    return warning.test(text.toString('latin1', at, end)) ? 'warning' : undefined;
  return beginnings.find(([beginning]) => startsWith(text, at, end, beginning))?.[1];
}

function redis(text: Buffer, start: number, end: number): Status | undefined {
  let at = start;
  while (at < end && isDigit(text[at]!)) at++;
  if (text[at] !== 0x3a || text[at + 2] !== 0x20) return undefined;
  const [, level] = redisLine.exec(text.toString('latin1', start, end)) ?? [];
  return level === undefined ? undefined : redisLevels.get(level);
}

/** `11>`: facility times eight, and the severity. Sources: RFC 5424, 6.2.1; systemd, `sd-daemon`; .NET's console formatter. */
function priority(text: Uint8Array, start: number, end: number): Status | undefined {
  let at = start;
  let value = 0;
  while (at < end && at < start + 3 && isDigit(text[at]!)) value = value * 10 + text[at++]! - 0x30;
  return at > start && text[at] === 0x3e && value < 192 ? statuses[value % 8] : undefined;
}
