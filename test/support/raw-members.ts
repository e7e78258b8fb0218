/** One member of an object as it stands, its bytes as Latin-1. */
export interface RawMember {
  /** Escapes undone, but not UTF-8: keys of different bytes stay different. */
  readonly key: string;
  /** Key, colon and value. */
  readonly raw: string;
  readonly value: string;
}

const token = /\s*(?:("(?:[^"\\]|\\[^])*")|([{[])|([}\]])|([,:])|([^\s"{}[\],:]+))/uy;

/**
 * The members of a JSON object in order, duplicates included: read token by token, apart from the code under test. `undefined` for
 * what `JSON.parse` refuses or what is no object; bytes that are not UTF-8 do not count as wrong.
 */
export function rawMembers(bytes: Buffer): RawMember[] | undefined {
  const text = bytes.toString('latin1');
  if (!isObject(text)) return undefined;
  const members: RawMember[] = [];
  let depth = 0;
  let key: { readonly at: number; readonly literal: string } | undefined;
  let valueAt = -1;
  let valueEnd = -1;
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [whole, string, opens, closes, mark] = match;
    const start = match.index + whole.length - whole.trimStart().length;
    if (closes !== undefined) depth--;
    const isBetween = mark !== undefined || (closes !== undefined && depth === 0);
    if (depth === 1 && key === undefined && string !== undefined) key = { at: start, literal: string };
    else if (mark !== ':' && depth >= 1 && !isBetween && valueAt < 0) valueAt = start;
    if ((depth === 1 && mark === ',') || (depth === 0 && closes !== undefined)) {
      if (key !== undefined) {
        members.push({
          key: JSON.parse(key.literal) as string,
          raw: text.slice(key.at, valueEnd),
          value: text.slice(valueAt, valueEnd),
        });
      }
      key = undefined;
      valueAt = -1;
    }
    if (opens !== undefined) depth++;
    valueEnd = token.lastIndex;
  }
  return members;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
