import type { Parsed } from '../parsed.ts';
import { datadogStatus, type Status } from './datadog-status.ts';
import { statusOfLevel, scaleOf } from './level-value.ts';
import type { NumberScale } from './levels.ts';

/** Where a status may come from: the content goes before the stream. */
export type StatusSource = 'content' | 'stream';

/** An attribute of the log that may hold its level, after a JSON message was lifted. A null or an empty text says nothing. */
export interface FoundLevel {
  readonly name: string;
  /** Parsed JSON. */
  readonly value: unknown;
  readonly numbers?: NumberScale | undefined;
}

export interface StatusInput {
  /** Those of Datadog's own names that the log has, in Datadog's order: `status`, `severity`, `level`, `syslog.severity`. */
  readonly own: readonly FoundLevel[];
  /** Those of `levelAttributes` that it has, in the order of that table. */
  readonly levels: readonly FoundLevel[];
  /** What `levelOfText` says of the message. */
  readonly textStatus: Status | undefined;
  readonly stream: 'stdout' | 'stderr' | undefined;
}

/** The status that the Agent gives to a line by its stream. */
export const statusOfStream = { stderr: 'error', stdout: 'info' } as const;

/**
 * The status to add to a log; `undefined` where Datadog finds and understands one itself, where nothing tells one, or where a
 * `status` that means something else stands in the way, since an attribute of the application is never overwritten. A `severity` or
 * `level` that Datadog would misread (pino's 50, Java's SEVERE, logrus' panic) gets the status that it means.
 */
export function statusToAdd(input: StatusInput, from: readonly StatusSource[]): Status | undefined {
  const official = input.own.find(({ value }) => value !== '');
  if (official?.name === 'status') return undefined;
  if (from.includes('content')) {
    const status = contentStatus(input);
    if (status !== undefined) return status === shownStatus(official) ? undefined : status;
  } else if (official !== undefined) return undefined;
  return from.includes('stream') && input.stream !== undefined ? statusOfStream[input.stream] : undefined;
}

function shownStatus(official: FoundLevel | undefined): Status | undefined {
  return official && understood(official.value);
}

function contentStatus({ own, levels, textStatus }: StatusInput): Status | undefined {
  for (const { name, value } of own) {
    const status = statusOfLevel(value, scaleOf(name)) ?? understood(value);
    if (status !== undefined) return status;
  }
  for (const { value, numbers } of levels) {
    const status = statusOfLevel(value, numbers);
    if (status !== undefined) return status;
  }
  return textStatus;
}

/** Of a word that no logger writes Datadog still takes the first letters. */
function understood(value: unknown): Status | undefined {
  const { status, isUnderstood } = datadogStatus(value);
  return isUnderstood ? status : undefined;
}

/** Reads `STATUS_FROM`. */
export function parseStatusFrom(text: string): Parsed<readonly StatusSource[]> {
  const words = text
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  if (words.length === 1 && words[0] === 'none') return { value: [] };
  const sources = words.filter((word) => word === 'content' || word === 'stream');
  if (sources.length > 0 && sources.length === words.length) return { value: sources };
  return { because: 'It has to be content, stream, both joined by a comma, or none.' };
}
