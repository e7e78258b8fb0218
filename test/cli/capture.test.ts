import { describe, expect, test } from '@jest/globals';
import { cutOffEvent, readEventText, readRecordLine } from '../../src/cli/capture.ts';

const untimed = (text: string) => ({ data: Buffer.from(text), arrivalTimeMs: undefined });

describe('readRecordLine', () => {
  test.each([
    ['a capture', '{"variant":"v","req":1,"idx":0,"data":"aGVsbG8="}\n', untimed('hello')],
    ['as in a call of the API', '{"Data":"aGVsbG8="}', untimed('hello')],
    [
      'as in an event',
      '{"recordId":"r","approximateArrivalTimestamp":5,"data":"aGVsbG8="}',
      { data: Buffer.from('hello'), arrivalTimeMs: 5 },
    ],
    ['a log with data of its own', '{"data":"aGVsbG8=","log":"x"}', untimed('{"data":"aGVsbG8=","log":"x"}')],
    ['data that is no base64', '{"data":"hello world"}', untimed('{"data":"hello world"}')],
    ['data that is no text', '{"data":{"a":1}}', untimed('{"data":{"a":1}}')],
    ['broken JSON', '{"data":"aGVsbG8="', untimed('{"data":"aGVsbG8="')],
    ['text', 'plain "data"\n', untimed('plain "data"\n')],
    ['nothing', '', untimed('')],
  ])('%s', (_name, line, expected) => {
    expect(readRecordLine(Buffer.from(line))).toEqual(expected);
  });
});

describe('readEventText', () => {
  test('an event, also over several lines', () => {
    expect(readEventText(Buffer.from('{\n"region":"r",\n"records":[]}\n'))).toEqual({
      region: 'r',
      records: [],
    });
  });

  test.each(['', 'x', '[]', 'null', '{}', '{"records":{}}', '{"records":[]}\n{"records":[]}'])(
    'no event: %p',
    (text) => {
      expect(readEventText(Buffer.from(text))).toBeUndefined();
    },
  );
});

describe('cutOffEvent', () => {
  test.each([
    ['cut off in a record', '{"invocationId":"i","records":[{"recordId":"r","data":"eyJsb2'],
    ['over several lines', '{\n  "region": "r",\n  "records": [\n    {'],
  ])('%s: a hint', (_, text) => {
    expect(cutOffEvent(Buffer.from(text))).toMatch(/was it cut off\?$/);
  });

  test.each([
    ['an event', '{"records":[]}'],
    ['events, one a line', '{"records":[]}\n{"records":[]}\n'],
    ['logs that say records', '{"log":"x"}\n{"log":"y","records":["a"]}\n'],
    ['text', 'the "records":[ of it\n'],
    ['nothing', ''],
  ])('%s: none', (_, text) => {
    expect(cutOffEvent(Buffer.from(text))).toBeUndefined();
  });
});
