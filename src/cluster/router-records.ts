import type { Finding } from '../stream/finding.ts';
import {
  isOn,
  matchesPods,
  mayBecome,
  pluginOf,
  podTags,
  valueOf,
  valuesOf,
  type Section,
} from './router-config.ts';
import { routerFinding } from './router-finding.ts';

/** Where Fluent Bit puts the text of a line, with and without a parser of its own. */
const textKeys = ['log', 'message'];

/** What filters take out of the records of pods, or do where the pod is not known yet, in the order in which they run. */
export function recordFindings(filters: readonly Section[], outputs: readonly Section[]): Finding[] {
  const ofPods = filters.filter(matchesPods);
  const kubernetes = ofPods.findIndex((filter) => pluginOf(filter) === 'kubernetes');
  if (kubernetes < 0) return ofPods.flatMap(lostText);
  const behind = ofPods.slice(kubernetes + 1);
  const lift = behind.findIndex(liftsMap);
  return [
    ...ofPods.slice(0, kubernetes).flatMap((filter) => grepTooEarly(filter).concat(retagTooEarly(filter))),
    ...unknownPod(ofPods[kubernetes]!),
    ...(lift < 0 ? behind : behind.slice(0, lift)).flatMap(lostMap),
    ...ofPods.flatMap(lostText),
    ...filters.flatMap((filter) => unsentTag(filter, outputs)),
  ];
}

/** `nest` may put the fields of the map beside the text: kubehose finds them there. */
function liftsMap(filter: Section): boolean {
  return pluginOf(filter) === 'nest' && /^lift$/i.test(valueOf(filter, 'operation') ?? '');
}

function unknownPod(filter: Section): Finding[] {
  const prefix = valueOf(filter, 'kube_tag_prefix');
  if (prefix !== undefined && prefix !== podTags.prefix) {
    const what = `has a kubernetes filter with Kube_Tag_Prefix ${prefix}, which is not what the tags of pods begin with`;
    return [routerFinding(what, 'noTags', `remove it, or set Kube_Tag_Prefix ${podTags.prefix}`)];
  }
  if (!isOn(filter, 'dummy_meta')) return [];
  return [routerFinding('has a kubernetes filter with Dummy_Meta On', 'noTags', 'remove Dummy_Meta')];
}

function lostMap(filter: Section): Finding[] {
  const by =
    removerOf(filter, 'kubernetes') ?? nesting(filter, 'kubernetes') ?? renaming(filter, 'kubernetes');
  if (by === undefined) return [];
  const what = `has a filter ${pluginOf(filter)} behind the kubernetes filter whose ${by} takes the kubernetes map away`;
  return [
    routerFinding(
      what,
      'noTags',
      `remove ${by}; KUBERNETES_ATTRIBUTES=drop leaves the map out behind the tags`,
    ),
  ];
}

function lostText(filter: Section): Finding[] {
  const by = textKeys.map(
    (key) => removerOf(filter, key) ?? nesting(filter, key) ?? renaming(filter, key, textKeys),
  );
  const first = by.find((each) => each !== undefined);
  if (first === undefined) return [];
  // An allowlist has to hold one of the two.
  if (isAllowlist(first) && by.includes(undefined)) return [];
  const what = `has a filter ${pluginOf(filter)} whose ${first} takes the text of lines away that are no JSON`;
  return [routerFinding(what, 'noText', `remove ${first}`)];
}

/** The option by which a filter takes a key out of its records. */
function removerOf(filter: Section, key: string): string | undefined {
  if (pluginOf(filter) === 'modify') {
    // What happens to some records only is meant.
    if (valueOf(filter, 'condition') !== undefined) return undefined;
    const found = filter.options.find(
      ({ name, value }) =>
        (name === 'remove' && value === key) ||
        (name === 'remove_wildcard' && value !== '' && key.startsWith(value)) ||
        (name === 'remove_regex' && matchesWhole(value, key)),
    );
    return found && `${found.name} ${found.value}`;
  }
  if (pluginOf(filter) !== 'record_modifier') return undefined;
  if (valuesOf(filter, 'remove_key').includes(key)) return `remove_key ${key}`;
  const allowed = [...valuesOf(filter, 'allowlist_key'), ...valuesOf(filter, 'whitelist_key')];
  return allowed.length > 0 && !allowed.includes(key) ? `allowlist_key ${allowed.join(', ')}` : undefined;
}

function isAllowlist(option: string): boolean {
  return option.startsWith('allowlist_key ');
}

/** Expressions that JavaScript does not know are not judged. */
function matchesWhole(expression: string, key: string): boolean {
  try {
    return new RegExp(expression).test(key);
  } catch {
    return false;
  }
}

/** The option that gives a key another name, none of `allowed`. */
function renaming(filter: Section, key: string, allowed: readonly string[] = []): string | undefined {
  if (pluginOf(filter) !== 'modify' || valueOf(filter, 'condition') !== undefined) return undefined;
  const found = filter.options.find(({ name, value }) => {
    const [from, to = ''] = value.split(' ');
    return /^(?:hard_)?rename$/.test(name) && from === key && !allowed.includes(to);
  });
  return found && `${found.name} ${found.value}`;
}

/** `nest` that puts a key under another one. */
function nesting(filter: Section, key: string): string | undefined {
  if (pluginOf(filter) !== 'nest' || !/^nest$/i.test(valueOf(filter, 'operation') ?? '')) return undefined;
  const wildcard = valuesOf(filter, 'wildcard').find((value) =>
    value.endsWith('*') ? key.startsWith(value.slice(0, -1)) : value === key,
  );
  return wildcard && `wildcard ${wildcard}`;
}

/** A grep for the pod, in front of the filter that finds out about the pod. */
function grepTooEarly(filter: Section): Finding[] {
  if (pluginOf(filter) !== 'grep') return [];
  return filter.options.flatMap(({ name, value }) => {
    if (!/^\$?kubernetes\b/.test(value)) return [];
    const what = `has a grep filter for ${value.split(' ')[0]} in front of the kubernetes filter, where no record has it`;
    const fix = 'put it behind the kubernetes filter';
    if (name === 'regex') return [routerFinding(what, 'nothing', fix)];
    return name === 'exclude' ? [routerFinding(what, 'ignored', fix)] : [];
  });
}

/** A record with a new tag goes through the filters from the first on, and the tag no longer tells the pod. */
function retagTooEarly(filter: Section): Finding[] {
  return newTags(filter)
    .filter(({ tag }) => !mayBecome(podTags.prefix, tag))
    .map(({ rule }) => {
      const what = `has a rewrite_tag filter in front of the kubernetes filter, whose rule ${rule} gives tags that do not tell the pod`;
      return routerFinding(what, 'noTags', 'put it behind the kubernetes filter');
    });
}

/** A tag that no output takes. */
function unsentTag(filter: Section, outputs: readonly Section[]): Finding[] {
  return newTags(filter)
    .filter(({ tag, keeps }) => !keeps && outputs.length > 0 && !outputs.some((output) => takes(output, tag)))
    .map(({ rule }) => {
      const what = `has a rewrite_tag filter whose rule ${rule} gives tags that no [OUTPUT] matches`;
      return routerFinding(
        what,
        'elsewhere',
        'add an [OUTPUT] that matches them, or let the rule keep the record (true)',
      );
    });
}

/** Whether an output may match tags that begin with `tag`. */
export function takes(output: Section, tag: string): boolean {
  const match = valueOf(output, 'match');
  return match === undefined || mayBecome(match.split('*')[0]!, tag);
}

interface NewTag {
  readonly rule: string;
  /** What the tag begins with, as far as the rule says it. */
  readonly tag: string;
  readonly keeps: boolean;
}

/** The tags that the rules of a `rewrite_tag` filter give: `Rule $key regex new_tag keep`. */
export function newTags(filter: Section): readonly NewTag[] {
  if (pluginOf(filter) !== 'rewrite_tag') return [];
  return valuesOf(filter, 'rule').flatMap((rule) => {
    const [, tag, keep] = /\s(\S+)\s+(\S+)$/.exec(rule) ?? [];
    if (tag === undefined) return [];
    return [{ rule, tag: tag.split('$')[0]!, keeps: /^(?:on|true|yes|1)$/i.test(keep!) }];
  });
}
