import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { s3Store } from '../../../src/adapters/stores/s3.ts';
import type { ObjectStore } from '../../../src/store/object-store.ts';
import { listed, storeContract } from './store-contract.ts';

const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
Object.assign(process.env, credentials);

let server: Awaited<ReturnType<typeof startFauxqs>>;
beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
});
afterAll(() => server.stop());

let number = 0;

function start() {
  const bucket = `bucket-${(number += 1)}`;
  server.createBucket(bucket);
  const endpoint = server.address;
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true });
  return Promise.resolve({
    bucket,
    store: s3Store({ bucket, endpoint, region: 'us-east-1' }),
    async write(key: string, bytes: Uint8Array) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    },
  });
}

storeContract('S3, as an S3-compatible server has it that ignores conditions', false, start);

test('a listing goes through all its pages', async () => {
  const { store, write } = await start();
  const keys = Array.from({ length: 2_100 }, (_, index) => `errors/${String(index).padStart(5, '0')} +%`);
  for (let at = 0; at < keys.length; at += 100)
    await Promise.all(keys.slice(at, at + 100).map((key) => write(key, Buffer.from('x'))));
  const pages: number[] = [];
  for await (const page of store.list('errors/')) pages.push(page.length);
  expect(pages).toEqual([1_000, 1_000, 100]);
  expect(await listed(store, 'errors/')).toEqual(keys);
});

test('many objects are read at the same time, and there is still a connection for what is asked besides', async () => {
  const { store, write } = await start();
  await write('large', Buffer.alloc(2_000_000, 'x'));
  const object = (await store.find('large'))!;
  const reading = Array.from({ length: 64 }, () => store.read(object)[Symbol.asyncIterator]());
  await Promise.all(reading.map((each) => each.next()));
  expect(await Promise.all(reading.map(() => store.get('ledger')))).toEqual(reading.map(() => undefined));
  for (const each of reading) await each.return?.();
});

describe('what S3 answers when something is wrong', () => {
  const object = { key: 'errors/a', bytes: 3, etag: '"e"', lastModifiedMs: 0 };
  const uses: Readonly<Record<string, (store: ObjectStore) => Promise<unknown>>> = {
    list: (store) => listed(store, 'errors/'),
    read: (store) => store.read(object)[Symbol.asyncIterator]().next(),
    put: (store) => store.put('errors/a', Buffer.from('x'), { kind: 'absent' }),
    copy: (store) => store.copy(object, 'replayed/a'),
    delete: (store) => store.delete('errors/a', '"e"'),
    get: (store) => store.get('errors/a'),
    find: (store) => store.find('errors/a'),
  };

  test.each([
    ['list', 404, 'NoSuchBucket', 'refused', /^bucket shop does not exist; check the name/],
    ['list', 403, 'AccessDenied', 'refused', /^AWS does not allow s3:ListBucket on s3:\/\/shop\/errors\//],
    ['read', 403, 'AccessDenied', 'refused', /s3:GetObject on s3:\/\/shop\/errors\/a; add it/],
    ['put', 403, 'AccessDenied', 'refused', /s3:PutObject/],
    ['copy', 403, 'AccessDenied', 'refused', /s3:GetObject, s3:GetObjectTagging, s3:PutObject/],
    ['delete', 403, 'AccessDenied', 'refused', /s3:DeleteObject/],
    ['get', 403, 'AccessDenied', 'refused', /s3:GetObject and s3:ListBucket/],
    ['find', 403, '', 'refused', /s3:GetObject and s3:ListBucket/],
    ['list', 400, 'ExpiredToken', 'refused', /refuses the credentials \(ExpiredToken\); renew them/],
    ['list', 403, 'InvalidAccessKeyId', 'refused', /refuses the credentials/],
    ['list', 400, 'AuthorizationHeaderMalformed', 'refused', /another region; set it by --region/],
    ['read', 404, 'NoSuchKey', 'gone', /s3:\/\/shop\/errors\/a is not there any more/],
    ['read', 412, 'PreconditionFailed', 'changed', /has changed since it was listed/],
    ['read', 403, 'InvalidObjectState', 'archived', /archived; restore it first/],
    ['read', 400, 'KMS.DisabledException', 'refused', /kms:Decrypt/],
    ['copy', 412, 'PreconditionFailed', 'changed', /has changed/],
  ])('%s, %d %s: %s', async (use, status, code, failure, sentence) => {
    await withAnswers(
      () => ({ status, code }),
      async (store) => {
        const error: unknown = await uses[use]!(store).catch((cause: unknown) => cause);
        expect(error).toMatchObject({ failure, message: expect.stringMatching(sentence) });
      },
    );
  });

  test.each([
    ['412, somebody was first', 412, 'PreconditionFailed'],
    ['409, at the same moment', 409, 'ConditionalRequestConflict'],
    ['404, the one to replace is gone', 404, 'NoSuchKey'],
  ])('a conditional write: %s', async (_, status, code) => {
    const conditions: (string | undefined)[] = [];
    await withAnswers(
      ({ headers }) => {
        conditions.push(headers['if-none-match'] ?? headers['if-match']);
        return { status, code };
      },
      async (store) => {
        expect(await store.put('x', Buffer.from('x'), { kind: 'absent' })).toEqual({ kind: 'conflict' });
        expect(await store.put('x', Buffer.from('x'), { kind: 'unchanged', etag: '"e"' })).toEqual({
          kind: 'conflict',
        });
      },
    );
    expect(conditions).toEqual(['*', '"e"']);
  });

  test('a server error is tried again, and told when it stays', async () => {
    let requests = 0;
    await withAnswers(
      () => {
        requests += 1;
        return requests < 3 ? { status: 503, code: 'SlowDown' } : { status: 200, body: 'abc' };
      },
      async (store) => expect((await store.get('x'))?.bytes).toHaveLength(3),
    );
    expect(requests).toBe(3);
  });

  test('a stream that breaks goes on where it broke, in the same version', async () => {
    const asked: (string | undefined)[] = [];
    await withAnswers(
      ({ headers }) => {
        asked.push(`${headers.range ?? 'all'} ${headers['if-match']}`);
        const from = Number(/\d+/.exec(headers.range ?? '0')?.[0]);
        return { status: from > 0 ? 206 : 200, body: 'abcdefghij'.slice(from), breakAfter: 4 };
      },
      async (store) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of store.read({ ...object, bytes: 10 })) pieces.push(piece);
        expect(Buffer.concat(pieces).toString()).toBe('abcdefghij');
      },
    );
    expect(asked).toEqual(['all "e"', 'bytes=4- "e"', 'bytes=8- "e"']);
  });

  test('a stream that breaks often goes on, as long as something comes in between', async () => {
    await withAnswers(
      ({ headers }) => {
        const from = Number(/\d+/.exec(headers.range ?? '0')?.[0]);
        return { status: from > 0 ? 206 : 200, body: 'abcdefghij'.slice(from), breakAfter: 1 };
      },
      async (store) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of store.read({ ...object, bytes: 10 })) pieces.push(piece);
        expect(Buffer.concat(pieces).toString()).toBe('abcdefghij');
      },
    );
  });

  test('one that answers nothing is not waited for without an end', async () => {
    await withAnswers(
      () => ({ status: 200, body: 'abc', hang: true }),
      async (store) => {
        const error: unknown = await store.get('errors/a').catch((cause: unknown) => cause);
        expect(error).toMatchObject({ failure: 'unavailable' });
      },
      200,
    );
  });

  test('without credentials', async () => {
    const saved = { ...process.env };
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      AWS_CONFIG_FILE: '/nonexistent',
    });
    try {
      const store = s3Store({ bucket: 'shop', endpoint: server.address, region: 'us-east-1' });
      await expect(listed(store, '')).rejects.toThrow(/^there are no AWS credentials; set AWS_PROFILE/);
    } finally {
      Object.assign(process.env, saved);
    }
  });

  test('an object that is too large for one copy stays', async () => {
    const { store } = await start();
    await expect(store.copy({ ...object, bytes: 6 * 1024 ** 3 }, 'x')).rejects.toThrow(
      /larger than the 5 GB/,
    );
  });
});

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly body?: string;
  /** Bytes of the body after which the connection breaks. */
  readonly breakAfter?: number;
  /** No answer at all. */
  readonly hang?: boolean;
}

/** A server that answers every request as told, in S3's words. */
async function withAnswers(
  answer: (request: IncomingMessage) => Answer,
  use: (store: ObjectStore) => Promise<unknown>,
  timeoutMs?: number,
): Promise<void> {
  const fake = createServer((request, response) => {
    request.resume().on('end', () => reply(answer(request), response));
  });
  await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve));
  const { port } = fake.address() as AddressInfo;
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    await use(
      s3Store({
        bucket: 'shop',
        endpoint,
        region: 'us-east-1',
        ...(timeoutMs && { patience: { connectMs: 5_000, answerMs: timeoutMs, attempts: 5 } }),
      }),
    );
  } finally {
    fake.closeAllConnections();
    await new Promise((resolve) => fake.close(resolve));
  }
}

function reply({ status, code, body, breakAfter = Infinity, hang }: Answer, response: ServerResponse): void {
  if (hang === true) return;
  const text =
    body ?? (code ? `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>` : '');
  response.writeHead(status, { etag: '"e"', 'content-length': Buffer.byteLength(text) });
  if (text.length <= breakAfter) {
    response.end(text);
    return;
  }
  response.write(text.slice(0, breakAfter), () => setTimeout(() => response.destroy(), 20));
}
