import { describe, expect, test } from '@jest/globals';
import { withRegions } from '../../../scripts/docs/regions.ts';

describe('withRegions', () => {
  test('replaces what is between the marks, and nothing else', () => {
    const text = 'a\n<!-- begin one -->\nold\n<!-- end one -->\nb\n<!-- begin two -->\n<!-- end two -->\n';
    expect(withRegions(text, { one: '| $& |\n', two: 'x' })).toBe(
      'a\n<!-- begin one -->\n| $& |\n<!-- end one -->\nb\n<!-- begin two -->\nx\n<!-- end two -->\n',
    );
  });

  test('a second time changes nothing', () => {
    const once = withRegions('<!-- begin one -->\n<!-- end one -->\n', { one: 'x\n' });
    expect(withRegions(once, { one: 'x\n' })).toBe(once);
  });

  test.each([
    ['<!-- begin one -->\n<!-- end one -->', { two: 'x' }, 'there is no region "one"'],
    ['no marks', { two: 'x' }, 'the document has no place for two'],
    ['<!-- begin one -->\nnever ends', { one: 'x' }, 'the document has no place for one'],
  ])('%j with %j is refused', (text, regions, sentence) => {
    expect(() => withRegions(text, regions)).toThrow(sentence);
  });
});
