import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cri, messagesOf, resultsOf, run } from './events.ts';

const directory = join(import.meta.dirname, '../../processing/join/traces');

/** Events as programs print them; a line `--next--` stands between two. */
const traces = readdirSync(directory).flatMap((name) =>
  readFileSync(join(directory, name), 'utf8').replace(/\n$/, '').split('\n--next--\n'),
);

describe('stack traces of real programs, one line a record', () => {
  test('of three containers, interleaved line by line: each becomes one log', async () => {
    const containers = ['a', 'b', 'c'].map((container, index) =>
      traces
        .filter((_, number) => number % 3 === index)
        .flatMap((event) => `ordinary\n${event}`.split('\n'))
        .map((text, number) => cri(text, { container, ns: number })),
    );
    const longest = Math.max(...containers.map(({ length }) => length));
    const records = Array.from({ length: longest }, (_, row) =>
      containers.flatMap((lines) => lines[row] ?? []),
    ).flat();
    const done = await run(records);
    const logs = messagesOf(done)
      .map(String)
      .filter((text) => text !== 'ordinary');
    expect(logs.toSorted()).toEqual(traces.toSorted());
    const dropped = resultsOf(done).filter((result) => result === 'Dropped').length;
    expect(dropped).toBe(records.length - traces.length * 2);
  });

  test('one over 500 records', async () => {
    const frames = Array.from({ length: 499 }, (_, index) => `\tat com.example.A.m${index}(A.java:${index})`);
    const lines = ['java.lang.StackOverflowError', ...frames];
    const done = await run(lines.map((text, ns) => cri(text, { ns })));
    expect(messagesOf(done)).toEqual([lines.join('\n')]);
  });
});

test('ordinary logs are not joined', async () => {
  const lines = [
    'I0102 03:04:05.000001       1 server.go:12] Serving',
    '10.0.0.1 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/8"',
    '{"level":"info","msg":"x"}',
    '{"level":"info","msg":"y"}',
    '+----+-------+',
    '| id | name  |',
    '+----+-------+',
    ' ____  ____ ',
    'Listening on port 8080',
    'done',
  ];
  for (const line of lines) {
    const done = await run([cri(line, { ns: 1 }), cri(line, { ns: 2 })]);
    expect(messagesOf(done)).toEqual([line, line]);
  }
  const undated = lines.slice(2);
  expect(messagesOf(await run(undated.map((text, ns) => cri(text, { ns }))))).toEqual(undated);
});
