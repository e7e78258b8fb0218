import { describe, expect, test } from '@jest/globals';
import { isConformingResponse, maxErrorMessageCharacters } from '../../src/firehose/http-endpoint.ts';

const requestId = 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f';
const body = { requestId, timestamp: 1_767_323_045_599 };
const headers = { 'content-type': 'application/json', 'content-length': '80' };
const response = (over: object = {}) => ({ status: 200, headers, body: JSON.stringify(body), ...over });

describe('isConformingResponse', () => {
  test.each([
    ['success', response()],
    [
      'a refusal with its message',
      response({ status: 401, body: JSON.stringify({ ...body, errorMessage: 'no' }) }),
    ],
    ['errorMessage null', response({ body: JSON.stringify({ ...body, errorMessage: null }) })],
    [
      'the longest message',
      response({ body: JSON.stringify({ ...body, errorMessage: 'x'.repeat(maxErrorMessageCharacters) }) }),
    ],
  ])('%s', (_name, received) => {
    expect(isConformingResponse(received, requestId)).toBe(true);
  });

  test.each([
    ['a redirect', response({ status: 301 })],
    ['another media type', response({ headers: { ...headers, 'content-type': 'text/plain' } })],
    [
      'a media type with parameters',
      response({ headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } }),
    ],
    ['no media type', response({ headers: { 'content-length': '80' } })],
    ['chunked, so without a length', response({ headers: { 'content-type': 'application/json' } })],
    ['compressed', response({ headers: { ...headers, 'content-encoding': 'gzip' } })],
    ['no body', response({ body: '' })],
    ['no JSON', response({ body: 'ok' })],
    ['an array', response({ body: '[]' })],
    ['null', response({ body: 'null' })],
    ['another request id', response({ body: JSON.stringify({ ...body, requestId: 'x' }) })],
    ['no request id', response({ body: JSON.stringify({ timestamp: 1 }) })],
    ['timestamp as a string', response({ body: JSON.stringify({ ...body, timestamp: '1767323045599' }) })],
    ['timestamp with a fraction', response({ body: JSON.stringify({ ...body, timestamp: 1.5 }) })],
    ['a further field', response({ body: JSON.stringify({ ...body, ok: true }) })],
    ['errorMessage no string', response({ body: JSON.stringify({ ...body, errorMessage: 1 }) })],
    [
      'errorMessage too long',
      response({ body: JSON.stringify({ ...body, errorMessage: 'x'.repeat(8_193) }) }),
    ],
  ])('not: %s', (_name, received) => {
    expect(isConformingResponse(received, requestId)).toBe(false);
  });
});
