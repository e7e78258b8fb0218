import { groups, type Command } from './command.ts';
import { commands } from './commands.ts';
import { alignColumns, wrapColumns, wrapText } from './output/table.ts';

/** Columns that every terminal has. */
const helpColumns = 80;

/** What `kubehose --help` prints: every command in a line, by what it is for. */
export async function generalHelp(): Promise<string> {
  const list = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => [name, await load()] as const),
  );
  const sections = Object.entries(groups).flatMap(([group, title]) => {
    const own = list.filter(([, command]) => command.group === group);
    return [`${title}:`].concat(rows(own.map(([name, { summary }]) => [name, summary])), '');
  });
  return [
    ...wrapText(
      'kubehose: Kubernetes logs from EKS Fargate through Amazon Data Firehose to Datadog, tagged on the way, none lost',
      helpColumns,
    ),
    '',
    'usage: kubehose COMMAND [OPTIONS]',
    '',
    ...sections,
    'about:',
    ...rows([
      ['help [COMMAND]', 'this help, or that of a command (also --help, -h)'],
      ['version', 'the version (also --version, -V)'],
      ['completion', 'a completion script: bash, zsh or fish'],
    ]),
    '',
    'examples:',
    '  kubehose demo',
    '  kubehose doctor --stream logs --region eu-west-1',
    '  kubehose replay s3://backup-bucket/errors/',
    '',
    'exit codes: 0 done, 1 usage, input or environment; more in the help of a command',
    '',
  ].join('\n');
}

function rows(cells: readonly (readonly [string, string])[]): string[] {
  return alignColumns(cells.map(([name, text]) => [`  ${name.padEnd(14)}`, text]));
}

/** What `kubehose COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const { usage, summary, details, table = [], options, examples, exitCodes = {} } = command;
  const codes = { 0: 'done', 1: 'usage, input or environment', ...exitCodes };
  return [
    `usage: kubehose ${usage}`,
    '',
    `${summary}.`,
    ...(details === undefined
      ? []
      : ['', ...details.split('\n\n').flatMap((part) => wrapText(part, helpColumns))]),
    ...(table.length === 0
      ? []
      : [
          '',
          ...wrapColumns(
            table.map(([what, meaning]) => [`  ${what}`, meaning]),
            helpColumns,
          ),
        ]),
    '',
    'options:',
    ...wrapColumns(
      [
        ...Object.entries(options).map(([name, option]) => [
          `  ${option.short === undefined ? '    ' : `-${option.short}, `}--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
          option.help,
        ]),
        ['  -h, --help', 'this help'],
      ],
      helpColumns,
    ),
    '',
    'examples:',
    ...examples.map((example) => `  ${example}`),
    '',
    'exit codes:',
    ...wrapColumns(
      Object.entries(codes).map(([code, meaning]) => [`  ${code}`, meaning]),
      helpColumns,
    ),
    '',
  ].join('\n');
}
