import type { Buffer } from 'node:buffer';
import { globMatches } from '../datadog/glob.ts';
import { splitTags } from '../datadog/tags.ts';
import { bytesOf, type Log } from '../logs/log-attributes.ts';

/** Which records a replay takes; what is not given takes all. */
export interface RecordFilter {
  /** Arrival at the stream, epoch ms: from, inclusive; to, exclusive. */
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** Globs; one must match. */
  readonly errorCodes?: readonly string[] | undefined;
  /** `key:value`; a log must have all of them, as tag or as attribute. */
  readonly tags?: readonly string[] | undefined;
}

export function takesRecord(
  { sinceMs = -Infinity, untilMs = Infinity, errorCodes }: RecordFilter,
  {
    errorCode,
    arrivalTimeMs = 0,
  }: { readonly errorCode: string; readonly arrivalTimeMs: number | undefined },
): boolean {
  if (arrivalTimeMs < sinceMs || arrivalTimeMs >= untilMs) return false;
  return errorCodes === undefined || errorCodes.some((glob) => globMatches(glob, errorCode));
}

/** Whether a log, a JSON object that has been through the transform, has the tags that are asked for. */
export function takesLog({ tags = [] }: RecordFilter, log: Log): boolean {
  if (tags.length === 0) return true;
  const own = tagsOfLog(bytesOf(log));
  return tags.every((tag) => own(tag));
}

/** Answers whether a log has a tag; tags compare in lower case, as Datadog stores them. */
function tagsOfLog(log: Buffer): (tag: string) => boolean {
  const attributes: Readonly<Record<string, unknown>> = { ...JSON.parse(log.toString()) };
  const { ddtags } = attributes;
  const tags = new Set((typeof ddtags === 'string' ? splitTags(ddtags) : []).map((tag) => tag.toLowerCase()));
  return (tag) => {
    const wanted = tag.toLowerCase();
    const [key = ''] = tag.split(':', 1);
    const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    return tags.has(wanted) || (typeof value === 'string' && `${key}:${value}`.toLowerCase() === wanted);
  };
}
