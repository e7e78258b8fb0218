#!/usr/bin/env node
// Says which Node the command needs, before a syntax or a module that an older one lacks ends it with a stack.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) await import('./COMMAND.main.mjs');
else {
  process.stderr.write(`COMMAND needs Node 22.18 or newer; this is Node ${process.versions.node}\n`);
  process.exitCode = 1;
}
