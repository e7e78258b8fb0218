import type { Buffer } from 'node:buffer';
import type { Status } from './datadog-status.ts';
import { isDigit } from './bytes.ts';
import { statusOfLogfmt } from './logfmt.ts';
import { statusOfRuntime } from './runtime-text.ts';
import { statusOfHeader } from './text-header.ts';
import { statusOfTwoLines } from './two-lines.ts';

/** How much of a text is looked at. */
const longestHeader = 256;

/**
 * The level that a plain text says at one of the well-known places: klog's letter (`I1128 10:00:00.0`), logfmt's `level=`, a word
 * after date, thread or process at the beginning (`[error]`, `2026-11-28 10:00:00 WARN`), Go's `panic:`, Node's and PHP's warnings,
 * syslog's `<6>`, the header of an exception.
 * `text[start, end)` may be the inside of a JSON string in its escaped form. Looks at 256 bytes at most, from the beginning only.
 */
export function levelOfText(text: Buffer, start: number, end: number): Status | undefined {
  let at = start;
  const to = Math.min(end, start + longestHeader);
  while (at < to && text[at] === 0x20) at++;
  const first = text[at]!;
  // Most JSON messages end here.
  if (at >= to || first === 0x7b) return undefined;
  return (
    klog(text, at, to) ??
    statusOfRuntime(text, at, to) ??
    statusOfLogfmt(text, at, to) ??
    statusOfHeader(text, at, to) ??
    statusOfTwoLines(text, at, to)
  );
}

/** Sources: kubernetes/klog, `Lmmdd hh:mm:ss.uuuuuu`; google/glog, with the year in four digits; CockroachDB, with two. */
function klog(text: Uint8Array, at: number, end: number): Status | undefined {
  const status = klogStatus(text[at]!);
  if (status === undefined) return undefined;
  let next = at + 1;
  while (next < end && isDigit(text[next]!)) next++;
  const digits = next - at - 1;
  if ((digits !== 4 && digits !== 6 && digits !== 8) || end - next < 9 || text[next] !== 0x20)
    return undefined;
  const hasHour = isDigit(text[next + 1]!) && isDigit(text[next + 2]!) && text[next + 3] === 0x3a;
  return hasHour ? status : undefined;
}

function klogStatus(letter: number): Status | undefined {
  if (letter === 0x49) return 'info';
  if (letter === 0x57) return 'warning';
  if (letter === 0x45) return 'error';
  return letter === 0x46 ? 'emergency' : undefined;
}
