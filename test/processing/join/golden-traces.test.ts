import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { joined, type TestLine } from './batches.ts';

const directory = join(import.meta.dirname, 'traces');

/** Events as programs print them; a line `--next--` stands between two. */
const files = readdirSync(directory).map((name) => ({
  name,
  events: readFileSync(join(directory, name), 'latin1').replace(/\n$/, '').split('\n--next--\n'),
}));

describe('stack traces as programs print them', () => {
  test.each(
    files.flatMap(({ name, events }) =>
      events.map((event) => [name, event.split('\n', 1)[0], event] as const),
    ),
  )('%s: one log: %s', (_, __, event) => {
    expect(joined(linesOf(event, 'a')).texts).toEqual([event]);
  });

  test.each(files)('$name: each stays one log between ordinary lines of the same container', ({ events }) => {
    for (const event of events) {
      const { texts } = joined([
        ...linesOf('started', 'a'),
        ...linesOf(event, 'a'),
        ...linesOf('GET /', 'a'),
      ]);
      expect(texts).toEqual(['started', event, 'GET /']);
    }
  });

  test.each(files)('$name: each stays one log in colours', ({ events }) => {
    for (const event of events) {
      const coloured = event.replaceAll(/^.*$/gm, '\u001b[31m$&\u001b[39m');
      const lines = ['started', coloured, 'GET /'].flatMap((text) => linesOf(text, 'a'));
      expect(joined(lines).texts).toEqual(['started', coloured, 'GET /']);
    }
  });

  test('.NET’s console logger in its colours', () => {
    const category = (level: string, text: string) =>
      `\u001b[40m\u001b[32m${level}\u001b[39m\u001b[22m: App[0]\n${text}`;
    const events = [
      category('fail', '      boom\n      System.Exception: x\n         at A.B() in /src/a.cs:line 3'),
      category('info', '      hello'),
    ];
    expect(joined(events.flatMap((event) => linesOf(event, 'a'))).texts).toEqual(events);
  });

  test('of three containers, line by line in turn, each stays one log', () => {
    const all = files.flatMap(({ events }) => events);
    const containers = ['a', 'b', 'c'].map((key, container) =>
      all
        .filter((_, index) => index % 3 === container)
        .flatMap((event) => linesOf(`ordinary\n${event}`, key)),
    );
    const longest = Math.max(...containers.map((lines) => lines.length));
    const lines = Array.from({ length: longest }, (_, row) =>
      containers.flatMap((of) => of[row] ?? []),
    ).flat();
    const { texts } = joined(lines);
    expect(texts.filter((text) => text !== 'ordinary').toSorted()).toEqual(all.toSorted());
  });

  test.each(files)('$name: a dated line above takes the whole trace', ({ events }) => {
    for (const event of events) {
      const dated = '2024-03-28 13:45:30 ERROR failed';
      const { texts } = joined([...linesOf(dated, 'a'), ...linesOf(event, 'a')]);
      expect(texts).toEqual([`${dated}\n${event}`]);
    }
  });
});

function linesOf(event: string, key: string): TestLine[] {
  return event.split('\n').map((text) => ({ text: Buffer.from(text, 'latin1'), key }));
}
