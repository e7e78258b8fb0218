import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { alignColumns } from './output/table.ts';

/** What `kubehose --help` prints: every command in a line, then examples of each. */
export async function generalHelp(): Promise<string> {
  const list = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => [name, await load()] as const),
  );
  return [
    'kubehose: Kubernetes logs from EKS Fargate through Amazon Data Firehose to Datadog, tagged on the way, none lost',
    '',
    'usage: kubehose COMMAND [OPTIONS]',
    '',
    'commands:',
    ...alignColumns(list.map(([, { usage, summary }]) => [`  ${usage}`, summary])),
    '',
    'options:',
    ...alignColumns([
      ['  -h, --help', 'this help; after a command, that of the command'],
      ['  -V, --version', 'the version'],
    ]),
    '',
    'examples:',
    ...list.flatMap(([, { examples }]) => examples.map((example) => `  ${example}`)),
    '',
    'exit codes: 0 done, 1 usage, input or environment; others are in the help of their command',
    '',
  ].join('\n');
}

/** What `kubehose COMMAND --help` prints. */
export function commandHelp({ usage, summary, details, options, examples, exitCodes = {} }: Command): string {
  const codes = { 0: 'done', 1: 'usage, input or environment', ...exitCodes };
  return [
    `usage: kubehose ${usage}`,
    '',
    `${summary}.`,
    ...(details === undefined ? [] : ['', details]),
    '',
    'options:',
    ...alignColumns([
      ...Object.entries(options).map(([name, option]) => [
        `  ${option.short === undefined ? '    ' : `-${option.short}, `}--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
        option.help,
      ]),
      ['  -h, --help', 'this help'],
    ]),
    '',
    'examples:',
    ...examples.map((example) => `  ${example}`),
    '',
    'exit codes:',
    ...alignColumns(Object.entries(codes).map(([code, meaning]) => [`  ${code}`, meaning])),
    '',
  ].join('\n');
}
