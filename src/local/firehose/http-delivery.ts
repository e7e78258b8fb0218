import { gzipSync } from 'node:zlib';
import { backoffMs, type BackoffOptions } from '../../delivery/backoff.ts';
import {
  httpEndpointHeaders,
  httpEndpointUserAgent,
  protocolVersion,
  responseDeadlineMs,
  type CommonAttributes,
  type HttpEndpointRequest,
} from '../../firehose/http-endpoint.ts';
import type { Clock } from '../../adapters/clock.ts';
import { attemptDelivery, type PreparedRequest } from './http-attempt.ts';

export interface HttpDestination {
  readonly url: string;
  readonly accessKey: string;
  readonly contentEncoding: 'NONE' | 'GZIP';
  readonly commonAttributes: Readonly<Record<string, string>>;
  /** `RetryOptions.DurationInSeconds`, in milliseconds: 0 to 7,200,000. */
  readonly retryDurationMs: number;
  readonly streamArn: string;
  /** The service waits three minutes. */
  readonly responseTimeoutMs?: number;
}

/** What became of a batch in the end. `lost` was answered 413 and is written nowhere. */
export type HttpDelivery =
  | { readonly kind: 'delivered'; readonly attemptsMade: number }
  | { readonly kind: 'lost'; readonly attemptsMade: number; readonly code: string }
  | {
      readonly kind: 'failed';
      readonly attemptsMade: number;
      readonly code: string;
      readonly message: string;
    };

/** min(120 s, 1 s · 2^n) × 0.85…1.15, where n counts the attempts made: the waits that fit the attempts of real objects. */
const retryBackoff: BackoffOptions = { initialMs: 2_000, maxMs: 120_000, jitter: 0.15 };

/**
 * Delivers one batch by the HTTP endpoint protocol: the same request, with the same id, again and again after a back-off, until it is
 * taken, refused for good, or the retry duration is spent. The answer to a request under way is awaited even when it is.
 * Source: Amazon Data Firehose developer guide, `httpdeliveryrequestresponse`, `retry`.
 */
export async function deliverBatch(
  records: readonly Buffer[],
  destination: HttpDestination,
  { now, sleep, random, uuid }: Clock,
): Promise<HttpDelivery> {
  const prepared = prepare(records, destination, uuid(), now());
  let retryUntil: number | undefined;
  for (let attemptsMade = 1; ; attemptsMade += 1) {
    const outcome = await attemptDelivery(prepared);
    if (outcome.kind !== 'failed') return { ...outcome, attemptsMade };
    retryUntil ??= now() + destination.retryDurationMs;
    const waitMs = backoffMs(attemptsMade, retryBackoff, random);
    if (now() + waitMs > retryUntil) return { ...outcome, attemptsMade };
    await sleep(waitMs);
  }
}

function prepare(
  records: readonly Buffer[],
  destination: HttpDestination,
  requestId: string,
  timestamp: number,
): PreparedRequest {
  const { url, accessKey, contentEncoding, commonAttributes, streamArn } = destination;
  const request: HttpEndpointRequest = {
    requestId,
    timestamp,
    records: records.map((data) => ({ data: data.toString('base64') })),
  };
  const text = Buffer.from(JSON.stringify(request));
  const body = contentEncoding === 'GZIP' ? gzipSync(text) : text;
  const attributes: CommonAttributes = { commonAttributes };
  return {
    url,
    requestId,
    body,
    timeoutMs: destination.responseTimeoutMs ?? responseDeadlineMs,
    headers: {
      'User-Agent': httpEndpointUserAgent,
      'Content-Type': 'application/json',
      'Content-Length': body.length,
      ...(contentEncoding === 'GZIP' ? { 'Content-Encoding': 'gzip' } : {}),
      [httpEndpointHeaders.protocolVersion]: protocolVersion,
      [httpEndpointHeaders.requestId]: requestId,
      [httpEndpointHeaders.sourceArn]: streamArn,
      [httpEndpointHeaders.accessKey]: accessKey,
      ...(Object.keys(commonAttributes).length > 0
        ? { [httpEndpointHeaders.commonAttributes]: JSON.stringify(attributes) }
        : {}),
    },
  };
}
