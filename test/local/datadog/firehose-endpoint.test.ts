import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { fileText, firehoseBody, requestId, sendFirehose, start, texts, useDatadog } from './fixture.ts';

useDatadog();

describe('Firehose intake', () => {
  test.each(['/v1/input', '/api/v2/logs?dd-protocol=aws-kinesis-firehose'])('%s', async (path) => {
    await start();
    const response = await sendFirehose(
      { body: firehoseBody('{"a":1}\n', '', '{"b":2}\n{"c":3}\n\n', 'text\n') },
      path,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('content-length')).not.toBeNull();
    const answer: unknown = await response.json();
    expect(answer).toEqual({ requestId, timestamp: expect.any(Number) });
    expect(texts()).toEqual(['{"a":1}', '{"b":2}', '{"c":3}', '{"message":"text"}']);
  });

  test('an object over several lines is one line of the file', async () => {
    await start();
    await sendFirehose({ body: firehoseBody('{\n"a":1\r\n}\n') });
    expect(await fileText()).toBe('{ "a":1  }\n');
  });

  test('takes gzip', async () => {
    await start();
    const response = await sendFirehose({
      body: gzipSync(firehoseBody('{"a":1}')),
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect(response.status).toBe(200);
  });

  test.each([
    ['a wrong key', { headers: { 'X-Amz-Firehose-Access-Key': 'other' } }, 401],
    ['another version', { headers: { 'X-Amz-Firehose-Protocol-Version': '2.0' } }, 400],
    ['another request id in the body', { headers: { 'X-Amz-Firehose-Request-Id': 'other' } }, 400],
    ['no request id', { headers: { 'X-Amz-Firehose-Request-Id': '' } }, 400],
    ['no JSON', { body: 'x' }, 400],
    ['no records', { body: firehoseBody() }, 400],
    ['records that are no array', { body: JSON.stringify({ requestId, records: {} }) }, 400],
    ['data that is no base64', { body: JSON.stringify({ requestId, records: [{ data: '%' }] }) }, 400],
    ['10,001 records', { body: firehoseBody(...Array.from({ length: 10_001 }, () => '')) }, 400],
    ['gzip that is none', { headers: { 'Content-Encoding': 'gzip' } }, 400],
  ])('refuses %s', async (_name, send, status) => {
    await start();
    const response = await sendFirehose(send);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      timestamp: expect.any(Number),
      errorMessage: expect.any(String),
    });
    expect(texts()).toEqual([]);
  });
});
