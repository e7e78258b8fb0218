import { Buffer } from 'node:buffer';
import type { IntakeRequest, IntakeResponse } from '../../intake/request.ts';

/** What is read of an event of a Function URL or an HTTP API (payload format 2.0; 1.0 has the first two fields elsewhere). */
export interface HttpEvent {
  readonly rawPath?: string;
  readonly requestContext?: { readonly http?: { readonly method?: string } };
  readonly httpMethod?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/**
 * The request that an event stands for. Headers that came several times are joined by commas there, so that a key sent twice is no
 * right one. Source: AWS Lambda guide, `urls-invocation`; Amazon API Gateway guide, `http-api-develop-integrations-lambda`.
 */
export function requestOfEvent(event: HttpEvent): IntakeRequest {
  return {
    method: event.requestContext?.http?.method ?? event.httpMethod ?? '',
    path: event.rawPath ?? event.path ?? '/',
    headers: event.headers ?? {},
    body: () => Promise.resolve({ kind: 'body', bytes: bytesOf(event) }),
  };
}

/** The length is set by Lambda itself, for the bytes that it sends. */
export function resultOf({ status, headers, body }: IntakeResponse): HttpResult {
  return {
    statusCode: status,
    headers: { 'content-type': headers['content-type'] },
    body,
    isBase64Encoded: false,
  };
}

/** The first bytes of gzip as base64. No JSON begins so, whatever the flag says. */
const gzipBase64 = 'H4sI';

function bytesOf({ body, isBase64Encoded = false }: HttpEvent): Uint8Array {
  const text = body ?? '';
  const isBase64 = isBase64Encoded ? !/^\s*[{[]/.test(text) : text.startsWith(gzipBase64);
  return Buffer.from(text, isBase64 ? 'base64' : 'utf8');
}
