/** `npm run mutate -- FOLDER`: Stryker on the sources in a folder, with the tests that mirror them. */
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { posix } from 'node:path';

const [given = '', ...more] = process.argv.slice(2);
const folder = posix.normalize(given.replaceAll('\\', '/')).replace(/\/$/, '');
const [, part] = /^src\/([^/]+)/.exec(folder) ?? [];
if (part === undefined || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
  process.stderr.write(
    `kubehose: "${given}" is no folder under src; name one, as in: npm run mutate -- src/json\n`,
  );
  process.exit(1);
}
const tests = globSync(`test/${part}/**/*.test.ts`).filter(concernsFolder).toSorted();
/** How many cases a property meets at most: few where each is a whole flow. */
const cases = part === 'transform' ? 100 : 200;
const { status } = spawnSync(
  'stryker',
  ['run', 'scripts/mutate/stryker.json', '--mutate', `${folder}/**/*.ts`, ...more],
  {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, KUBEHOSE_MUTATE: tests.join(','), KUBEHOSE_CASES: String(cases) },
  },
);
process.exit(status ?? 1);

/** Whether a test mirrors the folder, or a folder around it: one that mirrors a file or folder beside it would cost time and tell nothing. */
function concernsFolder(test: string): boolean {
  const file = posix
    .normalize(test.replaceAll('\\', '/'))
    .replace(/^test/, 'src')
    .replace(/(?:\.prop)?\.test\.ts$/, '.ts');
  const mirrored = statSync(file, { throwIfNoEntry: false }) ? file : posix.dirname(file);
  return `${mirrored}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${mirrored}/`);
}
