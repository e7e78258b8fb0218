import { expect, test } from '@jest/globals';
import { alignColumns } from '../../../src/cli/output/table.ts';

test.each([
  ['nothing', [], []],
  [
    'columns as wide as their widest cell',
    [
      ['a', 'bbb', 'c'],
      ['aaa', 'b', 'c'],
    ],
    ['a    bbb  c', 'aaa  b    c'],
  ],
  ['rows of different length, nothing trails', [['a', 'b'], ['aaa'], ['', 'x']], ['a    b', 'aaa', '     x']],
  [
    'characters beyond the basic plane',
    [
      ['🎉', 'x'],
      ['ab', 'y'],
    ],
    ['🎉   x', 'ab  y'],
  ],
  [
    'colours take no room',
    [
      ['\u001B[1ma\u001B[22m', 'x'],
      ['ab', 'y'],
    ],
    ['\u001B[1ma\u001B[22m   x', 'ab  y'],
  ],
])('%s', (_name, rows, expected) => {
  expect(alignColumns(rows)).toEqual(expected);
});
