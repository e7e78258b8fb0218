import type { ParsedRules, Rule, RuleProblem } from './rule.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Patterns and replacements of the Forwarder's two switches. Source: datadog-serverless-functions `aws/logs_monitoring/settings.py`. */
const switches: readonly {
  readonly variable: string;
  readonly pattern: string;
  readonly placeholder: string;
}[] = [
  {
    variable: 'REDACT_IP',
    pattern: String.raw`\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}`,
    placeholder: 'xxx.xxx.xxx.xxx',
  },
  {
    variable: 'REDACT_EMAIL',
    pattern: String.raw`[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+`,
    placeholder: 'xxxxx@xxxxx.com',
  },
];

/**
 * The variables of the Datadog Forwarder as rules, each named like its variable, in the Forwarder's order: filters, then masks. Its
 * patterns are Python's; what Python and Go spell differently is translated.
 */
export function forwarderRules(environment: Environment): ParsedRules {
  const rules: Rule[] = [];
  const problems: RuleProblem[] = [];
  const value = (name: string): string => environment[name]?.trim() ?? '';
  for (const [variable, type] of [
    ['INCLUDE_AT_MATCH', 'include_at_match'],
    ['EXCLUDE_AT_MATCH', 'exclude_at_match'],
  ] as const) {
    if (value(variable) !== '') rules.push({ type, name: variable, pattern: toGoPattern(value(variable)) });
  }
  for (const { variable, pattern, placeholder } of switches) {
    const given = value(variable).toLowerCase();
    if (given === 'true') rules.push({ type: 'mask_sequences', name: variable, pattern, placeholder });
    else if (given !== '' && given !== 'false')
      problems.push({ rule: variable, isMask: true, sentence: `${variable} must be true or false.` });
  }
  const scrubbed = value('DD_SCRUBBING_RULE');
  if (scrubbed !== '') {
    const placeholder = toGoTemplate(environment['DD_SCRUBBING_RULE_REPLACEMENT'] ?? 'xxxxx');
    const pattern = toGoPattern(scrubbed);
    rules.push({ type: 'mask_sequences', name: 'DD_SCRUBBING_RULE', pattern, placeholder });
  }
  return { rules, problems };
}

/** Python's `\uXXXX` and `\Z` in Go's spelling; other escapes stay as they are. */
function toGoPattern(pattern: string): string {
  return pattern.replaceAll(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (all, unit?: string, escaped?: string) => {
    if (unit !== undefined) return `\\x{${unit}}`;
    return escaped === 'Z' ? String.raw`\z` : all;
  });
}

/** Python's `\1` and `\g<name>` in Go's spelling. */
function toGoTemplate(replacement: string): string {
  return replacement
    .replaceAll('$', '$$$$')
    .replaceAll(/\\(?:(\d{1,2})|g<(\w+)>)/g, (_, number?: string, name?: string) => `\${${number ?? name!}}`);
}
