import { Buffer } from 'node:buffer';
import type { HttpEndpointResponse } from '../firehose/http-endpoint.ts';
import { errorMessage, failures, type FailureName } from './errors.ts';
import type { IntakeResponse } from './request.ts';

/** How a request ended: everything has its fate, or something went wrong. A detail is a phrase of the intake's own, never data. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: FailureName; readonly detail?: string };

/** Makes the response, with the three fields that Firehose allows and no other. An id that is not known is empty. */
export function toResponse(outcome: Outcome, requestId: string, nowMs: number): IntakeResponse {
  const fields: HttpEndpointResponse =
    outcome.kind === 'done'
      ? { requestId, timestamp: Math.trunc(nowMs) }
      : {
          requestId,
          timestamp: Math.trunc(nowMs),
          errorMessage: errorMessage(outcome.failure, outcome.detail),
        };
  const body = JSON.stringify(fields);
  return {
    status: outcome.kind === 'done' ? 200 : failures[outcome.failure].status,
    headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) },
    body,
  };
}
