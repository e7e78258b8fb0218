import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { agentTags } from '../../src/datadog/agent-tags.ts';
import { tagsDocument } from '../../scripts/docs/tags.ts';

describe('agentTags', () => {
  test('no tag twice', () => {
    const names = agentTags.map((row) => row.tag);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('no cell breaks the document’s table', () => {
    const cells = agentTags.flatMap((row) => [row.tag, row.from, row.how]);
    expect(cells.filter((cell) => /[|\n]/.test(cell) || cell.trim() === '')).toEqual([]);
  });
});

test('docs/tags.md is what the code says (else: npm run docs)', () => {
  const path = new URL('../../docs/tags.md', import.meta.url);
  expect(readFileSync(path, 'utf8')).toBe(tagsDocument());
});
