import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { httpEndpointErrors } from '../../firehose/error-codes.ts';
import {
  isConformingResponse,
  maxResponseBodyBytes,
  type ReceivedResponse,
} from '../../firehose/http-endpoint.ts';
import { errorCode } from '../../adapters/error-code.ts';
import { buffersOf } from '../server.ts';

/** One request, ready to be sent again and again with the same id. */
export interface PreparedRequest {
  readonly url: string;
  readonly requestId: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  readonly timeoutMs: number;
}

/** `lost` is a 413: permanent, and kept out of the error output. */
export type AttemptOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'lost'; readonly code: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * Sends one request of the HTTP endpoint protocol and judges the answer as Firehose does: only a conforming 200 is success.
 * Redirects are not followed. Any 413 is permanent, also one that a front end made and that does not conform.
 * Source: Amazon Data Firehose developer guide, `httpdeliveryrequestresponse` and `http_troubleshooting`.
 */
export async function attemptDelivery(prepared: PreparedRequest): Promise<AttemptOutcome> {
  const received = await send(prepared);
  if ('code' in received) return { kind: 'failed', code: received.code, message: received.message };
  const { destinationException, invalidResponse, responseTooLarge } = httpEndpointErrors;
  if (received.status === 413) return { kind: 'lost', code: `${destinationException.code} (413)` };
  if (received.body.length > maxResponseBodyBytes) return { kind: 'failed', ...responseTooLarge };
  if (!isConformingResponse(received, prepared.requestId)) return { kind: 'failed', ...invalidResponse };
  if (received.status === 200) return { kind: 'delivered' };
  const message = `${destinationException.message} ${received.body}`;
  return { kind: 'failed', code: destinationException.code, message };
}

interface TransportError {
  readonly code: string;
  readonly message: string;
}

async function send(prepared: PreparedRequest): Promise<ReceivedResponse | TransportError> {
  const signal = AbortSignal.timeout(prepared.timeoutMs);
  try {
    const response = await open(prepared, signal);
    return { status: response.statusCode ?? 0, headers: headersOf(response), body: await readText(response) };
  } catch (error) {
    return transportError(error, signal.aborted);
  }
}

function open({ url, headers, body }: PreparedRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // A connection of its own: one kept alive could be closed by the endpoint at the moment of sending.
    request(url, { method: 'POST', headers, signal, agent: false }, resolve).on('error', reject).end(body);
  });
}

/** Reads no further than needed to know that the body is too large. */
async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of buffersOf(response)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxResponseBodyBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
}

const connectErrors = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

function transportError(error: unknown, timedOut: boolean): TransportError {
  const code = errorCode(error);
  if (timedOut) return httpEndpointErrors.requestTimeout;
  if (connectErrors.has(code)) return httpEndpointErrors.connectionFailed;
  if (/CERT|SSL|TLS|EPROTO|SELF_SIGNED/.test(code)) return httpEndpointErrors.sslHandshakeFailure;
  return httpEndpointErrors.connectionReset;
}
