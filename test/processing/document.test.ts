import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { library } from '../../src/processing/library/library.ts';
import { processingVariables } from '../../src/processing/variables.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'processing.md'), 'utf8');
const rows = new Set(text.split('\n').map((row) => row.replaceAll(/ +/g, ' ')));

test.each(Object.entries(library))(
  'docs/processing.md has the row of the library mask %s',
  (name, { finds, replacement }) => {
    const puts = replacement === '' ? 'nothing' : `\`${replacement}\``;
    expect(rows).toContain(`| \`${name}\` | ${finds} | ${puts} |`);
  },
);

test.each(Object.values(processingVariables))(
  'docs/processing.md has the row of $name',
  ({ name, fallback, allowed, meaning }) => {
    const initial = fallback === '' ? '–' : `\`${fallback}\``;
    expect(rows).toContain(`| \`${name}\` | ${initial} | ${allowed} | ${meaning} |`);
  },
);
