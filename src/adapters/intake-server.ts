import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { responseDeadlineMs } from '../firehose/http-endpoint.ts';
import type { Intake } from '../intake/intake.ts';
import type { IntakeReport } from '../intake/report.ts';
import type { IntakeRequest, RequestBody } from '../intake/request.ts';

export interface IntakeServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Largest body as it comes over the wire. */
  readonly maxBodyBytes: number;
  readonly onReport: (report: IntakeReport, durationMs: number) => void;
}

export interface IntakeServer {
  readonly url: string;
  /** Takes no more requests and resolves when those under way are answered. */
  stop(): Promise<void>;
}

/** Of the time that Firehose waits, what the way back may need. */
const wayBackMs = 10_000;

/** Common attributes alone may have 64,000 characters. */
const maxHeaderSize = 131_072;

/** Serves an intake by plain HTTP: Firehose needs TLS before it. Throws what `listen` throws. */
export async function startIntakeServer(intake: Intake, options: IntakeServerOptions): Promise<IntakeServer> {
  const server = createServer({ maxHeaderSize }, (request, response) => {
    // A connection that is done after `stop` was called would stay open for the next request.
    response.once('close', () => server.listening || server.closeIdleConnections());
    void answer(intake, request, response, options);
  });
  // A connection that Firehose keeps must not be closed just as it sends.
  server.keepAliveTimeout = 65_000;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    url: urlOf(server, options.host),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

async function answer(
  intake: Intake,
  request: IncomingMessage,
  response: ServerResponse,
  { maxBodyBytes, onReport }: IntakeServerOptions,
): Promise<void> {
  const startMs = Date.now();
  const { response: made, report } = await intake.handle(
    toRequest(request, maxBodyBytes),
    startMs + responseDeadlineMs - wayBackMs,
  );
  response.writeHead(made.status, made.headers).end(made.body);
  onReport(report, Date.now() - startMs);
}

function toRequest(request: IncomingMessage, maxBodyBytes: number): IntakeRequest {
  const [path = '/'] = (request.url ?? '/').split('?');
  return {
    method: request.method ?? '',
    path,
    // Every value of a repeated header; the plain `headers` would keep one of some.
    headers: request.headersDistinct,
    body: () => readBody(request, maxBodyBytes),
  };
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

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
