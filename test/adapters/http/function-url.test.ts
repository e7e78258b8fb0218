import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { requestOfEvent, resultOf } from '../../../src/adapters/http/function-url.ts';

const text = '{"requestId":"r","records":[]}';
const packed = gzipSync(text);

async function bytesOf(event: Parameters<typeof requestOfEvent>[0]): Promise<Buffer> {
  const body = await requestOfEvent(event).body();
  return body.kind === 'body' ? Buffer.from(body.bytes) : Buffer.from('no body');
}

describe('the event of a Function URL', () => {
  test('gives method, path and headers', () => {
    const event = {
      rawPath: '/logs',
      requestContext: { http: { method: 'POST' } },
      headers: { 'x-amz-firehose-access-key': 'k' },
      body: text,
    };
    expect(requestOfEvent(event)).toMatchObject({ method: 'POST', path: '/logs', headers: event.headers });
  });

  test('of payload format 1.0 is understood, too', () => {
    expect(requestOfEvent({ httpMethod: 'POST', path: '/logs', headers: null })).toMatchObject({
      method: 'POST',
      path: '/logs',
      headers: {},
    });
  });

  test.each([
    ['text', { body: text, isBase64Encoded: false }, Buffer.from(text)],
    ['base64', { body: packed.toString('base64'), isBase64Encoded: true }, packed],
    [
      'base64 of text',
      { body: Buffer.from(text).toString('base64'), isBase64Encoded: true },
      Buffer.from(text),
    ],
    ['base64 without the flag', { body: packed.toString('base64') }, packed],
    ['text with the flag', { body: text, isBase64Encoded: true }, Buffer.from(text)],
    ['nothing', {}, Buffer.alloc(0)],
    ['null', { body: null }, Buffer.alloc(0)],
  ])('a body of %s', async (_name, event, bytes) => {
    expect(await bytesOf(event)).toEqual(bytes);
  });
});

test('the result is not compressed, not base64, and of the one content type', () => {
  const response = {
    status: 503,
    headers: { 'content-type': 'application/json', 'content-length': '2' },
    body: '{}',
  } as const;
  expect(resultOf(response)).toEqual({
    statusCode: 503,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    isBase64Encoded: false,
  });
});
