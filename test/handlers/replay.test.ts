import { PutObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { startDatadog, type DatadogStandIn } from '../../src/local/datadog/datadog.ts';
import { failedRecord } from '../replay/model/backup.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

let server: Awaited<ReturnType<typeof startFauxqs>>;
let datadog: DatadogStandIn;
let client: S3Client;
let handler: Handler;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  server.createBucket('backup');
  datadog = await startDatadog({ apiKey: 'key' });
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_S3: server.address,
    DD_API_KEY: 'key',
    DD_URL: datadog.url,
    REPLAY_BUCKET: 'backup',
    REPLAY_MIN_AGE: '0s',
    REPLAY_CONCURRENCY: '8',
  });
  client = new S3Client({ endpoint: server.address, region: 'us-east-1', forcePathStyle: true });
  const module: { readonly handler: unknown } = await import('../../handlers/replay.ts');
  handler = module.handler as Handler;
});
afterAll(async () => {
  await datadog.stop();
  await server.stop();
});

const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 600_000 };

const line = (id: string) => `${failedRecord(Buffer.from(`{"log":"${id}"}\n`))}\n`;

async function put(key: string, body: string): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: 'backup', Key: key, Body: body }));
}

async function keys(prefix: string): Promise<number> {
  let count = 0;
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: 'backup', Prefix: prefix, ContinuationToken: token }),
    );
    count += page.Contents?.length ?? 0;
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return count;
}

const arrived = () => datadog.logs.map(({ text }): string => JSON.parse(text).message);

describe('the function, on an S3-compatible server', () => {
  test('a direct invocation brings back more objects than a page holds', async () => {
    const names = Array.from({ length: 1_050 }, (_, index) => `${index} +%ü`);
    for (let at = 0; at < names.length; at += 100)
      await Promise.all(names.slice(at, at + 100).map((name) => put(`errors/many/${name}`, line(name))));
    const answer = await handler({ prefix: 'errors/many/' }, context);
    expect(answer).toMatchObject({
      done: true,
      objects: { found: 1_050, settled: 1_050, left: {} },
      records: { found: 1_050, delivered: 1_050, due: 0 },
    });
    expect(arrived().sort()).toEqual([...names].sort());
    expect(await keys('errors/')).toBe(0);
    expect(await keys('kubehose-ledger/')).toBe(0);
    expect(await keys('replayed/errors/many/')).toBe(1_050);
  });

  test('a notification by SQS, twice', async () => {
    await put('errors/a b', line('by SQS'));
    const record = { s3: { bucket: { name: 'backup' }, object: { key: 'errors/a+b' } } };
    const event = { Records: [{ messageId: 'm', body: JSON.stringify({ Records: [record] }) }] };
    expect(await handler(event, context)).toEqual({ batchItemFailures: [] });
    expect(await handler(event, context)).toEqual({ batchItemFailures: [] });
    expect(arrived().filter((message) => message === 'by SQS')).toHaveLength(1);
  });

  test('a batch of Step Functions fails while something is left', async () => {
    await put('errors/due', line('due'));
    datadog.fail({ kind: 'status', status: 503, retryAfter: '120' });
    await expect(
      handler({ BatchInput: { options: {} }, Items: [{ Key: 'errors/due' }] }, context),
    ).rejects.toThrow('1 of 1 objects are left: unsettled');
    datadog.recover();
    expect(
      await handler({ BatchInput: { options: {} }, Items: [{ Key: 'errors/due' }] }, context),
    ).toMatchObject({
      records: { delivered: 1 },
    });
  });

  test('a batch as the state machine sends it: options beside items as ListObjectsV2 tells them', async () => {
    await put('errors/mass', line('mass'));
    const item = {
      Etag: '"0"',
      Key: 'errors/mass',
      LastModified: 1_764_000_000,
      Size: 1,
      StorageClass: 'STANDARD',
    };
    const batch = (errorCodes: string[]) => ({
      BatchInput: { options: { since: '2020-01-01T00:00:00Z', errorCodes } },
      Items: [item],
    });
    expect(await handler(batch(['HttpEndpoint.*']), context)).toMatchObject({ records: { delivered: 0 } });
    expect(arrived()).not.toContain('mass');
    expect(await handler(batch(['Lambda.*']), context)).toMatchObject({
      records: { delivered: 1 },
    });
    expect(arrived()).toContain('mass');
  });

  test('an event of another kind is refused with a sentence', async () => {
    await expect(handler({ hello: 1 }, context)).rejects.toThrow(/the event has a member "hello"/);
  });
});
