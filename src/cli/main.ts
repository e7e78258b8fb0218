import { processIo } from './io.ts';
import { runCli } from './run.ts';

// Without a listener a broken pipe would end the process with a stack; the command that writes hears of it itself.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const code = await runCli(process.argv.slice(2), processIo(import.meta.url));
process.exitCode = code;
// Interrupted for good: what is still waiting (a back-off, say) must not hold the process.
if (code === 130) process.exit();
