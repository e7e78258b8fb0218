// Entry of every npm script. It runs on any Node ≥ 20 with nothing installed: it installs the locked dependencies when
// they are missing or out of date, then continues under a Node that runs TypeScript. So a fresh clone needs one
// command, and no script depends on another having been called before.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const onWindows = process.platform === 'win32';
const typescript = ['node', '--no-warnings'];
const jest = ['node', '--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
const build = [...typescript, 'scripts/build.ts'];
const linted = ['src', 'handlers', 'test', 'bench', 'scripts'];

/** Script name → the commands it runs in order; what follows the name on the command line goes to the last one. */
const scripts = {
  start: [build, ['node', '--no-warnings', 'dist/kubehose.mjs', 'demo']],
  build: [build],
  test: [build, jest],
  'test:deep': [build, [...jest, '--testPathPatterns', '\\.prop\\.test\\.ts$']],
  check: [
    ['tsc', '--noEmit'],
    ['tsc', '--noEmit', '--project', 'src/local/console/page'],
    ['oxlint', '--type-aware', '--deny-warnings', ...linted],
    ['prettier', '--check', '--log-level', 'warn', '.'],
    [...typescript, 'scripts/docs/docs.ts', '--check'],
  ],
  docs: [[...typescript, 'scripts/docs/docs.ts']],
  format: [['prettier', '--write', '--log-level', 'warn', '.']],
  screenshots: [build, [...typescript, 'scripts/screenshots.ts']],
  bench: [build, [...typescript, '--expose-gc', 'bench/bench.ts']],
  package: [build, ['serverless', 'package']],
  mutate: [[...typescript, 'scripts/mutate/mutate.ts']],
};

const [name = '', ...rest] = process.argv.slice(2);
// The stand-alone template has parameters of its own; it is made of a package with the defaults.
if (rest.length === 0) scripts.package.push([...typescript, 'scripts/standalone.ts']);
const commands = scripts[name];
if (!commands) fail(`unknown script "${name}"; there are: ${Object.keys(scripts).join(', ')}`);
if (!isSame(root)) install(root, 'the locked dependencies');
const commandFolders = [nodeDirectory(), bin];
if (name === 'mutate') commandFolders.push(installedApart('mutate', 'Stryker, which only this script needs'));
const env = { ...process.env, PATH: [...commandFolders, process.env.PATH].join(delimiter) };
if (name === 'test:deep') env.KUBEHOSE_DEEP = '1';
for (const [index, command] of commands.entries()) {
  await run(command, index === commands.length - 1 ? rest : []);
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm notes what it installed in a lockfile of its own, written
 * last, so an interrupted install counts as none. Optional packages may be absent: they are for other platforms.
 */
function isSame(directory) {
  const here = readLock(join(directory, 'node_modules', '.package-lock.json'));
  const wanted = readLock(join(directory, 'package-lock.json'));
  if (!here || !wanted) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || here[path]?.version === version || (optional === true && !here[path]),
  );
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** What most people never need has a folder of its own under scripts/, with a lockfile; answers the directory of its commands. */
function installedApart(folder, what) {
  const directory = join(root, 'scripts', folder);
  if (!isSame(directory)) install(directory, what);
  return join(directory, 'node_modules', '.bin');
}

function install(directory, what) {
  process.stderr.write(`kubehose: installing ${what} (npm ci) …\n`);
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: directory,
    stdio: ['ignore', 2, 2],
    shell: onWindows,
  });
  if (done.status !== 0) fail('npm ci failed; its own message is above');
}

/**
 * The directory of a Node that runs TypeScript sources: this one from 22.18 on, else Node 24 from npm, which is installed apart from the
 * project's own packages and only here, where it is needed.
 */
function nodeDirectory() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return dirname(process.execPath);
  const directory = installedApart('node', 'Node 24, because this one is too old');
  if (spawnSync(join(directory, 'node'), ['--version']).status === 0) return directory;
  return fail(
    `this machine runs Node ${process.versions.node}, and npm has no Node 24 for ${process.platform}-${process.arch}; ` +
      'install Node 22.18 or newer and run the command again',
  );
}

/** Runs one command to its end; a failure or a signal of the command becomes that of this process. */
async function run([program, ...args], more) {
  const child = spawn(program, [...args, ...more], { cwd: root, stdio: 'inherit', env, shell: onWindows });
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the whole group; once more would look like the impatient second Ctrl-C.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const status = await new Promise((resolve) => {
    child.once('error', (error) => fail(`${program}: ${error.message}`));
    child.once('close', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
  });
  for (const signal of signals) process.off(signal, forward);
  if (status !== 0) process.exit(status);
}

function fail(sentence) {
  process.stderr.write(`kubehose: ${sentence}\n`);
  process.exit(1);
}
