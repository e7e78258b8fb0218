import { describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type {
  ErrorObject,
  ErrorObjectDetail,
  LogDetail,
  LogSummary,
} from '../../../src/local/console/wire.ts';
import { ofContainer, put, record, start, useConsole, type RunningConsole } from './fixture.ts';

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
    await put(running, ofContainer('java.lang.Error: x', '\tat a.B.c(B.java:1)'));
    await toldUntil(running, (told) => rowsOf(told).length >= 1);
    const { after, why } = await running.get<LogDetail>('/api/log?id=1');
    expect(why).toMatchObject({ fate: 'log', date: { from: 'the CRI time' } });
    expect(after).toContain('B.java:1');
    expect(why!.joinedFrom).toEqual([{ record: 1, line: 2 }]);
    expect(Object.fromEntries(why!.tags.map(({ value, from }) => [value, from]))).toMatchObject({
      'container_id:d': 'kubernetes.docker_id',
      'pod_name:web-0': 'kubernetes.pod_name',
      'multiline:auto_multiline': 'processing',
      'region:us-east-1': 'ARN of the stream',
    });
  });

  test('where the tags of a log come from that was made of several records', async () => {
    const running = await start();
    const lines = ofContainer('java.lang.Error: x', '\tat a.B.c(B.java:1)').toString().trimEnd().split('\n');
    await put(running, ...lines.map((line) => Buffer.from(line)));
    await toldUntil(running, (told) => rowsOf(told).length >= 2);
    const { after, why } = await running.get<LogDetail>('/api/log?id=1');
    expect(after).toContain('multiline:auto_multiline');
    expect(why!.tags).toContainEqual({ value: 'pod_name:web-0', from: 'kubernetes.pod_name' });
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
