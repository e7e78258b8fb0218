import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from './packaged.ts';
import { definitionProblems } from './states-language.ts';

const text = readFileSync(join(root, 'resources', 'mass-replay.yml'), 'utf8');

test.each([
  ['BatchInput:\n        options.$: $.options', 'BatchInput.$: $.options', 'has no field BatchInput.$'],
  ['MaxItemsPerBatch: 10', 'MaxItemsPerBatch: ten', 'is no number'],
  ['options.$: $.options', 'options.$: all', 'is no path'],
  ['Next: Objects\n    Default', 'Next: Object\n    Default', 'goes to Object, which is not there'],
  ['IsPresent: true', 'IsPresnt: true', 'has no field IsPresnt'],
  ['StartAt: Replay', 'Start: Replay', 'lacks StartAt'],
])('a definition with %j made to %j is refused', (good, bad, sentence) => {
  expect(definitionProblems(parse(text))).toEqual([]);
  expect(text).toContain(good);
  expect(definitionProblems(parse(text.replace(good, bad))).join('\n')).toContain(sentence);
});
