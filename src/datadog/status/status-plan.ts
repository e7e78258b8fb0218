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

/** What gives a log its status: an attribute, its text, or its stream. */
export type StatusOrigin = FoundLevel | 'text' | 'stream';

type Decided = (origin: StatusOrigin) => void;

/** The status that the Agent gives to a line by its stream. */
export const statusOfStream = { stderr: 'error', stdout: 'info' } as const;

/**
 * The status to add to a log; `undefined` where Datadog finds and understands one itself, where nothing tells one, or where a
 * `status` that means something else stands in the way, since an attribute of the application is never overwritten. A `severity` or
 * `level` that Datadog would misread (pino's 50, Java's SEVERE, logrus' panic) gets the status that it means. `decided` is told what
 * gives the log its status in the end, added or not; of several calls the last counts.
 */
export function statusToAdd(
  input: StatusInput,
  from: readonly StatusSource[],
  decided?: Decided,
): Status | undefined {
  const official = input.own.find(({ value }) => value !== '');
  if (official?.name === 'status') return keep(official, decided);
  if (from.includes('content')) {
    const status = contentStatus(input, decided);
    if (status !== undefined && status !== shownStatus(official)) return status;
    if (status !== undefined) return keep(official, decided);
  } else if (official !== undefined) return keep(official, decided);
  if (!from.includes('stream') || input.stream === undefined) return keep(official, decided);
  return told(statusOfStream[input.stream], 'stream', decided);
}

/** Nothing is added: Datadog reads what is there, if anything is. */
function keep(official: FoundLevel | undefined, decided: Decided | undefined): undefined {
  if (official !== undefined) decided?.(official);
}

function shownStatus(official: FoundLevel | undefined): Status | undefined {
  return official && understood(official.value);
}

function contentStatus(
  { own, levels, textStatus }: StatusInput,
  decided: Decided | undefined,
): Status | undefined {
  // Python's 40 is an error and pino's a warning: a word beside a number tells which.
  const word = own.some(({ value }) => isNumber(value)) ? wordAmong(levels) : undefined;
  for (const level of own) {
    if (word !== undefined && isNumber(level.value)) return told(word.status, word.level, decided);
    const status = statusOfLevel(level.value, scaleOf(level.name)) ?? understood(level.value);
    if (status !== undefined) return told(status, level, decided);
  }
  for (const level of levels) {
    const status = statusOfLevel(level.value, level.numbers);
    if (status !== undefined) return told(status, level, decided);
  }
  return textStatus && told(textStatus, 'text', decided);
}

/** Whether the value of a level is a number, or a text of digits. */
export function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
}

function wordAmong(
  levels: readonly FoundLevel[],
): { readonly status: Status; readonly level: FoundLevel } | undefined {
  for (const level of levels) {
    const status = isNumber(level.value) ? undefined : statusOfLevel(level.value, level.numbers);
    if (status !== undefined) return { status, level };
  }
  return undefined;
}

function told(status: Status, origin: StatusOrigin, decided: Decided | undefined): Status {
  decided?.(origin);
  return status;
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
