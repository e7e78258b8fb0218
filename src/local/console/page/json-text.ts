/** A member of a JSON object, or one part of another text. */
export interface Part {
  /** Of the member; empty for braces and for text that is no object. */
  readonly key: string;
  readonly text: string;
}

/**
 * A JSON text with indents, member by member, or a text that is no object as one part. Nothing is parsed and printed again: numbers,
 * escapes and duplicate keys show as they are.
 */
export function partsOf(text: string): Part[] {
  const trimmed = text.trim();
  if (!isObject(trimmed)) return [{ key: '', text }];
  const lines = indented(trimmed).split('\n');
  const parts: { key: string; text: string }[] = [];
  for (const line of lines) {
    const [, key] = /^ {2}("(?:[^"\\]|\\.)*"):/.exec(line) ?? [];
    const last = parts.at(-1);
    if (key !== undefined || last === undefined || line === '}') parts.push({ key: key ?? '', text: line });
    else last.text += `\n${line}`;
  }
  return parts;
}

function isObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

function indented(json: string): string {
  const tokens = json.match(token) ?? [];
  let depth = 0;
  let out = '';
  for (const [index, part] of tokens.entries()) {
    const next = tokens[index + 1] ?? '';
    if (part === '{' || part === '[') {
      const isEmpty = next === '}' || next === ']';
      depth += 1;
      out += isEmpty ? part : `${part}\n${'  '.repeat(depth)}`;
    } else if (part === '}' || part === ']') {
      depth -= 1;
      const before = tokens[index - 1];
      out += before === '{' || before === '[' ? part : `\n${'  '.repeat(depth)}${part}`;
    } else if (part === ',') out += `,\n${'  '.repeat(depth)}`;
    else out += part === ':' ? ': ' : part;
  }
  return out;
}

/** Parts of `one` that are not, or not so, among those of `other`: a comma at the end makes no difference. */
export function changedParts(one: readonly Part[], other: readonly Part[]): ReadonlySet<Part> {
  const plain = ({ text }: Part) => text.replace(/,$/, '');
  const known = new Set(other.map(plain));
  return new Set(one.filter((part) => part.key !== '' && !known.has(plain(part))));
}
