import { describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type {
  ErrorObject,
  ErrorObjectDetail,
  LogDetail,
  LogSummary,
  TryAnswer,
} from '../../../src/local/console/wire.ts';
import { put, record, start, useConsole, type RunningConsole } from './fixture.ts';

useConsole();

interface Told {
  readonly name: string;
  readonly data: unknown;
}

/** What a page is told until something is seen. */
async function toldUntil(
  { url }: RunningConsole,
  isEnough: (all: readonly Told[]) => boolean,
): Promise<Told[]> {
  const all: Told[] = [];
  const stop = new AbortController();
  const response = await fetch(`${url}/api/events`, { signal: stop.signal });
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      all.push({ name, data: JSON.parse(data) });
      text = text.slice(end + 2);
    }
    if (isEnough(all)) break;
  }
  stop.abort();
  return all;
}

const rowsOf = (all: readonly Told[]) =>
  all.filter(({ name }) => name === 'logs').flatMap(({ data }) => data as LogSummary[]);
const lastState = (all: readonly Told[]) => all.findLast(({ name }) => name === 'state')?.data;
const try_ = async (
  running: RunningConsole,
  input: string | Buffer,
  environment: Record<string, string> = {},
): Promise<TryAnswer> => {
  const body = { environment, input: Buffer.from(input).toString('base64'), asOfNow: false };
  return (await running.post('/api/try', body)).json();
};

describe('a page', () => {
  test('is served with headers that let nothing else run', async () => {
    const { url } = await start();
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/page.js', 'text/javascript'],
      ['/style.css', 'text/css'],
    ] as const) {
      const response = await fetch(url + path);
      expect(response.headers.get('content-type')).toContain(type);
      const policy = response.headers.get('content-security-policy')?.split('; ');
      expect(policy).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]);
    }
    expect((await fetch(`${url}/../package.json`)).status).toBe(404);
  });

  test.each(['/', '/page.js', '/api/events', '/api/objects'])('%s is for its own Host only', async (path) => {
    const { port } = new URL((await start()).url);
    const status = await new Promise((resolve, reject) => {
      request(
        { host: '127.0.0.1', port, path, headers: { host: `evil.example:${port}` } },
        ({ statusCode }) => resolve(statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test.each(['fail', 'recover', 'replay', 'samples', 'try'])(
    'POST /api/%s is for its own Origin only',
    async (name) => {
      const { url } = await start();
      for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }])
        expect((await fetch(`${url}/api/${name}`, { method: 'POST', headers, body: '{}' })).status).toBe(403);
    },
  );
});

describe('what a page is told', () => {
  test('logs as rows, their fates, and counts that add up', async () => {
    const running = await start();
    await put(running, record('one'), Buffer.from('{"a":1}\n{"b":2}\n'), gzipSync(record('packed')));
    const all = await toldUntil(running, (told) => rowsOf(told).length >= 4);
    expect(rowsOf(all).map(({ text, fate }) => [text, fate])).toEqual([
      ['one', 'at Datadog'],
      [expect.stringContaining('"a":1'), 'at Datadog'],
      [expect.stringContaining('"b":2'), 'at Datadog'],
      ['packed', 'at Datadog'],
    ]);
    expect(lastState(all)).toMatchObject({
      counts: { in: 3, delivered: 3, tagged: 3 },
      underWay: 0,
      atDatadog: 4,
      lines: { LinesEnriched: 4 },
    });
    const second = await running.get<LogDetail>('/api/log?id=2');
    expect(second).toMatchObject({ before: '{"a":1}', after: expect.stringContaining('"a":1') });
    expect((await fetch(`${running.url}/api/log?id=99`)).status).toBe(404);
  });

  test('where the tags of a log come from, also of one that was made of several lines', async () => {
    const running = await start();
    const lines = [record('java.lang.Error: x'), record('\tat a.B.c(B.java:1)')].map((line) =>
      line.toString().replace('"pod_name"', '"docker_id":"d","container_name":"web","pod_name"'),
    );
    await put(running, Buffer.from(lines.join('')));
    await toldUntil(running, (told) => rowsOf(told).length >= 1);
    const { after, tagOrigins } = await running.get<LogDetail>('/api/log?id=1');
    expect(after).toContain('B.java:1');
    expect(tagOrigins).toMatchObject({
      'container_id:d': 'kubernetes.docker_id',
      'pod_name:web-0': 'kubernetes.pod_name',
      'multiline:auto_multiline': 'processing',
      'region:us-east-1': 'ARN of the stream',
    });
  });

  test('an outage, its error object, and the replay that brings it back', async () => {
    const running = await start();
    expect((await running.post('/api/fail', { status: 503 })).status).toBe(200);
    await put(running, record('lost for now'));
    const [object] = await running.get<ErrorObject[]>('/api/objects');
    const detail = await running.get<ErrorObjectDetail>(`/api/object?key=${encodeURIComponent(object!.key)}`);
    expect(detail.records).toEqual([
      expect.objectContaining({
        errorCode: 'HttpEndpoint.DestinationException',
        data: expect.stringContaining('lost for now'),
      }),
    ]);
    expect((await running.post('/api/recover')).status).toBe(200);
    expect((await running.post('/api/replay')).status).toBe(200);
    const all = await toldUntil(running, (told) => rowsOf(told).some(({ record: number }) => number === 0));
    expect(rowsOf(all).map(({ text, fate }) => [text, fate])).toEqual([
      ['lost for now', 'in S3'],
      ['lost for now', 'at Datadog'],
    ]);
    const ended = await toldUntil(running, (told) =>
      JSON.stringify(lastState(told)).includes('delivered 1 +'),
    );
    expect(lastState(ended)).toMatchObject({ replay: { running: false, sent: 1 } });
  });

  test('a wrong fault says what is allowed; keys of objects are no paths', async () => {
    const running = await start();
    const response = await running.post('/api/fail', { kind: 'x' });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.stringMatching(/kind is none of .*; allowed: \{"status":503\}/) },
    ]);
    for (const key of ['../datadog/logs.ndjson', 'errors/../../datadog/logs.ndjson', '/etc/passwd', ''])
      expect((await fetch(`${running.url}/api/object?key=${encodeURIComponent(key)}`)).status).toBe(404);
  });

  test('samples are put on the stream', async () => {
    const running = await start();
    expect(await (await running.post('/api/samples')).json()).toEqual({ sent: 100 });
    await running.pipeline.flush();
    expect(running.pipeline.counts()).toMatchObject({ in: 100, delivered: 100 });
  });
});

describe('the playground', () => {
  test('runs the built function with the settings that are tried', async () => {
    const running = await start();
    const answer = await try_(running, record('hello'), { DD_TAGS: 'team:shop' });
    expect(answer).toMatchObject({ kind: 'tried', more: 0, lines: { LinesEnriched: 1 } });
    expect(JSON.stringify(answer)).toMatch(/ddtags.*team:shop/);
    expect(await try_(running, 'plain text')).toMatchObject({
      records: [{ before: 'plain text', result: 'Ok', untouched: true }],
    });
    expect(running.pipeline.counts().in).toBe(0);
  });

  test('a capture, packed or not, and an event', async () => {
    const running = await start();
    const capture = `{"data":"${record('captured').toString('base64')}"}\n`;
    const event = JSON.stringify({
      records: [{ recordId: '1', data: record('captured').toString('base64') }],
    });
    for (const input of [capture, gzipSync(capture), event])
      expect(await try_(running, input)).toMatchObject({
        records: [{ before: expect.stringContaining('captured') }],
      });
  });

  test('settings that are wrong are named, with what is allowed', async () => {
    const running = await start();
    const answer = await try_(running, 'x', { TAGS_AS: 'x', DD_TAGS: 'bare', EXCLUDE_AT_MATCH: '(' });
    expect(answer).toEqual({
      kind: 'problems',
      problems: [
        { name: 'TAGS_AS', sentence: expect.stringContaining('allowed: ddtags, attributes or both') },
        { name: 'DD_TAGS', sentence: expect.stringContaining('key:value') },
        { name: 'EXCLUDE_AT_MATCH', sentence: expect.stringContaining('(') },
      ],
    });
  });

  test.each([
    ['a variable that is none of the transform', { environment: { NODE_OPTIONS: '--inspect' }, input: '' }],
    ['a value that is no text', { environment: { DD_TAGS: 1 }, input: '' }],
    ['no input', { environment: {} }],
    ['no object', 'x'],
  ])('%s is refused', async (_name, body) => {
    expect((await (await start()).post('/api/try', body)).status).toBe(400);
  });
});
