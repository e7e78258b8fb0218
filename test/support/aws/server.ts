import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffersOf, startServer, type RunningServer } from '../../../src/local/server.ts';

/** One request as the services see it. */
export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Answers what is its own, and `undefined` for the rest. */
export type AwsService = (request: AwsRequest) => AwsAnswer | undefined | Promise<AwsAnswer | undefined>;

/** AWS behind one address, as `AWS_ENDPOINT_URL` wants it. What no service takes is answered 501 and remembered. */
export async function startAws(
  services: readonly AwsService[],
): Promise<RunningServer & { readonly unknown: string[] }> {
  const unknown: string[] = [];
  const server = await startServer(
    async (incoming, response) => {
      const request = await requestOf(incoming);
      for (const service of services) {
        const answer = await service(request);
        if (answer !== undefined) return send(response, answer);
      }
      unknown.push(`${request.method} ${request.path} ${request.body.toString('utf8', 0, 200)}`);
      send(response, {
        status: 501,
        body: '{"__type":"NotImplemented","message":"not part of this stand-in"}',
      });
    },
    { port: 0 },
  );
  return { ...server, unknown };
}

/** Environment of a client that speaks to the stand-in only. */
export function awsEnv(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-secret',
    AWS_REGION: 'eu-west-1',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** A service of the AWS JSON 1.1 protocol: one handler per operation; an `AwsError` becomes its error shape. */
export function jsonService(
  targetPrefix: string,
  operations: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>>,
): AwsService {
  return ({ headers, body }) => {
    const [prefix, name = ''] = String(headers['x-amz-target']).split('.');
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (prefix !== targetPrefix || operation === undefined) return undefined;
    try {
      return json(200, operation({ ...JSON.parse(body.toString()) }));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return json(error.status, { __type: error.code, message: error.message }, error.code);
    }
  };
}

/** A service of the query protocol: `Action=…` in the body, XML in the answer. */
export function queryService(
  operations: Readonly<Record<string, (input: URLSearchParams) => string | Promise<string>>>,
): AwsService {
  return async ({ method, path, body }) => {
    if (method !== 'POST' || path !== '/') return undefined;
    const input = new URLSearchParams(body.toString());
    const name = input.get('Action') ?? '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) return undefined;
    try {
      return xml(
        200,
        `<${name}Response><${name}Result>${await operation(input)}</${name}Result></${name}Response>`,
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, status } = error;
      return xml(
        status,
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error></ErrorResponse>`,
      );
    }
  };
}

export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

export function json(status: number, body: unknown, errorType?: string): AwsAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
    },
    body: JSON.stringify(body),
  };
}

export function xml(status: number, body: string): AwsAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function requestOf(incoming: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of buffersOf(incoming)) chunks.push(chunk);
  const url = new URL(incoming.url ?? '/', 'http://stand-in');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: AwsAnswer): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}
