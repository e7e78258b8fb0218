import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { gunzipSync, inflateSync } from 'node:zlib';
import { errorCode } from '../adapters/error-code.ts';

/** Certificate and key in PEM. */
export interface TlsFiles {
  readonly cert: string | Uint8Array;
  readonly key: string | Uint8Array;
}

export interface ServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly tls?: TlsFiles;
}

export interface RunningServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Closes every connection, also those in use. */
  stop(): Promise<void>;
}

/** Serves on loopback only. A handler that throws answers 500. Throws a sentence when the port is taken. */
export async function startServer(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { port, tls }: ServerOptions,
): Promise<RunningServer> {
  const listener: RequestListener = (request, response) => {
    handle(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer({ cert: toPem(tls.cert), key: toPem(tls.key) }, listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    if (errorCode(error) === 'EADDRINUSE')
      throw new Error(`port ${port} is in use; choose another one`, { cause: error });
    throw error;
  });
  const actual = portOf(server);
  return {
    // A certificate for tests names localhost; Fluent Bit, too, wants a name rather than an address.
    url: tls === undefined ? `http://127.0.0.1:${actual}` : `https://localhost:${actual}`,
    port: actual,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function toPem(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('utf8');
}

/** A body as read: its bytes after decompression, or why it could not be read. */
export type ReadBody =
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'malformed' };

/** Reads a request's body, at most `maxBytes` of it before and after decompression (`gzip`, `deflate`, `identity`). */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of buffersOf(request)) {
    length += chunk.length;
    // Read on to the end: a client that is still writing would see a reset instead of the answer.
    if (length <= maxBytes) chunks.push(chunk);
  }
  if (length > maxBytes) return { kind: 'too-large' };
  return decompress(Buffer.concat(chunks), request.headers['content-encoding'] ?? 'identity', maxBytes);
}

/** A stream's chunks; without an encoding set they are buffers always. */
export async function* buffersOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) yield chunk;
}

function decompress(bytes: Buffer, encoding: string, maxBytes: number): ReadBody {
  try {
    if (encoding === 'identity') return { kind: 'body', bytes };
    if (encoding === 'gzip') return { kind: 'body', bytes: gunzipSync(bytes, { maxOutputLength: maxBytes }) };
    if (encoding === 'deflate')
      return { kind: 'body', bytes: inflateSync(bytes, { maxOutputLength: maxBytes }) };
    return { kind: 'malformed' };
  } catch (error) {
    return { kind: errorCode(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'malformed' };
  }
}

/** Answers with JSON, of a known length and not compressed. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
