import { rfc3339Ms } from '../../fluent-bit/rfc3339.ts';
import {
  findAttribute,
  hostAttributes,
  serviceAttributes,
  sourceAttributes,
  statusAttributes,
} from '../reserved.ts';
import { datadogStatus, type Status } from '../status/datadog-status.ts';
import { splitTags } from '../tags.ts';
import { maxFutureMs, maxPastMs } from '../limits.ts';
import { dateOrders, type DateOrder } from './date-attributes.ts';
import { dateOfText } from './date-text.ts';

/** Which attribute gives a log its official date, and what comes of it. */
export type OfficialDate =
  | { readonly kind: 'date'; readonly attribute: string; readonly ms: number }
  /** Too old or too far ahead: Datadog discards the log, after it has answered 202. */
  | { readonly kind: 'refused'; readonly attribute: string; readonly ms: number }
  /** In no documented format; what Datadog does with such a log is documented nowhere. */
  | { readonly kind: 'unreadable'; readonly attribute: string }
  /** None: the time of reception. */
  | { readonly kind: 'arrival'; readonly ms: number };

/** A log as Datadog understands it. */
export interface DatadogLog {
  readonly date: OfficialDate;
  readonly status: Status;
  readonly service: string | undefined;
  readonly source: string | undefined;
  readonly host: string | undefined;
  readonly message: string | undefined;
  readonly tags: readonly string[];
  /** All attributes, those of a JSON message lifted over the others. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

type Attributes = Readonly<Record<string, unknown>>;

/** Aliases of the message. Source: opentelemetry-collector-contrib, taken over from Datadog's back end. */
const messageAliases = ['message', 'msg', 'log'];

/**
 * What Datadog makes of `log` (parsed JSON) that it receives at `arrivalMs`, as far as it is documented; `undefined` for what is no
 * object. Sources: Datadog documentation `log_configuration/pipelines`, `log_date_remapper`, `log_status_remapper`; DataDog's
 * Forwarder on what becomes of a JSON message.
 */
export function readLog(
  log: unknown,
  arrivalMs: number,
  order: DateOrder = 'preprocessing',
): DatadogLog | undefined {
  if (!isObject(log)) return undefined;
  const attributes = lifted(log);
  return {
    date: officialDate(attributes, arrivalMs, order),
    status: datadogStatus(findAttribute(attributes, statusAttributes)?.value).status,
    service: textOf(attributes, serviceAttributes),
    source: textOf(attributes, sourceAttributes),
    host: textOf(attributes, hostAttributes),
    message: textOf(attributes, messageAliases),
    tags: splitTags(textOf(attributes, ['ddtags']) ?? ''),
    attributes,
  };
}

/** A null counts as missing: it replaces nothing. */
function lifted(log: Attributes): Attributes {
  const message = parseObject(log['message']);
  if (message === undefined) return log;
  const all = new Map(Object.entries(log));
  for (const [key, value] of Object.entries(message)) if (value !== null) all.set(key, value);
  return Object.fromEntries(all);
}

function officialDate(attributes: Attributes, arrivalMs: number, order: DateOrder): OfficialDate {
  const found = findAttribute(attributes, dateOrders[order]);
  if (found === undefined) return { kind: 'arrival', ms: arrivalMs };
  const { name: attribute, value } = found;
  const ms = documentedMs(value, arrivalMs);
  if (ms === undefined) return { kind: 'unreadable', attribute };
  const isRefused = ms < arrivalMs - maxPastMs || ms > arrivalMs + maxFutureMs;
  return { kind: isRefused ? 'refused' : 'date', attribute, ms };
}

/** A number is epoch milliseconds whatever its size; a text is ISO 8601 or RFC 3164. */
function documentedMs(value: unknown, nearMs: number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const date = dateOfText(value, nearMs);
  return rfc3339Ms(value) ?? (date?.converted === false ? date.timeMs : undefined);
}

function textOf(attributes: Attributes, names: readonly string[]): string | undefined {
  const value = findAttribute(attributes, names)?.value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parseObject(text: unknown): Attributes | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
