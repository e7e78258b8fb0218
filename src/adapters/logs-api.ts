import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { requestTimeoutMs } from '../datadog/limits.ts';
import type { LogsResponse } from '../delivery/logs-answer.ts';
import type { LogsApi } from '../delivery/logs.ts';
import type { Secret } from './secrets.ts';

export interface LogsApiOptions {
  /** Of the Logs API v2, with its path. */
  readonly url: string;
  readonly apiKey: Secret;
  /** Of gzip, 1 to 9. */
  readonly compressionLevel?: number;
}

const compress = promisify(gzip);

/**
 * Datadog's Logs API v2 over HTTPS. The body is compressed by gzip; a call takes 10 s at most, as with the Agent. A refused key is
 * read once more, since it may have been rotated. Redirects are not followed: they would carry the key elsewhere.
 */
export function logsApi({ url, apiKey, compressionLevel = 6 }: LogsApiOptions): LogsApi {
  return async (body, _entries, timeoutMs) => {
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(timeoutMs, requestTimeoutMs))));
    const packed = await compress(body, { level: compressionLevel });
    const key = await keyOf(() => apiKey.values());
    if (key.kind === 'failed') return key;
    const response = await post(url, key.value, packed, signal);
    if (response.kind === 'failed' || (response.status !== 401 && response.status !== 403)) return response;
    const fresh = await keyOf(() => apiKey.refresh());
    return fresh.kind === 'failed' || fresh.value === key.value
      ? response
      : post(url, fresh.value, packed, signal);
  };
}

type Key = { readonly kind: 'key'; readonly value: string } | Extract<LogsResponse, { kind: 'failed' }>;

async function keyOf(read: () => Promise<readonly string[]>): Promise<Key> {
  try {
    const [value = ''] = await read();
    return { kind: 'key', value };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : 'the API key cannot be read' };
  }
}

async function post(
  url: string,
  key: string,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<LogsResponse> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      body,
      headers: {
        'DD-API-KEY': key,
        'Content-Type': 'application/json',
        'Content-Encoding': 'gzip',
        'DD-EVP-ORIGIN': 'kubehose',
      },
    });
    return {
      kind: 'answered',
      status: response.status,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      body: await beginning(response),
    };
  } catch (error) {
    const reason = signal.aborted ? 'Datadog did not answer in time' : noConnection(error);
    return { kind: 'failed', reason };
  }
}

const maxAnswerBytes = 4_096;

/** The beginning of an answer; the rest of a long one is not waited for. */
async function beginning({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the body.
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxAnswerBytes);
}

/** Only the code of the cause is told: a message of fetch may hold a header that it does not like, the key. */
function noConnection(error: unknown): string {
  const cause: unknown =
    typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return `no connection to Datadog (${code === '' ? 'network error' : code})`;
}
