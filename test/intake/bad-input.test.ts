import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { isConformingResponse } from '../../src/firehose/http-endpoint.ts';
import type { IntakeAnswer } from '../../src/intake/intake.ts';
import {
  accessKey,
  base64,
  fieldsOf,
  harness,
  request,
  requestId,
  requestOf,
  timestamp,
  type Headers,
} from './harness.ts';

function expectFailure(answer: IntakeAnswer, status: number, message: RegExp, id: string = requestId): void {
  expect(answer.response.status).toBe(status);
  expect(fieldsOf(answer)).toEqual({
    requestId: id,
    timestamp,
    errorMessage: expect.stringMatching(message),
  });
  expect(isConformingResponse(answer.response, id)).toBe(true);
}

describe('the access key', () => {
  const keyHeaders: readonly [string, Headers][] = [
    ['missing', { 'x-amz-firehose-access-key': undefined }],
    ['wrong', { 'x-amz-firehose-access-key': 'wrong-key' }],
    ['empty', { 'x-amz-firehose-access-key': '' }],
    ['in another case', { 'x-amz-firehose-access-key': 'Right-Key' }],
    ['with a blank behind it', { 'x-amz-firehose-access-key': 'right-key ' }],
    ['only the beginning of it', { 'x-amz-firehose-access-key': 'right-' }],
    ['twice', { 'x-amz-firehose-access-key': [accessKey, accessKey] }],
    ['twice, joined by the server', { 'x-amz-firehose-access-key': `${accessKey},${accessKey}` }],
    ['twice in two spellings', { 'X-Amz-Firehose-Access-Key': 'wrong' }],
    ['longer than allowed', { 'x-amz-firehose-access-key': 'k'.repeat(5_000) }],
    ['in the wrong header', { 'x-amz-firehose-access-key': undefined, authorization: accessKey }],
  ];

  test.each(keyHeaders)('%s: 401, and the body is not read', async (_name, headers) => {
    const { handle, datadog } = harness();
    let isRead = false;
    const body = () => {
      isRead = true;
      return Promise.resolve({ kind: 'incomplete' as const });
    };
    expectFailure(await handle(requestOf(['a'], { headers, body })), 401, /access key is missing or wrong/);
    expect(isRead).toBe(false);
    expect(datadog.calls).toEqual([]);
  });

  test('is found whatever the case of the header name', async () => {
    const headers = { 'x-amz-firehose-access-key': undefined, 'X-AMZ-FIREHOSE-ACCESS-KEY': accessKey };
    expect((await harness().handle(requestOf(['a'], { headers }))).response.status).toBe(200);
  });

  test('two keys are good at once, a removed one is not', async () => {
    let keys = ['new-key', accessKey];
    const { handle } = harness({ keys: () => keys });
    expect((await handle(requestOf(['a']))).response.status).toBe(200);
    keys = ['new-key'];
    expect((await handle(requestOf(['a']))).response.status).toBe(401);
  });

  test('no keys at all let nobody in', async () => {
    const { handle } = harness({ keys: () => [''] });
    const headers = { 'x-amz-firehose-access-key': '' };
    expect((await handle(requestOf(['a'], { headers }))).response.status).toBe(401);
  });

  test('keys that cannot be read: 503, told to the operator only', async () => {
    const { handle, errors } = harness({
      keys: () => {
        throw new Error('secret arn:x may not be read');
      },
    });
    const answer = await handle(requestOf(['a']));
    expectFailure(answer, 503, /could not read its access keys/);
    expect(answer.response.body).not.toContain('arn:x');
    expect(errors).toHaveLength(1);
  });
});

describe('method and path', () => {
  test.each(['GET', 'PUT', 'HEAD', 'OPTIONS'])('%s: 405', async (method) => {
    expectFailure(await harness().handle(requestOf(['a'], { method })), 405, /Only POST/);
  });

  test.each(['/x', '/v1/input', '//'])('%s: 404', async (path) => {
    expectFailure(await harness().handle(requestOf(['a'], { path })), 404, /INTAKE_PATH/);
  });

  test.each(['/logs', '/logs/'])('another path may be set: %s', async (path) => {
    const { handle } = harness({ environment: { INTAKE_PATH: '/logs' } });
    expect((await handle(requestOf(['a'], { path }))).response.status).toBe(200);
  });
});

describe('the headers', () => {
  test.each(['2.0', '1', '', undefined])('protocol version %j: 400', async (version) => {
    const headers = { 'x-amz-firehose-protocol-version': version };
    expectFailure(await harness().handle(requestOf(['a'], { headers })), 400, /1\.0, the only version/);
  });

  test.each(['{', '[]', '{}', '{"commonAttributes":[]}', '{"commonAttributes":{"a":1}}'])(
    'common attributes %s: 400',
    async (attributes) => {
      const headers = { 'x-amz-firehose-common-attributes': attributes };
      expectFailure(await harness().handle(requestOf(['a'], { headers })), 400, /Common-Attributes/);
    },
  );

  test.each(['br', 'deflate', 'gzip, gzip'])('content encoding %s: 400', async (encoding) => {
    const headers = { 'content-encoding': encoding };
    expectFailure(await harness().handle(requestOf(['a'], { headers })), 400, /content encoding/);
  });
});

describe('the body', () => {
  test.each(['', 'x', '[]', '"x"', 'null', '{"requestId":"a","records":[', '\ufeff{}'])(
    '%j: 400',
    async (text) => {
      expectFailure(await harness().handle(request(Buffer.from(text))), 400, /not a JSON object/);
    },
  );

  test.each([{}, { records: null }, { records: {} }, { records: 'x' }, { Records: [] }])(
    '%j: 400',
    async (content) => {
      expectFailure(await harness().handle(request(content)), 400, /no array "records"/);
    },
  );

  test('gzip by its header, but not by its bytes: 400', async () => {
    const headers = { 'content-encoding': 'gzip' };
    expectFailure(await harness().handle(requestOf(['a'], { headers })), 400, /does not unpack/);
  });

  test('gzip without its header is read', async () => {
    const headers = { 'content-encoding': undefined };
    expect((await harness().handle(requestOf(['a'], { gzip: true, headers }))).response.status).toBe(200);
  });

  test('gzip in capitals, in several members, is read whole', async () => {
    const text = JSON.stringify({ requestId, timestamp, records: [{ data: base64('a') }] });
    const bytes = Buffer.concat([gzipSync(text.slice(0, 30)), gzipSync(text.slice(30))]);
    const headers = { 'content-encoding': 'GZIP' };
    const { handle, datadog } = harness();
    expect((await handle(request(bytes, { headers }))).response.status).toBe(200);
    expect(datadog.accepted).toHaveLength(1);
  });

  test('damaged gzip: 400', async () => {
    const bytes = gzipSync(JSON.stringify({ records: [] })).subarray(0, -9);
    expectFailure(await harness().handle(request(bytes)), 400, /does not unpack/);
  });

  test.each([
    ['as it came', false],
    ['after decompression', true],
  ])('larger than the cap %s: 500, never 413', async (_when, gzip) => {
    const { handle } = harness({ environment: { INTAKE_MAX_BODY_BYTES: '1000000' } });
    const answer = await handle(requestOf(['x'.repeat(1_000_000)], { gzip }));
    expectFailure(answer, 500, /too large/);
  });

  test('a bomb is not unpacked further than the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20));
    const before = process.memoryUsage().rss;
    expectFailure(await harness().handle(request(bomb)), 500, /too large/);
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024);
  });

  test('that the server would not hold: 500', async () => {
    const body = () => Promise.resolve({ kind: 'too-large' as const });
    expectFailure(await harness().handle(requestOf([], { body })), 500, /too large/);
  });

  test('that broke off: 400', async () => {
    const body = () => Promise.resolve({ kind: 'incomplete' as const });
    expectFailure(await harness().handle(requestOf([], { body })), 400, /ended early/);
  });
});

describe('the request id', () => {
  const content = { requestId: 'from-the-body', timestamp, records: [{ data: base64('a') }] };
  const noHeader = { 'x-amz-firehose-request-id': undefined };

  test('missing in the header is taken from the body', async () => {
    const answer = await harness().handle(request(content, { headers: noHeader }));
    expect(fieldsOf(answer)).toEqual({ requestId: 'from-the-body', timestamp });
    expect(answer.response.status).toBe(200);
  });

  test('missing in the body is taken from the header', async () => {
    const answer = await harness().handle(request({ records: content.records }));
    expect(fieldsOf(answer)).toEqual({ requestId, timestamp });
  });

  test.each([{}, { requestId: 5 }, { requestId: '' }, { requestId: 'x'.repeat(300) }])(
    'missing in both (%j): 400',
    async (fields) => {
      const answer = await harness().handle(request({ records: [], ...fields }, { headers: noHeader }));
      expectFailure(answer, 400, /request id/, '');
    },
  );

  test('is echoed with a failure that comes before the body, too', async () => {
    const headers = { 'x-amz-firehose-access-key': 'wrong' };
    expect(fieldsOf(await harness().handle(requestOf(['a'], { headers })))).toMatchObject({ requestId });
  });
});

test.each(['GET', 'HEAD'])(
  '%s /healthz is answered 200 without a key, and counted nowhere',
  async (method) => {
    const world = harness();
    const { response, report } = await world.handle(
      request({}, { method, path: '/healthz', headers: { 'x-amz-firehose-access-key': undefined } }),
    );
    expect([response.status, report]).toEqual([200, undefined]);
  },
);
