import { describe, expect, test } from '@jest/globals';
import {
  criTime,
  enriched,
  textOf,
  transformed,
  type Environment,
  type Log,
} from '../../support/transformed.ts';

const value = { a: [1, 'x"'] };
const json = JSON.stringify(value);
const gone = { log: undefined };

describe('a log beside a message', () => {
  test.each<[string, Log, Log, Environment?]>([
    ['of the same text goes', { log: 'x', message: 'x' }, { ...gone, message: 'x', stream: undefined }],
    ['stays when asked to', { log: 'x', message: 'x' }, { log: 'x', message: 'x' }, { KEEP_LOG: 'true' }],
    ['stays where both are empty', { log: '', message: '' }, { log: '', message: '' }],
    [
      'of the same text behind its prefix goes, and leaves what the prefix said',
      { log: `${criTime} stderr P x`, message: 'x' },
      { ...gone, message: 'x', stream: 'stderr', logtag: 'P' },
    ],
    [
      'of another text stays with its prefix',
      { log: `${criTime} stderr P x`, message: 'y' },
      { log: `${criTime} stderr P x`, message: 'y', stream: undefined, logtag: undefined },
    ],
    ['of the same object goes', { log: json, message: value }, { ...gone, message: value }],
    ['of the same object as text goes', { log: json, message: json }, { ...gone, message: json }],
    ['of another object stays', { log: json, message: { a: 1 } }, { log: json, message: { a: 1 } }],
    ['of the same object and more stays', { log: `${json}x`, message: value }, { log: `${json}x` }],
    [
      'of the same object behind its prefix, with blanks, goes',
      { log: `${criTime} stdout F  ${json} `, message: value },
      { ...gone, message: value, stream: 'stdout' },
    ],
    ['of a text that is no object stays', { log: '1', message: 1 }, { log: '1', message: 1 }],
  ])('%s', (...[, line, expected, environment]) => {
    const output = enriched(line, environment);
    for (const [key, wanted] of Object.entries(expected)) expect(output[key]).toEqual(wanted);
  });

  test.each([
    ['a twin', '"a":"\ufffd"'],
    ['the object of its message', '"message":{"a":"\ufffd"}'],
  ])('with bytes that are no UTF-8 is not %s, which shows them otherwise', (_, beside) => {
    const log = Buffer.from('"{\\"a\\":\\"\xff\\"}"', 'latin1');
    const line = Buffer.concat([Buffer.from('{"log":'), log, Buffer.from(`,${beside}}`)]);
    expect(Buffer.from(transformed(line).data).includes(log)).toBe(true);
  });
});

test.each(['log', 'message'])('the text of a %s ends where its quotes do', (key) => {
  const seconds = { [key]: 'W1128 10:00:00', x: 1 };
  expect(enriched(seconds)['status']).toBe('warning');
  const none = { [key]: 'W1128 10:00:', x: 1 };
  expect(enriched(none)).not.toHaveProperty('status');
});

test('a source of FireLens is no prefix that was cut', () => {
  const line = { source: 'stderr', ecs_task_definition: 'a:1' };
  for (const more of [{ log: 'x' }, { log: 'x', message: 'x' }]) {
    const output = enriched({ ...line, ...more });
    expect(output).toMatchObject({ message: 'x', status: 'error' });
    expect(output).not.toHaveProperty('stream');
  }
});

test('of duplicate logs the last is renamed and the others stay', () => {
  expect(textOf('{"log":"one","log":"two"}')).toMatch(/^\{"log":"one","message":"two",/u);
  const inner = '"{\\"log\\":\\"one\\"}"';
  expect(textOf(`{"log":"one","log":${inner}}`)).toContain(`{"log":"one","message":${inner},`);
});
