import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { maxLogBytes } from '../../datadog/limits.ts';
import { isOutsideAgeWindow } from './log-age.ts';

export interface AcceptedLog {
  /** The JSON object as it was sent; invalid UTF-8 reads as U+FFFD here, `bytes` has it as it was. */
  readonly text: string;
  readonly bytes: Buffer;
  readonly via: 'firehose' | 'logs-api';
}

export interface AcceptedLogsOptions {
  /** NDJSON file that every accepted log is appended to. */
  readonly file?: string | undefined;
  /** Whether logs are kept in memory as well. */
  readonly inMemory: boolean;
  /** Whether logs outside Datadog's age window are accepted and then discarded, as Datadog does. */
  readonly ageWindow: boolean;
  readonly onAccepted?: ((log: Buffer, via: AcceptedLog['via']) => void) | undefined;
}

export interface AcceptedLogs {
  readonly logs: readonly AcceptedLog[];
  readonly counts: AcceptedCounts;
  accept(logs: readonly Buffer[], via: AcceptedLog['via'], nowMs: number): void;
}

export interface AcceptedCounts {
  /** Kept. */
  readonly accepted: number;
  /** Answered with success and discarded for their date. */
  readonly tooOld: number;
  /** Kept, but longer than Datadog would leave them. */
  readonly truncated: number;
}

/** What Datadog has taken. */
export function createAcceptedLogs({
  file,
  inMemory,
  ageWindow,
  onAccepted,
}: AcceptedLogsOptions): AcceptedLogs {
  const logs: AcceptedLog[] = [];
  const counts = { accepted: 0, tooOld: 0, truncated: 0 };
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  return {
    logs,
    counts,
    accept(received, via, nowMs) {
      const kept = ageWindow ? received.filter((log) => !isOutsideAgeWindow(log, nowMs)) : received;
      counts.tooOld += received.length - kept.length;
      counts.accepted += kept.length;
      counts.truncated += kept.filter(({ length }) => length > maxLogBytes).length;
      // Before the answer goes out, so that what was acknowledged is on disk.
      if (file !== undefined && kept.length > 0) appendFileSync(file, ndjson(kept));
      for (const bytes of kept) onAccepted?.(bytes, via);
      if (inMemory) for (const bytes of kept) logs.push({ bytes, via, text: bytes.toString('utf8') });
    },
  };
}

/** One log a line: an object sent with line breaks in its white space is set on one line. */
function ndjson(logs: readonly Buffer[]): Buffer {
  return Buffer.concat(logs.flatMap((log) => [onOneLine(log), Buffer.from('\n')]));
}

function onOneLine(log: Buffer): Buffer {
  if (!log.includes(0x0a) && !log.includes(0x0d)) return log;
  // Inside strings JSON has no raw line breaks, so all of them are white space.
  return Buffer.from(log.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)));
}
