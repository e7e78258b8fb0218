import { describe, expect, test } from '@jest/globals';
import { criTime, kubernetes, textOf, transformed, type Log } from '../../support/transformed.ts';

describe('what is no object passes as it came', () => {
  test.each([
    'x"a":1}',
    '{"a" 1}',
    '{"a";1}',
    '{"a":1;"b":2}',
    '{"a":1 "b":2}',
    '{a:1}',
    '{"a":tru}',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{"a',
    '{',
    '{"a":1} x',
    '{"log":"x',
    '{"log":x}',
    '{"message":"x',
    '{"message":x}',
    '{"kubernetes":{"pod_name":"p"}',
    '{"log":"{\\"a\\":1}',
    `{"log":"${criTime} stdout F x`,
    `{"log":"${criTime} stdout F`,
  ])('%s', (line) => {
    expect(transformed(line)).toMatchObject({ changed: false, lines: { untouched: { not_json: 1 } } });
  });
});

describe('what is an object is read to its end', () => {
  test.each([
    ['with nothing in it', '{}', '{"timestamp":'],
    ['with white space only', '{ }', '{"timestamp":'],
    ['with white space around everything', ' { "a" : 1 , "b" : 2 } ', ' { "a" : 1 , "b" : 2,"'],
    ['with a log that is a number', '{"log":1,"a":2}', '{"log":1,"a":2'],
    ['with a message that is an object', '{"message":{"a":1},"a":2}', '{"message":{"a":1},"a":2'],
    ['with an object in its log', '{"log":"{\\"a\\":1}","b":2}', '{"message":"{\\"a\\":1}","b":2'],
    ['with an object and more in its log', '{"log":"{} x\\"","b":2}', '{"message":"{} x\\"","b":2'],
  ])('%s', (_, line, start) => {
    expect(textOf(line).startsWith(start)).toBe(true);
    expect(transformed(line).lines.enriched).toBe(1);
  });
});

describe('of duplicate keys the last counts', () => {
  test.each<[string, string, Log]>([
    ['a prefix, then none', `{"log":"${criTime} stderr F x","log":"y"}`, { message: 'y', stream: undefined }],
    [
      'an object in the log, then none',
      '{"log":"{\\"status\\":\\"debug\\"}","log":7,"stream":"stderr"}',
      { status: 'error' },
    ],
    [
      'an object in the message, then text',
      '{"message":"{\\"status\\":\\"debug\\"}","message":"y","stream":"stderr"}',
      { status: 'error', message: 'y' },
    ],
    [
      'an object in the message, then none',
      '{"message":"{\\"status\\":\\"debug\\"}","message":7,"stream":"stderr"}',
      { status: 'error', message: 7 },
    ],
  ])('%s', (_, line, expected) => {
    const output = JSON.parse(textOf(line)) as Log;
    for (const [key, value] of Object.entries(expected)) expect(output[key]).toEqual(value);
  });
});

describe('plain text behind a CRI prefix becomes a line, with the end that it had', () => {
  test.each(['', '\n', '\r\n', '\n\n'])('%j', (end) => {
    const output = textOf(`${criTime} stderr F a "b"${end}`);
    expect(output).toMatch(/^\{"message":"a \\"b\\"",.*\}\s*$/u);
    expect(output.slice(output.lastIndexOf('}') + 1)).toBe(end);
  });
});

describe('a CloudWatch Logs envelope', () => {
  test.each(['DATA_MESSAGE', 'CONTROL_MESSAGE'])('%s', (messageType) => {
    expect(transformed(JSON.stringify({ messageType, logEvents: [] })).lines.untouched).toEqual({
      cloudwatch_envelope: 1,
    });
  });

  test.each<[string, Log]>([
    ['a map', { kubernetes }],
    ['a namespace', { kubernetes_namespace: { name: 'shop' } }],
    ['tags', { ddtags: 'a:b' }],
    ['a prefix', { log: `${criTime} stdout F x` }],
  ])('is nothing that has %s', (_, line) => {
    expect(transformed(JSON.stringify({ messageType: 'DATA_MESSAGE', ...line })).lines.enriched).toBe(1);
  });
});
