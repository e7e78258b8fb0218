/** `npm run docs` writes the documents that come from code; with `--check` it only tells which of them are out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationDocument } from './configuration.ts';
import { tagsDocument } from './tags.ts';
import { deployRegions, operationsRegions } from './deploy.ts';
import { intakeDocument } from './intake.ts';
import { localRegions } from './local.ts';
import { logsRegions } from './logs.ts';
import { withRegions } from './regions.ts';

interface Document {
  /** Relative to the project's root. */
  readonly path: string;
  readonly render: () => string;
}

const root = join(import.meta.dirname, '..', '..');

const documents: readonly Document[] = [
  { path: 'docs/configuration.md', render: configurationDocument },
  { path: 'docs/tags.md', render: tagsDocument },
  { path: 'docs/logs.md', render: () => withRegions(handWritten('docs/logs.md'), logsRegions()) },
  { path: 'docs/intake.md', render: intakeDocument },
  { path: 'docs/local.md', render: () => withRegions(handWritten('docs/local.md'), localRegions()) },
  {
    path: 'docs/deploy.md',
    render: () =>
      withRegions(
        handWritten('docs/deploy.md'),
        deployRegions({
          terraform: handWritten('docs/snippets/stream.tf'),
          cloudFormation: handWritten('docs/snippets/stream.yml'),
        }),
      ),
  },
  {
    path: 'docs/operations.md',
    render: () => withRegions(handWritten('docs/operations.md'), operationsRegions()),
  },
];

const stale = documents.filter(({ path, render }) => render() !== textOf(path));
if (process.argv.includes('--check')) report();
else write();

function report(): void {
  for (const { path } of stale)
    process.stderr.write(`${path} is not what the code says; run: npm run docs\n`);
  if (stale.length > 0) process.exitCode = 1;
}

function write(): void {
  for (const { path, render } of stale) writeFileSync(join(root, path), render());
  const written = stale.map(({ path }) => path).join(', ');
  process.stdout.write(written === '' ? 'documents are up to date\n' : `written: ${written}\n`);
}

function handWritten(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}
