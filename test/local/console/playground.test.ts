import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { TryAnswer } from '../../../src/local/console/wire.ts';
import { ofContainer, record, start, useConsole, type RunningConsole } from './fixture.ts';

useConsole();

const try_ = async (
  running: RunningConsole,
  input: string | Buffer,
  environment: Record<string, string> = {},
): Promise<TryAnswer> => {
  const body = { environment, input: Buffer.from(input).toString('base64'), asOfNow: false };
  return (await running.post('/api/try', body)).json();
};

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

  test('says why of each line: its sources, the rule that dropped it, the log that it went into', async () => {
    const running = await start();
    const lines = ofContainer('GET /health', 'java.lang.Error: x', '\tat a.B.c(B.java:1)');
    const answer = await try_(running, lines, { EXCLUDE_AT_MATCH: '/health', DD_TAGS: 'team:shop' });
    expect(answer).toMatchObject({
      kind: 'tried',
      records: [
        { result: 'Dropped', logs: [], why: [{ fate: 'excluded', by: 'EXCLUDE_AT_MATCH' }] },
        {
          result: 'Ok',
          logs: [expect.stringContaining('B.java:1')],
          why: [
            {
              fate: 'log',
              by: 'throwable',
              joinedFrom: [{ record: 3, line: 1 }],
              date: { from: 'the CRI time' },
              tags: expect.arrayContaining([{ value: 'team:shop', from: 'DD_TAGS' }]),
            },
          ],
        },
        { result: 'Dropped', why: [{ fate: 'joined', by: 'throwable' }] },
      ],
    });
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
