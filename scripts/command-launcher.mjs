#!/usr/bin/env node
// Starts the command under Node 24, for which it is built: this one, or the one that came as an optional package.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const command = './COMMAND.main.mjs';

if (Number.parseInt(process.versions.node, 10) >= 24) await import(command);
else startUnder(packagedNode());

function packagedNode() {
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/node`);
  } catch {
    process.stderr.write(`COMMAND needs Node 24 or newer; this is Node ${process.versions.node}\n`);
    return process.exit(1);
  }
}

function startUnder(node) {
  const main = fileURLToPath(new URL(command, import.meta.url));
  const child = spawn(node, ['--no-warnings', main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl-C to the whole group; once more would look like the impatient second Ctrl-C.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal));
  }
  child.on('close', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}
