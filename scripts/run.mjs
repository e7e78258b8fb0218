// Entry of every npm script. It runs on any Node ≥ 20 with nothing installed: it installs the locked dependencies when
// they are missing, then goes on under Node 24, the version that Lambda runs, so that a fresh clone needs one command.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.kubehose-lock');
const jest = ['node', '--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
const build = ['node', 'scripts/build.ts'];

/** Script name → the commands it runs in order; what follows the name on the command line goes to the last one. */
const scripts = {
  start: [build, ['node', '--no-warnings', 'dist/kubehose.mjs', 'demo']],
  build: [build],
  test: [build, jest],
  'test:deep': [build, [...jest, '--testPathPatterns', 'prop']],
  check: [
    ['tsc', '--noEmit'],
    ['oxlint', '--type-aware', '--deny-warnings', 'src', 'handlers', 'test', 'bench', 'scripts'],
    ['prettier', '--check', '--log-level', 'warn', '.'],
    ['node', '--no-warnings', 'scripts/docs.ts', '--check'],
  ],
  docs: [['node', '--no-warnings', 'scripts/docs.ts']],
  format: [['prettier', '--write', '--log-level', 'warn', '.']],
  bench: [build, ['node', '--no-warnings', '--expose-gc', 'bench/bench.ts']],
  package: [build, ['serverless', 'package']],
};

const [name = '', ...rest] = process.argv.slice(2);
const commands = scripts[name];
if (!commands) fail(`unknown script "${name}"; there are: ${Object.keys(scripts).join(', ')}`);
install();
const env = { ...process.env, PATH: `${nodeDirectory()}${delimiter}${bin}${delimiter}${process.env.PATH}` };
if (name === 'test:deep') env.KUBEHOSE_DEEP = '1';
commands.forEach((command, index) => run(command, index === commands.length - 1 ? rest : []));

function install() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('kubehose: installing the locked dependencies (npm ci) …\n');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) fail('npm ci failed; its own words stand above');
  writeFileSync(stamp, lock);
}

/** The directory of a Node that can run TypeScript sources: the one in use, else the one that npm installed. */
function nodeDirectory() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 18)) return dirname(process.execPath);
  const installed = spawnSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' });
  if (installed.status === 0) return bin;
  return fail(
    `this machine runs Node ${process.versions.node} and the optional package with Node 24 did not install ` +
      `for ${process.platform}-${process.arch}; install Node 24 and run the command again`,
  );
}

function run([program, ...args], more) {
  const done = spawnSync(program, [...args, ...more], {
    cwd: root,
    stdio: 'inherit',
    env,
    shell: process.platform === 'win32',
  });
  if (done.error) fail(`${program}: ${done.error.message}`);
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function fail(sentence) {
  process.stderr.write(`kubehose: ${sentence}\n`);
  process.exit(1);
}
