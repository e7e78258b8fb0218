import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { settingsText } from '../../../src/local/console/page/copy-settings.ts';
import { changedParts, partsOf } from '../../../src/local/console/page/json-text.ts';
import { sourcesOf } from '../../../src/local/console/page/tag-sources.ts';
import { runs } from '../../support/property.ts';

describe('a log as text', () => {
  test('nothing of a JSON object is lost or printed anew', () => {
    const text =
      '{"id":18446744073709551615,"a":"\\u00e9","a":1.0,"e":{},"l":[],"n":{"x":[1,{"y":"} ,: "}]}}';
    const shown = partsOf(text)
      .map((part) => part.text)
      .join('\n');
    expect(shown).toContain('"id": 18446744073709551615');
    expect(shown).toContain('"a": 1.0');
    expect(shown).toContain(String.raw`"\u00e9"`);
    expect(partsOf(text).map(({ key }) => key)).toEqual(['', '"id"', '"a"', '"a"', '"e"', '"l"', '"n"', '']);
  });

  test('any object reads as what it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        expect(
          JSON.parse(
            partsOf(text)
              .map((part) => part.text)
              .join('\n'),
          ),
        ).toEqual(JSON.parse(text));
      }),
      runs(),
    );
  });

  test.each(['plain text', '[1]', '{"cut":', '', '"x"'])('what is no object stays as it is: %s', (text) => {
    expect(partsOf(text)).toEqual([{ key: '', text }]);
  });

  test('members that differ are marked; a comma is no difference', () => {
    const [before, after] = [partsOf('{"a":1,"b":2}'), partsOf('{"b":2,"a":1,"c":3}')];
    expect([...changedParts(after, before)].map(({ key }) => key)).toEqual(['"c"']);
    expect([...changedParts(before, after)]).toEqual([]);
  });
});

test('each tag says where it comes from', () => {
  expect(sourcesOf(['pod_name:web-0', 'team:a:b', 'bare', 'replayed:true'])).toEqual([
    { key: 'pod_name', value: 'web-0', source: 'field pod_name' },
    { key: 'team', value: 'a:b', source: expect.stringContaining('DD_TAGS') },
    { key: 'bare', value: '', source: expect.stringContaining('DD_TAGS') },
    { key: 'replayed', value: 'true', source: 'added by a replay' },
  ]);
});

describe('settings to copy', () => {
  const settings = { DD_TAGS: "team:it's", DD_CLUSTER_NAME: 'prod', TAGS_AS: 'both' };

  test('as env, for a shell', () => {
    expect(settingsText(settings, 'env')).toBe(
      String.raw`export DD_TAGS='team:it'\''s'` + '\nexport DD_CLUSTER_NAME=prod\nexport TAGS_AS=both',
    );
  });

  test('as parameters of the stack, with what has none', () => {
    expect(settingsText(settings, '--param')).toBe(
      String.raw`--param 'ddTags=team:it'\''s'` +
        "\n--param clusterName=prod\n# no parameter of the stack; for provider.environment in serverless.yml:\n#   TAGS_AS: 'both'",
    );
  });

  test('as a ConfigMap, for any values', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => !/[\p{Cc}\ufeff\u2028\u2029\u0085]/u.test(text)),
        (value) => {
          expect(parse(settingsText({ DD_TAGS: value }, 'ConfigMap')).data).toEqual({ DD_TAGS: value });
        },
      ),
      runs(),
    );
  });

  test('nothing set', () => {
    expect(settingsText({}, 'env')).toMatch(/^# nothing is set/);
  });
});
