/** Shell commands of a Markdown text: those of its `sh` blocks, each as the words that its program gets. */
export function shellCommands(markdown: string): string[][] {
  return shellLines(markdown).flatMap(commandsIn);
}

/** The lines of all `sh` blocks, without comments. */
export function shellLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, text = '']) => text);
  return blocks.flatMap((text) => text.split('\n')).filter((line) => line !== '' && !line.startsWith('#'));
}

/** The commands of one line: parts of pipes and lists, and what an assignment runs. Assignments, redirections and the words of a loop are left out. */
export function commandsIn(line: string): string[][] {
  const [, inner] = /^\w+=\$\((.*)\)$/.exec(line) ?? [];
  if (inner !== undefined) return commandsIn(inner);
  const commands: string[][] = [[]];
  for (const word of wordsOf(line)) {
    if (word === '#') break;
    if (['|', '&&', ';'].includes(word)) commands.push([]);
    else commands.at(-1)!.push(word);
  }
  return commands.map(withoutSurroundings).filter((words) => words.length > 0);
}

/** Words as the shell splits them; quotes go. */
function wordsOf(line: string): string[] {
  const parts = line.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"])+/g);
  return Array.from(parts, ([word]) =>
    word.replaceAll(
      /'([^']*)'|"((?:\\.|[^"\\])*)"/g,
      (_, single?: string, double?: string) => single ?? double!,
    ),
  );
}

function withoutSurroundings(words: readonly string[]): string[] {
  const redirected = words.indexOf('>');
  const kept = redirected < 0 ? [...words] : words.slice(0, redirected);
  while (/^(?:[A-Z_]+=.*|do)$/.test(kept[0] ?? '')) kept.shift();
  return ['for', 'done'].includes(kept[0] ?? '') ? [] : kept;
}
