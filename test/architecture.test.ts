import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { importCycles, violations } from './support/architecture.ts';

const root = join(import.meta.dirname, '..');
const notOurs = /^(?:\.git|node_modules|dist|coverage|\.kubehose|\.serverless|\.jest-cache)$/;
const files = filesUnder(root);
const sources = files.filter((path) => /^(?:src|handlers)\/.*\.ts$/.test(path));

/** Path → why this file may be longer. */
const longFiles: Readonly<Record<string, string>> = {};

describe('arrows between folders', () => {
  test('hold in every source file', () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.flatMap((path) => violations(path, textOf(path)))).toEqual([]);
  });

  test.each([
    ['src/transform/a.ts', `import { put } from '../adapters/firehose.ts';`, 'transform may not import'],
    ['src/transform/a.ts', `import type { Put } from '../adapters/firehose.ts';`, 'transform may not import'],
    [
      'src/transform/a.ts',
      `const { put } = await import('../adapters/firehose.ts');`,
      'transform may not import',
    ],
    ['src/transform/a.ts', `export * from '../../handlers/transform.ts';`, 'transform may not import'],
    [
      'src/transform/a.ts',
      `import {\n  a,\n  b,\n} from '../adapters/firehose.ts';`,
      'transform may not import',
    ],
    ['src/transform/a.ts', `import '../adapters/firehose.ts';`, 'transform may not import'],
    ['src/replay/a.ts', `import { run } from "../cli/main.ts";`, 'replay may not import'],
    ['src/json/a.ts', `import { tag } from '../datadog/tags.ts';`, 'json may not import'],
    ['src/adapters/a.ts', `import { start } from '../local/pipeline.ts';`, 'only the commands'],
    ['handlers/a.ts', `import { start } from '../src/local/pipeline.ts';`, 'only the commands'],
    ['src/json/a.ts', `import { readFileSync } from 'node:fs';`, 'not for a pure folder'],
    ['src/json/a.ts', `const fs = process.getBuiltinModule('node:fs');`, 'not for a pure folder'],
    ['src/json/a.ts', `const fs = process.getBuiltinModule(name);`, 'process must come in'],
    [
      'src/delivery/a.ts',
      `import { FirehoseClient } from '@aws-sdk/client-firehose';`,
      'may not import the package',
    ],
    ['src/delivery/a.ts', `const at = Date.now();`, 'Date.now must come in'],
    ['src/delivery/a.ts', 'const text = `${Date.now()}`;', 'Date.now must come in'],
    ['src/delivery/a.ts', `const at = new Date();`, 'new Date() must come in'],
    ['src/delivery/a.ts', `const jitter = Math.random();`, 'Math.random must come in'],
    ['src/config/a.ts', `const site = process.env['DD_SITE'];`, 'process must come in'],
    ['src/intake/a.ts', `await fetch(url);`, 'fetch must come in'],
    ['src/delivery/a.ts', `setTimeout(resolve, 5);`, 'timers must come in'],
    ['src/json/a.ts', `console.log(1);`, 'console must come in'],
    [
      'src/firehose/a.ts',
      `import { randomUUID } from 'node:crypto';`,
      'random values of node:crypto must come in',
    ],
    ['src/stuff/a.ts', `export const a = 1;`, 'no rule for this folder'],
    [
      'src/cli/commands/doctor.ts',
      `import { a } from '../../local/pipeline.ts';`,
      'only the commands local and demo',
    ],
    ['src/stack/a.ts', 'const bucket = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;', 'src/firehose/names.ts'],
    ['src/config/a.ts', 'const arn = /^arn:aws[a-z-]*:kms:/;', 'src/firehose/names.ts'],
  ])('are seen to break: %s: %s', (path, source, sentence) => {
    expect(violations(path, source)).toEqual([expect.stringContaining(sentence)]);
  });

  test.each([
    ['src/transform/a.ts', `import { tag } from '../datadog/tags.ts';\nimport { b } from './b.ts';`],
    ['src/codec/a.ts', `import { gunzipSync } from 'node:zlib';\nimport { uncompress } from 'snappyjs';`],
    ['src/adapters/a.ts', `import { S3Client } from '@aws-sdk/client-s3';\nconst at = Date.now();`],
    ['src/json/a.ts', `// Date.now() is for adapters\nconst text = 'console.log(process.env)'; /* fetch( */`],
    ['src/json/a.ts', `const at = new Date(5); options.setTimeout(1); port.fetch(url);`],
    ['src/telemetry/a.ts', `console.log(line);`],
    ['src/json/a.ts', `const words = ['import', 'from', ','];\nexport const kind = 'from';`],
    ['handlers/a.ts', `import middy from '@middy/core';\nconst env = process.env;`],
  ])('allow: %s: %s', (path, source) => {
    expect(violations(path, source)).toEqual([]);
  });
});

describe('the shape of the project', () => {
  test('no file imports itself by a detour, types included', () => {
    expect(importCycles(sources, textOf)).toEqual([]);
  });

  test('a circle of imports is seen', () => {
    const texts: Readonly<Record<string, string>> = {
      'src/json/a.ts': `import { b } from './b.ts';`,
      'src/json/b.ts': `import type { C } from './c.ts';`,
      'src/json/c.ts': `export { a } from './a.ts';`,
    };
    expect(importCycles(Object.keys(texts), (path) => texts[path] ?? '')).toEqual([Object.keys(texts)]);
  });

  test('at most 20 files in a folder of code', () => {
    const folders = new Map<string, number>();
    for (const path of files.filter((file) => /^(?:src|handlers|bench|scripts|test)\/.*\.ts$/.test(file))) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
    }
    expect([...folders].filter(([, count]) => count > 20)).toEqual([]);
  });

  test('no file above 250 lines without a reason, no handler above 40', () => {
    const code = files.filter((path) =>
      /^(?:src|handlers|test|bench|scripts)\/.*\.(?:ts|mjs|cjs)$/.test(path),
    );
    const limit = (path: string) => (path.startsWith('handlers/') ? 40 : 250);
    const long = code.filter((path) => textOf(path).split('\n').length - 1 > limit(path));
    expect(long).toEqual(Object.keys(longFiles));
  });

  test('tests have one fake of the Logs API for its port, and the stand-in of src/local over HTTP', () => {
    const answering = files.filter(
      (path) => /^test\/.*\.ts$/.test(path) && /kind: 'answered'/.test(textOf(path)),
    );
    expect(answering.toSorted()).toEqual([
      'test/adapters/send/logs-api.test.ts',
      'test/architecture.test.ts',
      'test/delivery/logs-answer.test.ts',
      'test/support/datadog.ts',
    ]);
  });

  test('no verdict has a clock: a slow machine is no defect', () => {
    const timed = files.filter(
      (path) => /^test\/.*\.ts$/.test(path) && /expect\((?:Date|performance)\.now\(\) -/.test(textOf(path)),
    );
    expect(timed).toEqual([]);
  });

  test('no folder is a drawer for everything', () => {
    const folders = new Set(files.flatMap((path) => path.split('/').slice(0, -1)));
    const drawers = ['utils', 'util', 'common', 'shared', 'helpers', 'helper', 'misc', 'lib'];
    expect(drawers.filter((name) => folders.has(name))).toEqual([]);
  });
});

describe('what is published', () => {
  test('names no place on the machine where it was written', () => {
    const place = placeOf(root);
    const found = files.filter((path) => isText(path) && place?.test(textOf(path)));
    expect(found).toEqual([]);
  });

  test.each([
    ['/srv-x/main', 'see /srv-x/main/src', true],
    ['/srv-x/main', 'https://a.example/srv-x/main', false],
    ['/home/ada/code/kubehose', '"/home/ada/notes"', true],
    ['/home/ada/code/kubehose', '"/home/bob/notes"', false],
  ])('a clone in %s and a file with %s: %s', (clone, text, named) => {
    expect(placeOf(clone)?.test(text)).toBe(named);
  });

  test('names no registry: anybody can install from their own', () => {
    const locks = files.filter((path) => path.endsWith('package-lock.json'));
    expect(locks.filter((path) => textOf(path).includes('"resolved"'))).toEqual([]);
    expect(textOf('.npmrc')).not.toMatch(/registry\s*=/);
    const { hostname } = new URL(process.env['npm_config_registry'] ?? 'http://localhost/');
    const naming = files.filter((path) => isText(path) && textOf(path).includes(hostname));
    // Of this machine itself the documents may speak.
    if (/\.[a-z]+$/.test(hostname)) expect(naming).toEqual([]);
  });
});

/** Matches a path into the directory that holds the clone; nothing where that is a directory of every machine. */
function placeOf(clone: string): RegExp | undefined {
  const [, first = '', second = ''] = clone.split('/');
  if (/^(?:tmp|var|opt|usr|mnt|private|workspace|app|builds|[A-Z]:)?$/.test(first)) return undefined;
  const place = /^(?:home|Users)$/.test(first) ? `${first}/${second}` : first;
  return new RegExp(`(?<![\\w.-])/${place.replaceAll(/[^\w/]/g, String.raw`\$&`)}/`);
}

function isText(path: string): boolean {
  return !/\.(?:gz|zst|br|png)$/.test(path);
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => !notOurs.test(name))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [relative(root, path).replaceAll('\\', '/')];
    });
}
