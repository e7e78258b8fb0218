import type { Finding } from '../stream/finding.ts';
import { isOn, matchesPods, pluginOf, valueOf, type Section } from './router-config.ts';
import { routerFinding } from './router-finding.ts';
import { sendsToFirehose, writesTime } from './router-outputs.ts';

/** The files of the ConfigMap as sections. */
export interface RouterSections {
  readonly filters: readonly Section[];
  readonly outputs: readonly Section[];
  readonly parsers: readonly Section[];
}

/** What makes Fluent Bit send logs without tags or without their time, or not start, by its filters and parsers. */
export function filterFindings(router: RouterSections): Finding[] {
  const parserFilters = router.filters.filter((filter) => pluginOf(filter) === 'parser');
  return [
    ...kubernetesFindings(router),
    ...router.parsers.flatMap(badParser),
    ...parserFilters.flatMap((filter) => undefinedParser(filter, router.parsers)),
    ...parserFilters.flatMap((filter) => droppedMap(filter, router.filters)),
    ...parserFilters.flatMap((filter) => lostText(filter, router)),
    ...router.filters.flatMap((filter) => lostTime(filter, router)),
  ];
}

function kubernetesFindings({ filters, outputs }: RouterSections): Finding[] {
  if (!outputs.some(sendsToFirehose)) return [];
  const found = filters.filter((filter) => pluginOf(filter) === 'kubernetes');
  if (found.length === 0) {
    const fix = 'add [FILTER] with Name kubernetes, Match kube.*, Merge_Log On, Buffer_Size 0';
    return [routerFinding('has no [FILTER] named kubernetes', 'noTags', fix)];
  }
  if (found.some(matchesPods)) return [];
  const what = `has a kubernetes filter with Match ${valueOf(found[0]!, 'match') ?? '(none)'}; the logs of pods have tags that begin with kube.`;
  return [routerFinding(what, 'noTags', 'set Match kube.*')];
}

function undefinedParser(filter: Section, parsers: readonly Section[]): Finding[] {
  for (const option of ['Key_Name', 'Parser'])
    if (valueOf(filter, option) === undefined)
      return [routerFinding(`has a parser filter without ${option}`, 'noStart', `add ${option}`)];
  const name = valueOf(filter, 'parser')!;
  if (parsers.some((parser) => valueOf(parser, 'name') === name)) return [];
  const what = `uses the parser ${name}, which parsers.conf does not define`;
  return [routerFinding(what, 'noStart', `add [PARSER] with Name ${name}, or correct the name`)];
}

const formats = ['regex', 'json', 'ltsv', 'logfmt'];

function badParser(parser: Section): Finding[] {
  const name = valueOf(parser, 'name') ?? '';
  const format = valueOf(parser, 'format')?.toLowerCase();
  if (format !== undefined && !formats.includes(format))
    return [
      routerFinding(
        `has the parser ${name} with Format ${format}`,
        'noStart',
        `use one of ${formats.join(', ')}`,
      ),
    ];
  if (format !== 'regex') return [];
  const regex = valueOf(parser, 'regex');
  if (regex === undefined)
    return [routerFinding(`has the parser ${name} without Regex`, 'noStart', 'add Regex')];
  if (closesGroups(regex)) return [];
  const what = `has the parser ${name}, whose Regex opens and closes brackets that do not match`;
  return [routerFinding(what, 'noStart', 'correct the Regex')];
}

/** Whether the parentheses of an expression match; those that are escaped, or in a class (`[(]`), are text. */
function closesGroups(regex: string): boolean {
  const groups = regex.replaceAll(/\\.|\[:\^?\w+:\]/g, '').replaceAll(/\[\^?\]?[^\]]*\]/g, '');
  let open = 0;
  for (const character of groups) {
    if (character === '(') open++;
    else if (character === ')' && --open < 0) return false;
  }
  // The name of a group that no `>` ends: `(?<log.*)`.
  return open === 0 && !/\(\?<(?![=!])[^>()]*[()]/.test(groups);
}

/** A parser filter keeps nothing but what it parsed, unless it is told to. */
function droppedMap(filter: Section, filters: readonly Section[]): Finding[] {
  const kubernetes = filters.findIndex((each) => pluginOf(each) === 'kubernetes');
  const isBehind = kubernetes >= 0 && filters.indexOf(filter) > kubernetes;
  if (!isBehind || isOn(filter, 'reserve_data') || !matchesPods(filter)) return [];
  const what = `has the parser filter ${valueOf(filter, 'parser') ?? ''} behind the kubernetes filter and without Reserve_Data, so that it drops the kubernetes map`;
  return [routerFinding(what, 'noTags', 'add Reserve_Data On, or put it before the kubernetes filter')];
}

/** Datadog and kubehose look for the text in two keys. */
function lostText(filter: Section, { parsers }: RouterSections): Finding[] {
  const name = valueOf(filter, 'parser');
  const parser = parsers.find((each) => valueOf(each, 'name') === name);
  if (parser === undefined || !takesPrefix(parser) || isOn(filter, 'preserve_key')) return [];
  if (/\(\?<(?:log|message)>/.test(valueOf(parser, 'regex')!)) return [];
  const what = `has the parser ${name}, whose Regex gives the text another name than log or message`;
  return [routerFinding(what, 'noText', 'call the group (?<log>')];
}

/** The parser that takes off the prefix of the container runtime takes the time with it. */
function lostTime(filter: Section, { parsers, outputs }: RouterSections): Finding[] {
  const name = valueOf(filter, pluginOf(filter) === 'kubernetes' ? 'merge_parser' : 'parser');
  const parser = parsers.find((each) => valueOf(each, 'name') === name);
  if (parser === undefined || !takesPrefix(parser) || isOn(parser, 'time_keep')) return [];
  const targets = outputs.filter(sendsToFirehose);
  if (targets.every(writesTime) || isOn(filter, 'preserve_key')) return [];
  const what = `has the parser ${name}, which takes the time off the line and does not keep it`;
  return [
    routerFinding(
      what,
      'noTime',
      `add Time_Keep On to [PARSER] ${name}; kubehose manifests --crio shows how`,
    ),
  ];
}

function takesPrefix(parser: Section): boolean {
  const regex = valueOf(parser, 'regex') ?? '';
  return valueOf(parser, 'time_key') !== undefined && regex.includes('(?<stream>');
}
