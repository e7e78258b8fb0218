import type { Parsed } from '../parsed.ts';
import { statusAttributes } from '../reserved.ts';
import { datadogStatus } from '../status/datadog-status.ts';
import { statusOfLevelWord } from '../status/level-value.ts';

/** An attribute that means something else than Datadog takes it for: its key is changed. */
export interface AttributeRename {
  readonly from: string;
  readonly to: string;
}

/** What kubehose writes itself: renamed, it would come again with every pass. */
const written: ReadonlySet<string> = new Set([
  'message',
  'log',
  'timestamp',
  'original_timestamp',
  'stream',
  'logtag',
  'service',
  'ddsource',
  'ddtags',
  'kubernetes',
  'kubernetes_namespace',
]);

/** Reads `RENAME_ATTRIBUTES`: `status:http.status_code,host:http.host`. A dot in a name is a part of the key. */
export function parseAttributeRenames(text: string): Parsed<readonly AttributeRename[]> {
  const renames: AttributeRename[] = [];
  for (const item of text.split(',').map((part) => part.trim())) {
    if (item === '') continue;
    const [from = '', to = '', ...rest] = item.split(':').map((part) => part.trim());
    const problem = problemOf(item, from, to, rest) ?? clash(renames, from, to);
    if (problem !== undefined) return { because: problem };
    renames.push({ from, to });
  }
  return { value: renames };
}

/**
 * Whether an attribute with this value (parsed JSON) is renamed. A `status`, `severity` or `level` that is a level stays: it means
 * what Datadog takes it for, and kubehose adds such a `status` itself.
 */
export function isRenamed({ from }: AttributeRename, value: unknown): boolean {
  if (!statusAttributes.some((name) => name === from)) return true;
  if (typeof value === 'string' && statusOfLevelWord(value) !== undefined) return false;
  const isNumber = typeof value === 'number' || /^\d+$/.test(String(value));
  return !(isNumber && datadogStatus(value).isUnderstood);
}

function problemOf(item: string, from: string, to: string, rest: readonly string[]): string | undefined {
  if (from === '' || to === '' || rest.length > 0)
    return `${JSON.stringify(item)} has to be attribute:new_name.`;
  return written.has(from)
    ? `${JSON.stringify(from)} cannot be renamed: kubehose writes it itself.`
    : undefined;
}

function clash(renames: readonly AttributeRename[], from: string, to: string): string | undefined {
  if (renames.some((rename) => rename.from === from)) return `${JSON.stringify(from)} is renamed twice.`;
  if (renames.some((rename) => rename.to === to))
    return `Two attributes would be renamed to ${JSON.stringify(to)}.`;
  const isChain = from === to || renames.some((rename) => rename.from === to || rename.to === from);
  return isChain
    ? `${JSON.stringify(`${from}:${to}`)} names an attribute that is renamed and a new name at once.`
    : undefined;
}
