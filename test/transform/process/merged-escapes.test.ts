import { describe, expect, test } from '@jest/globals';
import { logsOf, resultsOf, run } from './events.ts';

/** What rules make of a line that Fluent Bit merged, whose members read `members`. */
async function ruled(members: string, ...rules: readonly object[]) {
  const kubernetes = '{"pod_name":"web","container_name":"web","docker_id":"x"}';
  const record = `{"stream":"stdout","logtag":"F",${members},"kubernetes":${kubernetes}}`;
  return run([record], { DD_LOGS_CONFIG_PROCESSING_RULES: JSON.stringify(rules) });
}

const mask = (pattern: string) => ({
  type: 'mask_sequences',
  name: 'mask',
  pattern,
  replace_placeholder: '[masked]',
});
const exclude = (pattern: string) => ({ type: 'exclude_at_match', name: 'exclude', pattern });

describe('rules see the characters that Fluent Bit wrote as escapes', () => {
  test.each<[string, string, string, string]>([
    ['a letter', String.raw`"msg":"user M\u00fcller in"`, 'Müller', 'user [masked] in'],
    ['a pair', String.raw`"msg":"a \ud83d\ude00 b"`, '😀', 'a [masked] b'],
    ['what the Go plugin escapes', String.raw`"msg":"\u003ckey\u003e a\u0026b"`, '<key>', '[masked] a&b'],
    ['no digits in them', String.raw`"msg":"paid \u2013 4111"`, '[0-9]{4}', 'paid – [masked]'],
    ['but half a pair', String.raw`"msg":"a \ud83d 4111"`, '[0-9]{4}', 'a \ud83d [masked]'],
    ['but what JSON has to escape', String.raw`"msg":"a\u0022\u005c\u0001 x"`, ' x', 'a"\\\u0001[masked]'],
    ['but a backslash', String.raw`"msg":"C:\\u00fc x"`, ' x', 'C:\\u00fc[masked]'],
  ])('%s', async (_, members, pattern, msg) => {
    expect(logsOf(await ruled(members, mask(pattern)))).toMatchObject([{ msg }]);
  });

  test('filters too', async () => {
    const members = String.raw`"msg":"caf\u00e9 \u2013 open"`;
    expect(resultsOf(await ruled(members, exclude('café –')))).toEqual(['Dropped']);
    expect(resultsOf(await ruled(members, exclude('2013')))).toEqual(['Ok']);
  });

  test('members that no rule changes keep their bytes', async () => {
    const members = String.raw`"msg":"caf\u00e9","card":"4111","n":1e2`;
    const { response } = await ruled(members, mask('4111'));
    const [out] = response.records.map((record) =>
      'data' in record ? Buffer.from(record.data, 'base64').toString() : '',
    );
    expect(out).toContain(String.raw`"msg":"caf\u00e9","card":"[masked]","n":1e2`);
  });
});
