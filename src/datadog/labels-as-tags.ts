import { agentTags } from './agent-tags.ts';
import { globMatches } from './glob.ts';
import type { Parsed } from './parsed.ts';
import { reservedTagKeys } from './reserved.ts';
import { isTemplated, parseTagName, tagName, type TagNameTemplate } from './tag-name-template.ts';
import { tag } from './tags.ts';

interface TagRule {
  /** In lower case. */
  readonly pattern: string;
  /** The same as `replace_dots _` of the Go plugin leaves it. */
  readonly dotlessPattern: string;
  readonly names: readonly TagNameTemplate[];
}

/** Which labels, or which annotations, become which tags. */
export interface TagRules {
  readonly rules: readonly TagRule[];
}

export const noTagRules: TagRules = { rules: [] };

/** Tag names that a pod cannot give itself by naming a label so: reserved ones and those the Agent makes itself. */
const deniedNames: ReadonlySet<string> = new Set([...reservedTagKeys, ...agentTags.map((row) => row.tag)]);

/**
 * Parses the value of `DD_KUBERNETES_POD_LABELS_AS_TAGS` or `DD_KUBERNETES_POD_ANNOTATIONS_AS_TAGS`: a JSON object, label name or
 * glob to tag names (comma-separated, with `%%label%%`, `%%annotation%%`, `%%env%%`).
 * Source: datadog-agent `comp/core/tagger/k8s_metadata`.
 */
export function parseTagRules(json: string): Parsed<TagRules> {
  const value = parseJson(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      because:
        'It has to be a JSON object of names and tag names, such as {"team":"team","app.kubernetes.io/*":"%%label%%"}.',
    };
  }
  const rules = new Map<string, TagRule>();
  for (const [name, tagNames] of Object.entries(value)) {
    const problem = ruleProblem(name, tagNames);
    if (problem !== undefined) return { because: problem };
    const pattern = name.toLowerCase();
    const names = String(tagNames)
      .split(',')
      .map((part) => parseTagName(part.trim()));
    rules.set(pattern, { pattern, dotlessPattern: pattern.replaceAll('.', '_'), names });
  }
  return { value: { rules: [...rules.values()] } };
}

/** The clean tags that `rules` make of labels or annotations. Names are compared in lower case. */
export function tagsByRules(rules: TagRules, entries: ReadonlyMap<string, string>): readonly string[] {
  if (rules.rules.length === 0) return [];
  const isDotless = ![...entries.keys()].some((name) => name.includes('.'));
  const tags: string[] = [];
  for (const [name, value] of entries) {
    const lowerName = name.toLowerCase();
    for (const rule of rules.rules) {
      if (!applies(rule, lowerName, isDotless)) continue;
      tags.push(...rule.names.flatMap((template) => tagByTemplate(template, name, value)));
    }
  }
  return tags;
}

function applies(rule: TagRule, lowerName: string, isDotless: boolean): boolean {
  return matches(rule.pattern, lowerName) || (isDotless && matches(rule.dotlessPattern, lowerName));
}

/** As in the Agent, only a `*` makes a name a glob. */
function matches(pattern: string, lowerName: string): boolean {
  return pattern.includes('*') ? globMatches(pattern, lowerName) : pattern === lowerName;
}

function tagByTemplate(template: TagNameTemplate, name: string, value: string): readonly string[] {
  const key = tagName(template, name);
  if (key === '' || (isTemplated(template) && isDenied(key))) return [];
  return [tag(key, value)].filter((made) => made !== undefined);
}

/** Compares what a reader of `name:value` would take for the name. */
function isDenied(name: string): boolean {
  const [key = ''] = name.split(':', 1);
  return deniedNames.has(key.trim().toLowerCase());
}

function ruleProblem(name: string, tagNames: unknown): string | undefined {
  if (name === '') return 'A name in it is empty; give the label or annotation that becomes a tag.';
  if (typeof tagNames !== 'string' || tagNames.trim() === '') {
    return `The value of ${JSON.stringify(name)} has to be a tag name or several, separated by commas.`;
  }
  if (name.includes('*') && /[[\]{}\\]/.test(name)) {
    return `The glob ${JSON.stringify(name)} can hold * and ? only, no brackets, braces or backslashes.`;
  }
  return undefined;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
