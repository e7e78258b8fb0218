import { forwarderRules } from './rules/forwarder-rules.ts';
import { parseRulesJson } from './rules/parse-rules.ts';
import type { Rule } from './rules/rule.ts';
import type { SelectionConfig } from './selection/selection.ts';
import { processingVariables as variables } from './variables.ts';

export interface ProcessingConfig {
  readonly autoMultiLine: boolean;
  readonly separator: 'newline' | 'literal';
  readonly selection: SelectionConfig;
  /** Those of `DD_LOGS_CONFIG_PROCESSING_RULES`, then those of the Forwarder's variables. */
  readonly rules: readonly Rule[];
  readonly onBadMask: 'send' | 'hold';
}

export interface ProcessingProblem {
  readonly variable: string;
  /** A whole sentence: what is wrong, and what is allowed. */
  readonly sentence: string;
}

export type ProcessingConfigOutcome =
  | { readonly kind: 'config'; readonly config: ProcessingConfig }
  | { readonly kind: 'problems'; readonly problems: readonly ProcessingProblem[] };

type Environment = Readonly<Record<string, string | undefined>>;

const rulesVariable = variables.DD_LOGS_CONFIG_PROCESSING_RULES.name;

/**
 * Reads what processing is to do. Patterns are not compiled here, since only `createProcessing` has the engine; it reports what is
 * wrong with them in the same way.
 */
export function processingConfigOf(environment: Environment): ProcessingConfigOutcome {
  const problems: ProcessingProblem[] = [];
  const text = (name: string): string => environment[name]?.trim() ?? '';
  const oneOf = <T extends string>(
    { name, fallback }: { name: string; fallback: string },
    words: readonly T[],
  ): T => {
    const value = (text(name) || fallback).toLowerCase();
    const found = words.find((word) => word === value);
    if (found === undefined)
      problems.push({ variable: name, sentence: `${name} must be ${words.join(' or ')}.` });
    return found ?? words[0]!;
  };
  const agent = parseRulesJson(text(rulesVariable), rulesVariable);
  const forwarder = forwarderRules(environment);
  problems.push(...agent.problems.map(({ sentence }) => ({ variable: rulesVariable, sentence })));
  problems.push(...agent.rules.filter(({ type }) => type === 'multi_line').map(misplacedRule));
  problems.push(...forwarder.problems.map(({ rule, sentence }) => ({ variable: rule, sentence })));
  const config: ProcessingConfig = {
    autoMultiLine: oneOf(variables.DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION, ['true', 'false']) === 'true',
    separator: oneOf(variables.DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR, ['newline', 'literal']),
    selection: {
      exclude: text('DD_CONTAINER_EXCLUDE') || text('DD_AC_EXCLUDE'),
      include: text('DD_CONTAINER_INCLUDE') || text('DD_AC_INCLUDE'),
      excludeLogs: text('DD_CONTAINER_EXCLUDE_LOGS'),
      includeLogs: text('DD_CONTAINER_INCLUDE_LOGS'),
    },
    rules: [...agent.rules, ...forwarder.rules],
    onBadMask: oneOf(variables.ON_BAD_MASK, ['send', 'hold']),
  };
  return problems.length === 0 ? { kind: 'config', config } : { kind: 'problems', problems };
}

/** The Agent ignores a global one with a warning that nobody reads. */
function misplacedRule({ name }: Rule): ProcessingProblem {
  const sentence = `Rule "${name}" of ${rulesVariable} is a multi_line rule, which only a pod's annotation may have: programs differ in how their events begin.`;
  return { variable: rulesVariable, sentence };
}
