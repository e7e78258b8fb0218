import { describe, expect, test } from '@jest/globals';
import { logsOfPayload, logsOfRecord } from '../../../src/local/datadog/log-lines.ts';

const texts = (logs: readonly Buffer[] | undefined) => logs?.map((log) => log.toString('utf8'));

describe('logsOfRecord', () => {
  test.each([
    ['one object with its newline', '{"a":1}\n', ['{"a":1}']],
    ['an object over several lines', '{\n "a": 1\n}', ['{\n "a": 1\n}']],
    ['a log per line', '{"a":1}\n{"b":2}\n\n', ['{"a":1}', '{"b":2}']],
    ['text becomes a message', 'hello "you"\n', ['{"message":"hello \\"you\\""}']],
    ['text among objects', '{"a":1}\nplain\n[1]', ['{"a":1}', '{"message":"plain"}', '{"message":"[1]"}']],
    ['nothing', '', []],
    ['white space', ' \n\n', []],
  ])('%s', (_name, record, expected) => {
    expect(texts(logsOfRecord(Buffer.from(record)))).toEqual(expected);
  });

  test('bytes that are no UTF-8 stay in an object', () => {
    const record = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]);
    expect(logsOfRecord(record)).toEqual([record]);
  });
});

describe('logsOfPayload', () => {
  test.each([
    ['an array', ' [ {"a":1} , {"b":18446744073709551615} ] ', ['{"a":1}', '{"b":18446744073709551615}']],
    ['an empty array', '[]', []],
    ['one object', ' {"a":1} ', ['{"a":1}']],
  ])('%s', (_name, body, expected) => {
    expect(texts(logsOfPayload(Buffer.from(body)))).toEqual(expected);
  });

  test.each([
    '',
    'x',
    '"a"',
    '[',
    '[]x',
    '[{"a":1}',
    '[{"a":1},]',
    '[,]',
    '[{"a":1} {"b":2}]',
    '[1]',
    '["a"]',
    '[[{}]]',
    '{"a":1}{}',
    '[{"a":1}]]',
  ])('no logs: %s', (body) => {
    expect(logsOfPayload(Buffer.from(body))).toBeUndefined();
  });
});
