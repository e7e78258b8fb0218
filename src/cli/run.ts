import { parseArgs } from 'node:util';
import { errorCode } from '../adapters/error-code.ts';
import { ConfigError } from '../config/config-error.ts';
import { applyAwsOptions, optionsOf } from './aws-options.ts';
import { UsageError, type Arguments, type Command } from './command.ts';
import { commands } from './commands.ts';
import { completionScript } from './completion.ts';
import { commandHelp, generalHelp } from './help.ts';
import { packageVersion, type Io } from './io.ts';
import { didYouMean } from './suggest.ts';

/**
 * Runs the command line and answers the exit code: 0 done, 1 usage, input or environment, others as the command states. What the
 * user can fix is said in a sentence; a defect passes through as it was thrown.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    // Whoever read our output has closed it, as `head` does.
    if (errorCode(error) === 'EPIPE') return 0;
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    await io.stderr.write(`kubehose: ${sentence}\n`);
    return 1;
  }
}

const systemErrors: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full (ENOSPC); make room and run it again',
  EDQUOT: 'the disk quota is used up (EDQUOT); make room and run it again',
  EROFS: 'the file system is read-only (EROFS); choose another directory',
};

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof UsageError || error instanceof ConfigError) return error.message;
  const code = errorCode(error);
  return Object.hasOwn(systemErrors, code) ? systemErrors[code] : undefined;
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [name = '', ...rest] = argv;
  if (name === '') {
    await io.stderr.write(await generalHelp());
    return 1;
  }
  if (['--version', '-V', 'version'].includes(name)) return print(io, `${packageVersion(io)}\n`);
  if (['--help', '-h', 'help'].includes(name)) return help(rest[0], io);
  if (name === 'completion') return print(io, await completionScript(rest[0]));
  const command = await commandNamed(name);
  const args = readArguments(command, rest);
  if (args.values['help'] === true) return help(name, io);
  applyAwsOptions(command, args, io.env);
  return command.run(args, io);
}

async function help(name: string | undefined, io: Io): Promise<number> {
  if (name === undefined) return print(io, await generalHelp());
  const command = await commandNamed(name);
  return print(io, commandHelp({ ...command, options: optionsOf(command) }));
}

async function commandNamed(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return load();
  const known = [...Object.keys(commands), 'help', 'version', 'completion'];
  throw new UsageError(
    `there is no command ${JSON.stringify(name)}${didYouMean(name, known) || `; there are: ${known.join(', ')}`}`,
  );
}

async function print(io: Io, text: string): Promise<number> {
  await io.stdout.write(text);
  return 0;
}

function readArguments(command: Command, args: readonly string[]): Arguments {
  const known = optionsOf(command);
  const options = Object.entries(known).map(([name, { type, short, multiple = false }]) => [
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
    const [sentence = ''] = messageOf(error).split('. ');
    const [, unknown] = /^Unknown option '--([\w-]+)'/.exec(sentence) ?? [];
    const meant = unknown === undefined ? '' : didYouMean(unknown, Object.keys(known)).replace('"', '"--');
    const hint = `usage: kubehose ${command.usage}; --help says more`;
    throw new UsageError(`${sentence}${meant}\n${hint}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
