import { logsOutcome } from '../datadog/logs-status.ts';
import type { DeliveryResult } from './delivery.ts';
import { parseRetryAfterMs } from './retry-after.ts';

/** What one call of the Logs API came to. A reason is a phrase for people; it holds no payload and no key. */
export type LogsResponse =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The header `Retry-After`, if there was one. */
      readonly retryAfter?: string | undefined;
      /** At least the beginning of the body. */
      readonly body: string;
    }
  /** No answer: the network, a time-out, or a key that could not be read. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * What an answer means for the logs of its request. Only a success that looks like Datadog's counts: a gateway between may answer
 * 200 with a page of its own. A status that speaks of the address (404, a redirect) says nothing about the logs, so they are kept.
 */
export function readLogsResponse(response: LogsResponse, nowMs: number): DeliveryResult {
  if (response.kind === 'failed') return { kind: 'retryable', reason: response.reason };
  const { status, retryAfter, body } = response;
  const reason = `Datadog answered ${status}`;
  switch (logsOutcome(status)) {
    case 'accepted':
      if (isDatadogs(status, body)) return { kind: 'delivered' };
      return { kind: 'retryable', reason: `${reason} with a body that is not Datadog's; check DD_URL` };
    case 'split':
      return { kind: 'rejected', cause: 'too-large', reason };
    case 'isolate':
      if (status === 400 || status === 422) return { kind: 'rejected', cause: 'invalid', reason };
      return { kind: 'retryable', reason: `${reason}, as no Logs API does; check DD_SITE and DD_URL` };
    case 'key-refused':
      return { kind: 'rejected', cause: 'unauthorized', reason: `${reason}: the API key is refused` };
    case 'retry': {
      const retryAfterMs = parseRetryAfterMs(retryAfter, nowMs);
      return { kind: 'retryable', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
  }
}

/** 202 with `{}` today; the first version of the API answers 200 with `{}`. */
function isDatadogs(status: number, body: string): boolean {
  const start = body.trimStart();
  return start.startsWith('{') || (status === 202 && start === '');
}
