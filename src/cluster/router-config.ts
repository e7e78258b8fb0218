/** A section of a Fluent Bit configuration in its classic format. */
export interface Section {
  /** As it is written: `FILTER`. */
  readonly kind: string;
  /** White space in front of its heading. */
  readonly indentation: string;
  /** In their order; the same option may stand there several times. */
  readonly options: readonly Option[];
}

export interface Option {
  /** In lower case: Fluent Bit does not mind. */
  readonly name: string;
  readonly value: string;
  /** White space in front of the line. */
  readonly indentation: string;
}

/** Reads the sections of a file of the ConfigMap. Comments are left out; so is what stands in front of the first section. */
export function sectionsOf(text: string): readonly Section[] {
  return readSections(text).sections;
}

/** The first line that belongs to no section: `@INCLUDE`, or the file in another format. */
export function strayLineOf(text: string): string | undefined {
  return readSections(text).strayLine;
}

function readSections(text: string): { sections: readonly Section[]; strayLine: string | undefined } {
  const sections: { kind: string; indentation: string; options: Option[] }[] = [];
  let strayLine: string | undefined;
  for (const line of text.split('\n')) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const [, kind] = /^\[(\w+)\]/.exec(content) ?? [];
    const section = sections.at(-1);
    if (kind !== undefined) sections.push({ kind, indentation: indentationOf(line), options: [] });
    else if (section === undefined) strayLine ??= content;
    else section.options.push(optionOf(line));
  }
  return { sections, strayLine };
}

function optionOf(line: string): Option {
  const [name = '', ...value] = line.trim().split(/\s+/);
  return { name: name.toLowerCase(), value: value.join(' '), indentation: indentationOf(line) };
}

function indentationOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

/** The value of an option; `undefined` where it is missing or empty. */
export function valueOf({ options }: Section, name: string): string | undefined {
  return options.find((option) => option.name === name.toLowerCase())?.value || undefined;
}

/** The values of an option that may stand there several times. */
export function valuesOf({ options }: Section, name: string): readonly string[] {
  return options.filter((option) => option.name === name).map(({ value }) => value);
}

/** The plugin of a section, in lower case. */
export function pluginOf(section: Section): string {
  return valueOf(section, 'name')?.toLowerCase() ?? '';
}

/** Whether a switch is on; Fluent Bit knows on, true and yes. */
export function isOn(section: Section, name: string): boolean {
  return /^(?:on|true|yes|1)$/i.test(valueOf(section, name) ?? '');
}

/** How all tags of pods on Fargate begin and end: EKS owns the input and its `Tag kube.*`. */
export const podTags = { prefix: 'kube.var.log.containers.', suffix: '.log' } as const;

/** Whether a `Match` can match the logs of a pod. `*` stands for any run of characters; a regular expression is not judged. */
export function matchesPods(section: Section): boolean {
  const pattern = valueOf(section, 'match');
  if (pattern === undefined) return valueOf(section, 'match_regex') !== undefined;
  const star = pattern.indexOf('*');
  const { prefix, suffix } = podTags;
  if (star < 0) return pattern.startsWith(prefix) && pattern.endsWith(suffix);
  const tail = pattern.slice(pattern.lastIndexOf('*') + 1);
  return mayBecome(pattern.slice(0, star), prefix) && (suffix.endsWith(tail) || tail.endsWith(suffix));
}

/** Whether its `Match` matches the logs of every pod: `*`, `kube.*`. */
export function matchesAllPods(section: Section): boolean {
  const pattern = valueOf(section, 'match') ?? '';
  return (
    pattern !== '' &&
    pattern.indexOf('*') === pattern.length - 1 &&
    podTags.prefix.startsWith(pattern.slice(0, -1))
  );
}

/** Whether two texts can be the beginning of the same text. */
export function mayBecome(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
