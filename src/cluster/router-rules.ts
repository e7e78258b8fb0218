import type { Finding } from '../stream/finding.ts';
import { unknownOptions } from './plugin-options.ts';
import { pluginOf, sectionsOf, valueOf, type Section } from './router-config.ts';
import { routerFinding } from './router-finding.ts';

/** Most characters that the ConfigMap may hold. Source: Amazon EKS user guide, `fargate-logging`, for all rules here. */
export const maxConfigMapCharacters = 5_300;

const keys = ['filters.conf', 'output.conf', 'parsers.conf', 'flb_log_cw'];
const sections: Readonly<Record<string, string>> = {
  'filters.conf': 'FILTER',
  'output.conf': 'OUTPUT',
  'parsers.conf': 'PARSER',
};
const filters = 'grep parser record_modifier rewrite_tag throttle nest modify kubernetes'.split(' ');
const outputs = 'es firehose kinesis_firehose cloudwatch cloudwatch_logs kinesis'.split(' ');
const ownedByEks = new Set(['kube_url', 'kube_ca_file', 'kube_token_file', 'kube_token_command']);

/** What EKS refuses, and what Fluent Bit does not start with, wherever it stands. */
export function ruleFindings(data: Readonly<Record<string, unknown>>): Finding[] {
  const characters = Object.entries(data).flat().join('').length;
  const unknownKeys = Object.keys(data).filter((key) => !keys.includes(key));
  return [
    ...(characters > maxConfigMapCharacters
      ? [invalid(`has ${characters} characters, and EKS takes ${maxConfigMapCharacters}`, 'shorten it')]
      : []),
    ...unknownKeys.map((key) =>
      invalid(`has the key ${JSON.stringify(key)}, which EKS refuses`, `use only ${keys.join(', ')}`),
    ),
    ...Object.entries(sections).flatMap(([key, kind]) => fileFindings(key, kind, textOf(data[key]))),
  ];
}

/** A file of the ConfigMap, empty where it is missing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fileFindings(key: string, kind: string, text: string): Finding[] {
  const uncommented = text.replaceAll(/^[ \t]*#.*$/gm, '');
  const variable = /\$\{/.test(uncommented)
    ? [invalid(`uses an environment variable in ${key}`, 'write the value itself; EKS refuses ${…}')]
    : [];
  return [...variable, ...sectionsOf(text).flatMap((section) => sectionFindings(section, key, kind))];
}

function sectionFindings(section: Section, key: string, kind: string): Finding[] {
  if (section.kind.toUpperCase() !== kind) {
    const what = `has a section [${section.kind}] in ${key}`;
    return [invalid(what, `only [${kind}] may be there; EKS owns the others`)];
  }
  const missing = ['Name', kind === 'PARSER' ? 'Format' : 'Match'].filter(
    (name) => valueOf(section, name) === undefined,
  );
  return [
    ...missing.map((option) => invalid(`has a [${kind}] without ${option}`, `add ${option}`)),
    ...indentationFindings(section),
    ...(kind === 'PARSER' ? [] : pluginFindings(section, kind)),
  ];
}

function indentationFindings({ kind, options }: Section): Finding[] {
  const first = options[0]?.indentation ?? ' ';
  const wrong = options.find(({ indentation }) => indentation !== first || indentation === '');
  if (wrong === undefined) return [];
  const what = `has a [${kind}] whose lines are not indented alike (${wrong.name})`;
  return [routerFinding(what, 'noStart', 'indent all lines of a section by the same number of blanks')];
}

function pluginFindings(section: Section, kind: string): Finding[] {
  const plugin = pluginOf(section);
  const allowed = kind === 'OUTPUT' ? outputs : filters;
  const article = kind === 'OUTPUT' ? 'an' : 'a';
  if (plugin !== '' && !allowed.includes(plugin)) {
    const what = `has ${article} [${kind}] named ${plugin}, which EKS refuses`;
    return [invalid(what, `allowed: ${allowed.join(', ')}`)];
  }
  const owned = plugin === 'kubernetes' ? section.options.filter(({ name }) => ownedByEks.has(name)) : [];
  return [
    ...owned.map(({ name }) =>
      invalid(`sets ${name} of the kubernetes filter, which EKS sets itself`, `remove ${name}`),
    ),
    ...unknownOptions(section).map((name) => unknownOption(name, plugin)),
  ];
}

function unknownOption(name: string, plugin: string): Finding {
  const what = `has the option ${name}, which ${plugin} does not know`;
  if (plugin !== 'firehose') return routerFinding(what, 'noStart', optionFix(name));
  return routerFinding(what, 'ignored', `remove ${name}, or correct its spelling`);
}

function optionFix(name: string): string {
  const isGoOnly = name === 'data_keys' || name === 'replace_dots';
  return isGoOnly
    ? `remove ${name}: only the plugin firehose has it`
    : `remove ${name}, or correct its spelling`;
}

function invalid(what: string, fix: string): Finding {
  return routerFinding(what, 'invalid', fix);
}
