import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { requestTimeoutMs } from '../../datadog/limits.ts';
import type { LogsResponse } from '../../delivery/logs-answer.ts';
import type { LogsApi } from '../../delivery/logs.ts';
import type { Secret } from '../secrets.ts';
import { errorCode } from '../error-code.ts';

export interface LogsApiOptions {
  /** Of the Logs API v2, with its path. */
  readonly url: string;
  readonly apiKey: Secret;
  /** Of gzip, 1 to 9. */
  readonly compressionLevel?: number;
}

const compress = promisify(gzip);

/** What comes out of gzip at once: logs rarely pack to more. */
const pieceBytes = 256 * 1024;
const minPieceBytes = 1_024;

/**
 * Datadog's Logs API v2 over HTTPS. The body is compressed by gzip; a call takes 10 s at most, as with the Agent. A refused key is
 * read once more, since it may have been rotated. Redirects are not followed: they would carry the key elsewhere.
 */
export function logsApi({ url, apiKey, compressionLevel = 6 }: LogsApiOptions): LogsApi {
  const address = new URL(url);
  return async (body, _entries, timeoutMs) => {
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(timeoutMs, requestTimeoutMs))));
    const packed = await compress(body, {
      level: compressionLevel,
      chunkSize: Math.min(Math.max(body.length, minPieceBytes), pieceBytes),
    });
    const key = await keyOf(() => apiKey.values());
    if (key.kind === 'failed') return key;
    const response = await post(address, key.value, packed, signal);
    if (response.kind === 'failed' || (response.status !== 401 && response.status !== 403)) return response;
    const fresh = await keyOf(() => apiKey.refresh());
    return fresh.kind === 'failed' || fresh.value === key.value
      ? response
      : post(address, fresh.value, packed, signal);
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

async function post(url: URL, key: string, body: Uint8Array, signal: AbortSignal): Promise<LogsResponse> {
  try {
    const response = await open(url, key, body, signal);
    const text = await beginning(response);
    return {
      kind: 'answered',
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      body: text,
    };
  } catch (error) {
    const reason = signal.aborted ? 'Datadog did not answer in time' : noConnection(error);
    return { kind: 'failed', reason };
  }
}

/** Node's own client: on the same request it takes a third of the processor time of `fetch`. */
function open(url: URL, key: string, body: Uint8Array, signal: AbortSignal): Promise<IncomingMessage> {
  const { request, agent } = url.protocol === 'https:' ? https : http;
  const headers = {
    'DD-API-KEY': key,
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
    'Content-Length': body.length,
    'DD-EVP-ORIGIN': 'kubehose',
  };
  const send = (isFirst: boolean): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers, signal }, resolve);
      // A kept connection that the other side has closed meanwhile, as after a pause of the function, is no failure yet.
      sent.on('error', (error) => (isFirst && sent.reusedSocket ? resolve(send(false)) : reject(error)));
      sent.end(body);
    });
  return send(true);
}

const http = { request: httpRequest, agent: new HttpAgent({ keepAlive: true }) };
const https = { request: httpsRequest, agent: new HttpsAgent({ keepAlive: true }) };

const maxAnswerBytes = 4_096;

/** The beginning of an answer; the rest of a long one is not waited for. */
async function beginning(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early destroys the stream.
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxAnswerBytes);
}

/** Only the code is told: a message may hold the header that the client does not like, the key. */
function noConnection(error: unknown): string {
  return `no connection to Datadog (${errorCode(error) || 'network error'})`;
}
