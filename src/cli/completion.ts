import { optionsOf } from './aws-options.ts';
import { UsageError, type Command } from './command.ts';
import { commands } from './commands.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/**
 * `kubehose completion SHELL`: what a shell evaluates to complete commands and options. For bash and zsh
 * `eval "$(kubehose completion bash)"` in ~/.bashrc or ~/.zshrc; for fish a file in ~/.config/fish/completions/.
 */
export async function completionScript(shell: string | undefined): Promise<string> {
  const known = shells.find((name) => name === shell);
  if (known === undefined)
    throw new UsageError(
      `${shell === undefined ? 'no shell is named' : JSON.stringify(shell)}; allowed: bash, zsh or fish`,
    );
  const list = Object.entries(commands).map(async ([name, load]) => ({ name, command: await load() }));
  return scripts[known](await Promise.all(list));
}

interface Named {
  readonly name: string;
  readonly command: Command;
}

const scripts: Readonly<Record<Shell, (list: readonly Named[]) => string>> = { bash, zsh, fish };

function bash(list: readonly Named[]): string {
  const cases = list.map(({ name, command }) => `    ${name}) words="${optionNames(command).join(' ')}" ;;`);
  return `_kubehose() {
  local words="${list.map(({ name }) => name).join(' ')} help version completion"
  if [ "$COMP_CWORD" -gt 1 ]; then
    words=""
    case "\${COMP_WORDS[1]}" in
${cases.join('\n').replaceAll(/^ {4}/gm, '      ')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _kubehose kubehose
`;
}

/** By the completion of bash, which zsh understands. */
function zsh(list: readonly Named[]): string {
  return `autoload -Uz bashcompinit && bashcompinit\n${bash(list)}`;
}

function fish(list: readonly Named[]): string {
  const first = list.map(
    ({ name, command }) =>
      `complete -c kubehose -n __fish_use_subcommand -a ${name} -d ${quoted(command.summary)}`,
  );
  const options = list.flatMap(({ name, command }) =>
    Object.entries(optionsOf(command)).map(([option, { type, help }]) => {
      const takes = type === 'string' ? ' -r' : '';
      return `complete -c kubehose -n '__fish_seen_subcommand_from ${name}' -l ${option}${takes} -d ${quoted(help)}`;
    }),
  );
  return `${[...first, ...options].join('\n')}\n`;
}

function optionNames(command: Command): string[] {
  return [...Object.keys(optionsOf(command)), 'help'].map((name) => `--${name}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`\'`)}'`;
}
