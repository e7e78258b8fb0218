import type { DeliveryResult, RejectionCause } from './delivery.ts';
import { parseRetryAfterMs } from './retry-after.ts';

/** The parts of an HTTP response that decide a delivery's fate. */
export interface ResponseStatus {
  readonly status: number;
  /** The `Retry-After` header as it came. */
  readonly retryAfter?: string | null | undefined;
}

const rejections: ReadonlyMap<number, RejectionCause> = new Map([
  [400, 'invalid'],
  [401, 'unauthorized'],
  [403, 'unauthorized'],
  [413, 'too-large'],
]);

/**
 * The fate of a batch by the status that answered it: 2xx is delivered; 400, 401, 403 and 413 are refusals; all others (408, 429,
 * 5xx, redirects, statuses nobody documents) may be cured by time, so that nothing is given up for a status not foreseen.
 * Source: Datadog API reference, "Send logs"; `Retry-After` from RFC 9110, section 10.2.3.
 *
 * @param nowMs epoch ms, for a `Retry-After` that is a date
 */
export function classifyStatus({ status, retryAfter }: ResponseStatus, nowMs: number): DeliveryResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `HTTP ${status}`;
  const cause = rejections.get(status);
  if (cause !== undefined) return { kind: 'rejected', cause, reason };
  const retryAfterMs = parseRetryAfterMs(retryAfter, nowMs);
  return retryAfterMs === undefined
    ? { kind: 'retryable', reason }
    : { kind: 'retryable', reason, retryAfterMs };
}
