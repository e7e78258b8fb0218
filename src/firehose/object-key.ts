import type { ErrorOutputType } from './error-output.ts';

export interface ErrorOutputKeyParts {
  /** `ErrorOutputPrefix`, expressions not yet evaluated; `undefined` where the stream has none. */
  readonly prefix: string | undefined;
  readonly errorOutputType: ErrorOutputType;
  readonly stream: string;
  /** `VersionId` of the stream; rises with every change of its configuration. */
  readonly version: number;
  /** Arrival of the oldest record in the object, epoch ms: the time of the prefix. */
  readonly arrivalTimeMs: number;
  /** When the object is written, epoch ms: the time of the object's name. */
  readonly time: number;
  readonly uuid: string;
  /** With its dot, e.g. `.gz`; empty when the object is not compressed. */
  readonly extension: string;
}

/**
 * Key of an error object: `<evaluated prefix><stream>-<version>-<yyyy-MM-dd-HH-mm-ss>-<uuid><extension>`, all times in UTC.
 * Without a prefix the service puts the error type and the hour in front. Throws for an expression that Firehose does not know.
 * Source: Amazon Data Firehose developer guide, `s3-object-name` and `s3-prefixes`.
 */
export function errorOutputKey(parts: ErrorOutputKeyParts): string {
  const { prefix, errorOutputType, stream, version, arrivalTimeMs, time, uuid, extension } = parts;
  const evaluated = evaluatePrefix(
    prefix ?? '!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
    errorOutputType,
    arrivalTimeMs,
  );
  return `${evaluated}${stream}-${version}-${formatTime('yyyy-MM-dd-HH-mm-ss', time)}-${uuid}${extension}`;
}

/** An `ErrorOutputPrefix` with its expressions replaced; a timestamp expression takes a Java DateTimeFormatter pattern. */
export function evaluatePrefix(prefix: string, errorOutputType: ErrorOutputType, timeMs: number): string {
  return prefix.replaceAll(/!\{([^:}]*):([^}]*)\}/g, (expression, namespace: string, value: string) => {
    if (namespace === 'timestamp') return formatTime(value, timeMs);
    if (namespace === 'firehose' && value === 'error-output-type') return errorOutputType;
    throw new Error(
      `ErrorOutputPrefix: unknown expression ${expression}; ` +
        'known are !{firehose:error-output-type} and !{timestamp:<pattern>}',
    );
  });
}

const fields: Readonly<Record<string, (time: Date) => number>> = {
  y: (time) => time.getUTCFullYear(),
  M: (time) => time.getUTCMonth() + 1,
  d: (time) => time.getUTCDate(),
  D: dayOfYear,
  H: (time) => time.getUTCHours(),
  m: (time) => time.getUTCMinutes(),
  s: (time) => time.getUTCSeconds(),
  S: (time) => time.getUTCMilliseconds(),
};

/** The letters of Java's DateTimeFormatter that name numbers of a UTC instant; text in single quotes stays as it is. */
function formatTime(pattern: string, timeMs: number): string {
  const time = new Date(timeMs);
  return pattern.replaceAll(/'([^']*)'|([a-zA-Z])\2*/g, (run, quoted: string | undefined, letter: string) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted;
    const value = fields[letter]?.(time);
    if (value === undefined)
      throw new Error(`ErrorOutputPrefix: unknown letter ${letter} in a timestamp pattern`);
    const digits = String(value).padStart(run.length, '0');
    return letter === 'y' && run.length === 2 ? digits.slice(-2) : digits;
  });
}

function dayOfYear(time: Date): number {
  return Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}
