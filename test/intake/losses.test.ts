/** Mistakes of other receivers of the protocol, each by its name. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { isConformingResponse, maxErrorMessageCharacters } from '../../src/firehose/http-endpoint.ts';
import { errorMessage, failures, type FailureName } from '../../src/intake/errors.ts';
import { accept, acceptedLogs, fakeDatadog, status } from '../support/datadog.ts';
import { accessKey, base64, fieldsOf, harness, request, requestId, requestOf, timestamp } from './harness.ts';

describe('traps', () => {
  test('413 for a body over the own cap: never said, whatever fails', async () => {
    expect(Object.values(failures).map((failure): number => failure.status)).not.toContain(413);
    const world = harness({
      datadog: fakeDatadog(() => status(413)),
      environment: { INTAKE_MAX_BODY_BYTES: '1000000' },
    });
    expect((await world.handle(requestOf(['x'.repeat(2_000_000)]))).response.status).toBe(500);
  });

  test('one bad record fails the whole request: it does not', async () => {
    const world = harness();
    const records = [
      { data: base64('a') },
      { data: '!' },
      { data: base64(gzipSync('x').subarray(0, 15)) },
      { data: base64('b') },
    ];
    expect((await world.handle(request({ requestId, records }))).response.status).toBe(200);
    expect(acceptedLogs(world.datadog).map(({ message }) => message)).toEqual(['a', 'b']);
  });

  test('bad records skipped with 200: they are parked', async () => {
    const world = harness();
    await world.handle(request({ requestId, records: [{ data: '!' }] }));
    expect(world.parked.flatMap(({ lines }) => lines)).toMatchObject([{ rawData: '!' }]);
  });

  test('a request without the access-key header is let in: it is not', async () => {
    const headers = { 'x-amz-firehose-access-key': undefined };
    expect((await harness().handle(requestOf(['a'], { headers }))).response.status).toBe(401);
  });

  test('timestamp in seconds: it is in milliseconds, and a number', async () => {
    expect(fieldsOf(await harness().handle(requestOf(['a'])))['timestamp']).toBe(timestamp);
  });

  test('200 before the destination accepted: not before the last batch', async () => {
    let answered = false;
    const datadog = fakeDatadog((_logs, call) => {
      expect(answered).toBe(false);
      return call < 4 ? accept : status(500);
    });
    const texts = Array.from({ length: 4_500 }, (_, index) => `m${index}`);
    const answer = await harness({ datadog }).handle(requestOf(texts), 3_000);
    answered = true;
    expect(answer.response.status).toBe(503);
  });

  test('unbounded gunzip: it stops at the cap', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    // Who reads on to the end meets damage instead.
    bomb.fill(0, bomb.length - 8);
    const answer = await harness({ environment: { INTAKE_MAX_BODY_BYTES: '1000000' } }).handle(request(bomb));
    expect(answer.response.status).toBe(500);
    expect(answer.report?.failure).toBe('tooLarge');
  });

  test('a failure of record N sends 1…N again: only what is missing', async () => {
    const datadog = fakeDatadog((_logs, call) => (call === 2 ? status(403) : accept));
    const world = harness({ datadog });
    const texts = Array.from({ length: 2_000 }, (_, index) => `{"message":"m${index}"}`);
    await world.handle(requestOf(texts));
    await world.handle(requestOf(texts));
    expect(new Set(datadog.accepted).size).toBe(2_000);
    expect(datadog.accepted).toHaveLength(2_000);
  });

  test('request id missing behind a load balancer: the one of the body is echoed exactly', async () => {
    const headers = { 'x-amz-firehose-request-id': undefined };
    const id = 'Ab-"\\é-01';
    const answer = await harness().handle(request({ requestId: id, records: [] }, { headers }));
    expect(fieldsOf(answer)['requestId']).toBe(id);
    expect(isConformingResponse(answer.response, id)).toBe(true);
  });

  test('chunked, compressed, further fields, requestId null: exactly what Firehose reads', async () => {
    for (const records of [[{ data: base64('a') }], 'no array']) {
      const { response } = await harness().handle(request({ requestId, records }));
      expect(Object.keys(response.headers).sort()).toEqual(['content-length', 'content-type']);
      expect(response.headers['content-length']).toBe(String(Buffer.byteLength(response.body)));
      expect(response.headers['content-type']).toBe('application/json');
      expect(isConformingResponse(response, requestId)).toBe(true);
    }
  });

  test('a body that is not UTF-8 spoils one record at most', async () => {
    const body = Buffer.from(
      `{"requestId":"x","note":"\u00ff","records":[{"data":"${base64('a')}"},{"data":"\u00ff\u00fe"}]}`,
      'latin1',
    );
    const world = harness();
    expect((await world.handle(request(body))).response.status).toBe(200);
    expect(acceptedLogs(world.datadog)).toMatchObject([{ message: 'a' }]);
    expect(world.parked).toHaveLength(1);
  });

  test('repeated headers other than the key do not confuse', async () => {
    const headers = { 'x-amz-firehose-request-id': [requestId, 'other'] };
    const answer = await harness().handle(request({ requestId: 'of-the-body', records: [] }, { headers }));
    expect(fieldsOf(answer)['requestId']).toBe('of-the-body');
  });

  test('access key or payload in the log: in no report and no error', async () => {
    const secret = 'customer-data';
    const datadogs = [
      fakeDatadog(),
      fakeDatadog(() => status(400)),
      fakeDatadog(() => status(403)),
      fakeDatadog(() => status(500)),
    ];
    for (const datadog of datadogs) {
      const world = harness({ datadog, park: () => Promise.reject(new Error('no')) });
      for (const body of [
        JSON.stringify({ records: [{ data: base64(secret) }, { data: secret }] }),
        `{"${secret}`,
      ]) {
        const { response, report } = await world.handle(request(Buffer.from(body)), 2_000);
        const told = JSON.stringify([response, report, world.errors.map(String)]);
        for (const hidden of [secret, base64(secret), accessKey, 'dd-key'])
          expect(told).not.toContain(hidden);
      }
    }
  });

  test('error messages above 8192 characters: cut', () => {
    const name: FailureName = 'datadogUnavailable';
    expect(errorMessage(name, 'x'.repeat(20_000))).toHaveLength(maxErrorMessageCharacters);
  });
});
