import { describe, expect, test } from '@jest/globals';
import { isTemplated, parseTagName, tagName } from '../../src/datadog/tag-name-template.ts';

describe('tag name templates', () => {
  test.each<[string, string, boolean]>([
    ['team', 'team', false],
    ['%%label%%', 'Foo.bar/Baz', true],
    ['%%annotation%%', 'Foo.bar/Baz', true],
    ['%%env%%', 'Foo.bar/Baz', true],
    ['kube_%%label%%', 'kube_Foo.bar/Baz', true],
    ['%%label%%_%%label%%', 'Foo.bar/Baz_Foo.bar/Baz', true],
    ['%%label_x%%', 'Foo.bar/Baz', true],
    ['a%%unknown%%b', 'ab', false],
    ['%%unknown%%', '', false],
    ['+%%label%%', 'Foo.bar/Baz', true],
    ['+team', 'team', false],
    ['++team', '+team', false],
    ['100%', '100%', false],
    ['%%open', '%%open', false],
    ['%%%%', '%%%%', false],
    ['', '', false],
  ])('%j → %j', (template, name, templated) => {
    const parsed = parseTagName(template);
    expect(tagName(parsed, 'Foo.bar/Baz')).toBe(name);
    expect(isTemplated(parsed)).toBe(templated);
  });

  test('a name that looks like a template is not resolved again', () => {
    expect(tagName(parseTagName('x_%%label%%'), '%%label%%$&')).toBe('x_%%label%%$&');
  });
});
