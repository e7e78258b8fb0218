import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../support/transformed.ts';
import { cri, logsOf, messagesOf, resultsOf, run, rulesOf } from './events.ts';

const frame = '\tat a.B.c(B.java:1)';
const begin = { type: 'multi_line', name: 'start', pattern: 'BEGIN' };

/** A line of the container `web` whose JSON Fluent Bit merged. */
function merged(members: object, annotations?: object): string {
  const { kubernetes } = JSON.parse(cri('')) as { kubernetes: object };
  const map = annotations === undefined ? kubernetes : { ...kubernetes, annotations };
  return JSON.stringify({
    ...members,
    stream: 'stdout',
    time: '2026-11-28T10:00:00.000000001Z',
    kubernetes: map,
  });
}

describe('JSON is a log by itself', () => {
  test('where Fluent Bit merged it, between lines that are joined', async () => {
    const done = await run([cri('java.lang.Error: x'), merged({ a: 1 }), cri(frame, { ns: 2 })]);
    expect(resultsOf(done)).toEqual(['Ok', 'Ok', 'Ok']);
    expect(logsOf(done)[1]).toMatchObject({ a: 1 });
    const dated = await run([cri('2026-11-28 10:00:00 x'), cri('y', { ns: 1 }), merged({ a: 1 })]);
    expect(resultsOf(dated)).toEqual(['Ok', 'Dropped', 'Ok']);
  });

  test.each<[string, (annotations: object) => string]>([
    ['as text', (annotations) => cri('{"a":1}', { annotations: annotations as never })],
    ['merged', (annotations) => merged({ a: 1 }, annotations)],
  ])('%s, also for a rule that would take it', async (_, json) => {
    const annotations = rulesOf([begin]);
    const lines = [
      cri('BEGIN a', { annotations }),
      json(annotations),
      cri('BEGIN b', { annotations, ns: 2 }),
      cri('c', { annotations, ns: 3 }),
    ];
    expect(resultsOf(await run(lines))).toEqual(['Ok', 'Ok', 'Ok', 'Dropped']);
  });

  test('but for a part of a line, of which the rest may follow: a rule takes the whole', async () => {
    const annotations = rulesOf([begin]);
    const done = await run([
      cri('BEGIN a', { annotations }),
      cri('{"a":1}', { annotations, ns: 1, flag: 'P' }),
      cri(' and more', { annotations, ns: 2 }),
    ]);
    expect(messagesOf(done)).toEqual(['BEGIN a\n{"a":1} and more']);
  });
});

describe('a rule sees the text as the program wrote it', () => {
  test.each<[string, string, readonly string[]]>([
    ['to its end', 'BEGIN x+y', [`BEGIN ${'x'.repeat(2_000)}y`, `BEGIN ${'x'.repeat(2_000)}z`]],
    ['unescaped', '"BEGIN"\\t', ['"BEGIN"\ta', '\\"BEGIN\\"\ta']],
    ['also where it is nothing but backslashes', '\\\\$', ['\\', '\\\\']],
  ])('%s', async (_, pattern, [start = '', other = '']) => {
    const annotations = rulesOf([{ ...begin, pattern: `^${pattern}` }]);
    const lines = [start, other, start].map((text, ns) => cri(text, { annotations, ns }));
    expect(messagesOf(await run(lines))).toEqual([`${start}\n${other}`, start]);
  });
});

test('lines are recognised by their text, not by how JSON writes it', async () => {
  const escaped = cri('java.lang.Error: x\\y').replace('java', String.raw`\u006aava`);
  expect(resultsOf(await run([escaped, cri(frame, { ns: 1 })]))).toEqual(['Ok', 'Dropped']);
});

test.each<[string, Environment, number]>([
  ['fit into one, with the shorter separator', {}, 1],
  ['do not, with the longer one', { DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR: 'literal' }, 2],
])('lines as long as a log may be %s', async (_, environment, logs) => {
  const lines = ['java.lang.Error: x', frame, frame];
  const length = lines.reduce((sum, line) => sum + JSON.stringify(line).length - 2, 0);
  // The limit, less the room for two markers and for the separator, which is counted between the first two.
  lines[2] += 'x'.repeat(900_000 - 2 * 15 - 3 - 3 - length);
  expect(
    messagesOf(
      await run(
        lines.map((text, ns) => cri(text, { ns })),
        environment,
      ),
    ),
  ).toHaveLength(logs);
});
