import type { ProcessingConfig } from './config.ts';

/** Variables that hold rules or filters, old names included. */
const ruleVariables = [
  'DD_LOGS_CONFIG_PROCESSING_RULES',
  'DD_CONTAINER_EXCLUDE',
  'DD_CONTAINER_INCLUDE',
  'DD_CONTAINER_EXCLUDE_LOGS',
  'DD_CONTAINER_INCLUDE_LOGS',
  'DD_AC_EXCLUDE',
  'DD_AC_INCLUDE',
  'INCLUDE_AT_MATCH',
  'EXCLUDE_AT_MATCH',
  'REDACT_IP',
  'REDACT_EMAIL',
  'DD_SCRUBBING_RULE',
];

/**
 * The configuration of an environment without rules and filters: it needs nothing of what reads those, so that a cold start does not
 * load it. `undefined` where there is more to read, or something wrong.
 */
export function plainConfigOf(
  environment: Readonly<Record<string, string | undefined>>,
): ProcessingConfig | undefined {
  const text = (name: string): string => environment[name]?.trim() ?? '';
  if (ruleVariables.some((name) => text(name) !== '')) return undefined;
  const autoMultiLine = wordOf(text('DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION'), ['true', 'false']);
  const separator = wordOf(text('DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR'), ['newline', 'literal']);
  const onBadMask = wordOf(text('ON_BAD_MASK'), ['send', 'hold']);
  const foldsRetries = wordOf(text('FOLD_RETRIES'), ['false', 'true']);
  if (autoMultiLine === undefined || separator === undefined) return undefined;
  if (onBadMask === undefined || foldsRetries === undefined) return undefined;
  return {
    autoMultiLine: autoMultiLine === 'true',
    separator,
    selection: { exclude: '', include: '', excludeLogs: '', includeLogs: '' },
    rules: [],
    onBadMask,
    foldsRetries: foldsRetries === 'true',
  };
}

/** The first word where nothing is given. */
function wordOf<Word extends string>(text: string, words: readonly [Word, ...Word[]]): Word | undefined {
  return text === '' ? words[0] : words.find((word) => word === text.toLowerCase());
}
