import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { responseDeadlineMs } from '../../firehose/http-endpoint.ts';
import type { Intake } from '../../intake/intake.ts';
import type { IntakeReport } from '../../intake/report.ts';
import type { IntakeRequest, RequestBody } from '../../intake/request.ts';
import { boundYoungGeneration } from '../young-generation.ts';

export interface IntakeServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Largest body as it comes over the wire. */
  readonly maxBodyBytes: number;
  readonly onReport: (report: IntakeReport, durationMs: number) => void;
  /** How long a body with the right key may take. */
  readonly bodyTimeoutMs?: number;
  /** How long a client may go on to send a body that was answered already; what comes is let go. */
  readonly lingerMs?: number;
}

export interface IntakeServer {
  readonly url: string;
  /** Requests that are not answered yet. */
  underWay(): number;
  /** Takes no more requests and resolves when those under way are answered. */
  stop(): Promise<void>;
}

/** Of the time that Firehose waits, what the way back may need. */
const wayBackMs = 10_000;

/** Common attributes alone may have 64,000 characters. */
const maxHeaderSize = 131_072;

/** Serves an intake by plain HTTP: Firehose needs TLS before it. Throws what `listen` throws. */
export async function startIntakeServer(intake: Intake, options: IntakeServerOptions): Promise<IntakeServer> {
  let underWay = 0;
  function serve(request: IncomingMessage, response: ServerResponse): void {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      if (!server.listening) closeUnused();
    });
    void answer(intake, request, response, options);
  }
  /** A connection that is done after `stop` was called would stay open, and one that never sends a whole request forever. */
  function closeUnused(): void {
    if (underWay === 0) server.closeAllConnections();
    else server.closeIdleConnections();
  }

  const server = createServer({ maxHeaderSize }, serve);
  // Left to itself, the server would ask for the body before the key was looked at.
  server.on('checkContinue', serve);
  server.on('clientError', refuse);
  // A connection that Firehose keeps must not be closed just as it sends.
  server.keepAliveTimeout = 65_000;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    url: urlOf(server, options.host),
    underWay: () => underWay,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      closeUnused();
      await closed;
    },
  };
}

async function answer(
  intake: Intake,
  request: IncomingMessage,
  response: ServerResponse,
  options: IntakeServerOptions,
): Promise<void> {
  const startMs = Date.now();
  const { response: made, report } = await intake.handle(
    toRequest(request, response, options),
    startMs + responseDeadlineMs - wayBackMs,
  );
  response.writeHead(made.status, made.headers).end(made.body);
  if (!request.complete && !request.destroyed) endLater(request, options.lingerMs ?? 10_000);
  if (report !== undefined) options.onReport(report, Date.now() - startMs);
  boundYoungGeneration();
}

/** A client that is still writing should see the answer and no reset, so what it sends is let go, but not for ever. */
function endLater(request: IncomingMessage, lingerMs: number): void {
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  const end = () => {
    clearTimeout(timer);
    request.off('close', end);
    socket.off('close', end);
  };
  // Of a request that is answered, only the socket says that the client went away.
  request.on('close', end);
  socket.on('close', end);
  request.resume();
}

function toRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBodyBytes, bodyTimeoutMs = 60_000 }: IntakeServerOptions,
): IntakeRequest {
  const [path = '/'] = (request.url ?? '/').split('?');
  return {
    method: request.method ?? '',
    path,
    // Every value of a repeated header; the plain `headers` would keep one of some.
    headers: request.headersDistinct,
    body: () => {
      if (request.headers.expect !== undefined) response.writeContinue();
      return inTime(readBody(request, maxBodyBytes), bodyTimeoutMs);
    },
  };
}

async function inTime(body: Promise<RequestBody>, timeoutMs: number): Promise<RequestBody> {
  const { promise: late, resolve } = Promise.withResolvers<RequestBody>();
  const timer = setTimeout(resolve, timeoutMs, { kind: 'incomplete' });
  try {
    return await Promise.race([body, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads a body to its end, so that a client that is still writing sees the answer and no reset; holds `maxBytes` at most. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<RequestBody> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return { kind: 'incomplete' };
  }
  return length > maxBytes ? { kind: 'too-large' } : { kind: 'body', bytes: Buffer.concat(chunks) };
}

const refusals: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What is no HTTP. Node's own answer to some of it would be 413, for which Firehose drops the batch. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy(error);
  const status = refusals[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
