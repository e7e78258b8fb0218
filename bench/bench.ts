/**
 * `npm run bench`: checks that the output is right, then measures, and writes docs/benchmarks.md. With `--json` the last line of
 * standard output holds the headline figures of all sections as one JSON object. With names of sections, only those run, and the
 * document stays as it is: `npm run bench -- transform`. With `--check` nothing is measured.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesSection } from './bytes.ts';
import { intakeSection } from './intake.ts';
import { machine } from './machine.ts';
import { hostileSection } from './hostile.ts';
import { outageSection } from './outage.ts';
import { replaySection } from './replay.ts';
import type { Section, SectionResult } from './section.ts';
import { transformSection } from './transform.ts';

/** Sections that only run when they are named: they show bounds and sizes, and no speed. */
const special: readonly Section[] = [bytesSection, hostileSection, outageSection];
const sections: readonly Section[] = [transformSection, intakeSection, replaySection];

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const chosen =
  wanted.length === 0 ? sections : [...sections, ...special].filter(({ name }) => wanted.includes(name));

for (const { name, check } of chosen) {
  process.stderr.write(`bench ${name}: correctness\n`);
  await check?.();
}
if (!process.argv.includes('--check')) await measure();

async function measure(): Promise<void> {
  const figures: Record<string, SectionResult['figures']> = {};
  const chapters: string[] = [];
  for (const { name, run } of chosen) {
    process.stderr.write(`bench ${name}\n`);
    const result = await run((step) => process.stderr.write(`  ${step}\n`));
    figures[name] = result.figures;
    chapters.push(result.document);
  }
  const document = documentOf(chapters);
  if (wanted.length === 0) writeFileSync(join(import.meta.dirname, '..', 'docs', 'benchmarks.md'), document);
  process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(figures)}\n` : document);
}

function documentOf(chapters: readonly string[]): string {
  return `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}.
The figures compare contenders that ran side by side on that machine; only the ratios mean something elsewhere.

${chapters.join('\n')}`;
}
