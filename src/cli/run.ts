import { parseArgs } from 'node:util';
import { ConfigError } from '../config/config-error.ts';
import { UsageError, type Arguments, type Command } from './command.ts';
import { commands } from './commands.ts';
import { commandHelp, generalHelp } from './help.ts';
import { packageVersion, type Io } from './io.ts';
import { errorCode } from '../adapters/error-code.ts';

/**
 * Runs the command line and answers the exit code: 0 done, 1 usage, input or environment, others as the command states. What the
 * user can mend is told in a sentence; a defect passes through as it was thrown.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (isBrokenPipe(error)) return 0;
    if (!(error instanceof UsageError) && !(error instanceof ConfigError)) throw error;
    await io.stderr.write(`kubehose: ${error.message}\n`);
    return 1;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [name = '', ...rest] = argv;
  if (name === '') {
    await io.stderr.write(await generalHelp());
    return 1;
  }
  if (name === '--version' || name === '-V') return print(io, `${packageVersion(io)}\n`);
  if (name === '--help' || name === '-h') return print(io, await generalHelp());
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    throw new UsageError(
      `there is no command ${JSON.stringify(name)}; there are: ${Object.keys(commands).join(', ')}`,
    );
  }
  const command = await load();
  const args = readArguments(command, rest);
  if (args.values['help'] === true) return print(io, commandHelp(command));
  return command.run(args, io);
}

async function print(io: Io, text: string): Promise<number> {
  await io.stdout.write(text);
  return 0;
}

function readArguments(command: Command, args: readonly string[]): Arguments {
  const options = Object.entries(command.options).map(([name, { type, short, multiple = false }]) => [
    name,
    short === undefined ? { type, multiple } : { type, multiple, short },
  ]);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...Object.fromEntries(options), help: { type: 'boolean', short: 'h' } },
      strict: true,
      allowPositionals: true,
    });
    if (positionals.length > command.maxPositionals) {
      throw new UsageError(`unexpected ${JSON.stringify(positionals[command.maxPositionals])}`);
    }
    return { values, positionals };
  } catch (error) {
    const [sentence = ''] = String(error instanceof Error ? error.message : error).split('. ');
    const hint = `usage: kubehose ${command.usage}; --help tells more`;
    throw new UsageError(`${sentence}\n${hint}`, { cause: error });
  }
}

/** Whoever read our output has closed it, as `head` does. */
function isBrokenPipe(error: unknown): boolean {
  return errorCode(error) === 'EPIPE';
}
