import { maxFutureMs, maxPastMs } from '../../datadog/limits.ts';
import { dateAttributes, findAttribute } from '../../datadog/reserved.ts';
import { parseObject } from '../../json/fields.ts';

/**
 * Whether Datadog would discard a log for its official date after it answered 202: older than 18 hours, or more than two hours ahead.
 * The fields of a `message` that is JSON come before those of the log. A log without a date gets the time of reception.
 * Source: Datadog documentation `logs/log_configuration/pipelines`.
 */
export function isOutsideAgeWindow(log: Uint8Array, nowMs: number): boolean {
  const dateMs = officialDateMs(Buffer.from(log).toString('utf8'));
  return dateMs !== undefined && (dateMs < nowMs - maxPastMs || dateMs > nowMs + maxFutureMs);
}

function officialDateMs(text: string): number | undefined {
  const log = parseObject(text);
  if (log === undefined) return undefined;
  const { message } = log;
  const inner = typeof message === 'string' ? parseObject(message) : undefined;
  return readDateMs(findAttribute({ ...log, ...inner }, dateAttributes)?.value);
}

function readDateMs(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const dateMs = /^\d{13}$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : dateMs;
}
