import type { Finding } from '../stream/finding.ts';
import { unknownOptions } from './plugin-options.ts';
import { pluginOf, sectionsOf, strayLineOf, valueOf, type Section } from './router-config.ts';
import { routerFinding } from './router-finding.ts';

/** Most characters that the ConfigMap may hold. Source: Amazon EKS user guide, `fargate-logging`, for all rules here. */
export const maxConfigMapCharacters = 5_300;

const keys = ['filters.conf', 'output.conf', 'parsers.conf', 'flb_log_cw'];
const sectionKinds: Readonly<Record<string, string>> = {
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
    ...noTexts(data),
    ...unknownKeys.map((key) =>
      invalid(`has the key ${JSON.stringify(key)}, which EKS refuses`, `use only ${keys.join(', ')}`),
    ),
    ...Object.entries(sectionKinds).flatMap(([key, kind]) => fileFindings(key, kind, textOf(data[key]))),
  ];
}

/** `flb_log_cw: true` without quotes is a boolean of YAML, and the values of a ConfigMap are texts. */
function noTexts(data: Readonly<Record<string, unknown>>): Finding[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (typeof value === 'string' || value === null) return [];
    const what = `has a value of ${key} that is no text: ${JSON.stringify(value)}`;
    return [routerFinding(what, 'notApplied', `write it in quotes, ${key}: "…"`)];
  });
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
  const strayLine = strayLineOf(text);
  const stray =
    strayLine === undefined
      ? []
      : [
          invalid(
            `has a line in ${key} that belongs to no section: ${strayLine}`,
            `put it under [${kind}], or remove it`,
          ),
        ];
  const sections = sectionsOf(text);
  return [
    ...variable,
    ...stray,
    ...sections.flatMap((section) => sectionFindings(section, key, kind)),
    ...unlikeIndentation(sections, key),
  ];
}

/** In a file all headings are indented alike, all other lines likewise, and these more than the headings. */
function unlikeIndentation(sections: readonly Section[], key: string): Finding[] {
  // Within a section it is a finding of its own.
  if (sections.some((section) => indentationFindings(section).length > 0)) return [];
  const headings = new Set(sections.map(({ indentation }) => indentation));
  const lines = new Set(sections.flatMap(({ options }) => options.map(({ indentation }) => indentation)));
  const [heading = ''] = headings;
  if (headings.size <= 1 && lines.size <= 1 && [...lines].every((line) => line.length > heading.length))
    return [];
  const what = `has sections in ${key} that are not indented alike`;
  const fix = 'indent all headings of the file alike, and all other lines alike and more than the headings';
  return [invalid(what, fix)];
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
