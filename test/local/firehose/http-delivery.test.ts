import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { httpEndpointErrors } from '../../../src/firehose/error-codes.ts';
import { deliverBatch, type HttpDestination } from '../../../src/local/firehose/http-delivery.ts';
import { buffersOf, startServer, type RunningServer } from '../../../src/local/server.ts';
import { fakeDeps } from '../fakes.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly path: string | undefined;
  readonly body: Buffer;
}

type Answer = (response: ServerResponse, requestId: string) => void;

let server: RunningServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A server that answers in turn, the last answer for ever, and notes what came. */
async function serve(...answers: readonly Answer[]) {
  const received: Received[] = [];
  server = await startServer(
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of buffersOf(request)) chunks.push(chunk);
      received.push({ headers: request.headers, path: request.url, body: Buffer.concat(chunks) });
      const answer = answers[Math.min(received.length, answers.length) - 1];
      answer?.(response, request.headers['x-amz-firehose-request-id']?.toString() ?? '');
    },
    { port: 0 },
  );
  return { received, url: `${server.url}/v1/input?a=b` };
}

const destination = (url: string, over: Partial<HttpDestination> = {}): HttpDestination => ({
  url,
  accessKey: 'key-for-tests',
  contentEncoding: 'NONE',
  commonAttributes: {},
  retryDurationMs: 0,
  streamArn: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
  ...over,
});

const json =
  (status: number, fields: object = {}, headers: Record<string, string> = {}): Answer =>
  (response, requestId) => {
    const body = JSON.stringify({ requestId, timestamp: 1, ...fields });
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers })
      .end(body);
  };

const records = [Buffer.from('{"a":1}'), Buffer.alloc(0), Buffer.from([0xff])];

describe('the request', () => {
  test('keeps to the protocol', async () => {
    const { received, url } = await serve(json(200));
    const attributes = { team: 'shop', empty: '' };
    const delivery = await deliverBatch(
      records,
      destination(url, { commonAttributes: attributes }),
      fakeDeps(),
    );
    expect(delivery).toEqual({ kind: 'delivered', attemptsMade: 1 });
    const [{ headers, body, path } = { headers: {}, body: Buffer.alloc(0), path: '' }] = received;
    expect(path).toBe('/v1/input?a=b');
    expect(headers).toMatchObject({
      'x-amz-firehose-protocol-version': '1.0',
      'x-amz-firehose-request-id': '00000000-0000-4000-8000-000000000001',
      'x-amz-firehose-source-arn': 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs',
      'x-amz-firehose-access-key': 'key-for-tests',
      'x-amz-firehose-common-attributes': '{"commonAttributes":{"team":"shop","empty":""}}',
      'content-type': 'application/json',
      'content-length': String(body.length),
      'user-agent': 'Amazon Kinesis Data Firehose Agent/1.0',
    });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(JSON.parse(body.toString('utf8'))).toEqual({
      requestId: '00000000-0000-4000-8000-000000000001',
      timestamp: 1_767_323_045_000,
      records: [{ data: 'eyJhIjoxfQ==' }, { data: '' }, { data: '/w==' }],
    });
  });

  test('gzip is announced; without attributes there is no header for them', async () => {
    const { received, url } = await serve(json(200));
    await deliverBatch(records, destination(url, { contentEncoding: 'GZIP' }), fakeDeps());
    const [first] = received;
    expect(first?.headers['content-encoding']).toBe('gzip');
    expect(first?.headers).not.toHaveProperty('x-amz-firehose-common-attributes');
    expect(JSON.parse(gunzipSync(first?.body ?? '').toString('utf8'))).toHaveProperty('records');
  });
});

describe('retries', () => {
  test('the same request again, after 2, 4, 8 … seconds, until it is taken', async () => {
    const { received, url } = await serve(json(503), json(500), json(429), json(200));
    const deps = fakeDeps();
    const delivery = await deliverBatch(records, destination(url, { retryDurationMs: 60_000 }), deps);
    expect(delivery).toEqual({ kind: 'delivered', attemptsMade: 4 });
    expect(deps.sleeps.map(Math.round)).toEqual([2_000, 4_000, 8_000]);
    expect(new Set(received.map(({ headers }) => headers['x-amz-firehose-request-id'])).size).toBe(1);
    expect(received.every(({ body }) => body.equals(received[0]!.body))).toBe(true);
  });

  test('until the retry duration is spent; the last reply stands in the message', async () => {
    const { url } = await serve(
      json(503, { errorMessage: 'first' }),
      json(401, { errorMessage: 'Unauthorized' }),
    );
    const deps = fakeDeps();
    const delivery = await deliverBatch(records, destination(url, { retryDurationMs: 60_000 }), deps);
    const reply =
      '{"requestId":"00000000-0000-4000-8000-000000000001","timestamp":1,"errorMessage":"Unauthorized"}';
    expect(delivery).toEqual({
      kind: 'failed',
      attemptsMade: 5,
      code: httpEndpointErrors.destinationException.code,
      message: `Received the following response from the endpoint destination. ${reply}`,
    });
    expect(deps.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
  });

  test('a retry duration of 0 means one attempt', async () => {
    const { received, url } = await serve(json(500));
    await deliverBatch(records, destination(url), fakeDeps());
    expect(received).toHaveLength(1);
  });

  test.each([
    ['conforming', json(413, { errorMessage: 'too large' })],
    ['from a front end', ((response) => response.writeHead(413).end('<html>')) satisfies Answer],
  ])('413 (%s) is permanent', async (_name, answer) => {
    const { received, url } = await serve(answer);
    const delivery = await deliverBatch(records, destination(url, { retryDurationMs: 60_000 }), fakeDeps());
    expect(delivery).toEqual({
      kind: 'lost',
      attemptsMade: 1,
      code: 'HttpEndpoint.DestinationException (413)',
    });
    expect(received).toHaveLength(1);
  });
});

describe('every other answer is a failure with its code', () => {
  test.each([
    ['202, which is a failure here', json(202), httpEndpointErrors.destinationException.code],
    ['200 with the wrong request id', json(200, { requestId: 'x' }), httpEndpointErrors.invalidResponse.code],
    ['200 with a further field', json(200, { status: 'ok' }), httpEndpointErrors.invalidResponse.code],
    ['a redirect', json(307, {}, { location: '/v1/input' }), httpEndpointErrors.invalidResponse.code],
    [
      '200, chunked',
      ((response, requestId) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(JSON.stringify({ requestId, timestamp: 1 }));
        response.end();
      }) satisfies Answer,
      httpEndpointErrors.invalidResponse.code,
    ],
    [
      'a body above 1 MiB',
      json(200, { errorMessage: 'x'.repeat(1_048_577) }),
      httpEndpointErrors.responseTooLarge.code,
    ],
    [
      'a connection that is reset',
      ((response) => {
        response.socket?.resetAndDestroy();
      }) satisfies Answer,
      httpEndpointErrors.connectionReset.code,
    ],
    [
      'a connection that ends amid the body',
      ((response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
        response.write('{', () => response.socket?.destroy());
      }) satisfies Answer,
      httpEndpointErrors.connectionReset.code,
    ],
  ])('%s', async (_name, answer, code) => {
    const { url } = await serve(answer);
    await expect(deliverBatch(records, destination(url), fakeDeps())).resolves.toMatchObject({
      kind: 'failed',
      code,
    });
  });

  test('no answer within the response time', async () => {
    const { url } = await serve(() => {});
    const delivery = deliverBatch(records, destination(url, { responseTimeoutMs: 50 }), fakeDeps());
    await expect(delivery).resolves.toMatchObject({ code: httpEndpointErrors.requestTimeout.code });
  });

  test('nobody listens', async () => {
    const { url } = await serve(json(200));
    await server?.stop();
    server = undefined;
    const delivery = deliverBatch(records, destination(url), fakeDeps());
    await expect(delivery).resolves.toMatchObject({ code: httpEndpointErrors.connectionFailed.code });
  });

  test('no TLS where TLS is expected', async () => {
    const { url } = await serve(json(200));
    const delivery = deliverBatch(records, destination(url.replace('http:', 'https:')), fakeDeps());
    await expect(delivery).resolves.toMatchObject({ code: httpEndpointErrors.sslHandshakeFailure.code });
  });
});
