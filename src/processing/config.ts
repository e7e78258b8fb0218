import { forwarderRules } from './rules/forwarder-rules.ts';
import { parseRulesJson } from './rules/parse-rules.ts';
import type { Rule } from './rules/rule.ts';
import type { SelectionConfig } from './selection/filters.ts';
import { processingVariables as variables } from './variables.ts';

export interface ProcessingConfig {
  readonly autoMultiLine: boolean;
  readonly separator: 'newline' | 'literal';
  readonly selection: SelectionConfig;
  /** Those of `DD_LOGS_CONFIG_PROCESSING_RULES`, then those of the Forwarder's variables. */
  readonly rules: readonly Rule[];
  readonly onBadMask: 'send' | 'hold';
  readonly foldsRetries: boolean;
}

/** One thing that is wrong with one variable; of the shape of `SettingProblem`, so that `ConfigError` can list it. */
export interface ProcessingProblem {
  readonly name: string;
  readonly value: string | undefined;
  readonly allowed: string;
  /** A sentence: which rule or filter it is, and what is wrong with it. */
  readonly because?: string;
}

export type ProcessingConfigOutcome =
  | { readonly kind: 'config'; readonly config: ProcessingConfig }
  | { readonly kind: 'problems'; readonly problems: readonly ProcessingProblem[] };

type Environment = Readonly<Record<string, string | undefined>>;
type VariableName = keyof typeof variables;

const rulesVariable = variables.DD_LOGS_CONFIG_PROCESSING_RULES.name;

/**
 * Reads what processing is to do. Patterns are not compiled here, since only `createProcessing` has the engine; it reports what is
 * wrong with them in the same way.
 */
export function processingConfigOf(environment: Environment): ProcessingConfigOutcome {
  const problems: ProcessingProblem[] = [];
  const text = (name: string): string => environment[name]?.trim() ?? '';
  const oneOf = <T extends string>(name: VariableName, words: readonly T[]): T => {
    const value = text(name) || variables[name].fallback;
    const found = words.find((word) => word === value.toLowerCase());
    if (found === undefined) problems.push(problemOf(environment, name));
    return found ?? words[0]!;
  };
  const agent = parseRulesJson(text(rulesVariable), rulesVariable);
  const forwarder = forwarderRules(environment);
  const misplaced = agent.rules.filter(({ type }) => type === 'multi_line').map(misplacedRule);
  for (const because of [...agent.problems.map(({ sentence }) => sentence), ...misplaced])
    problems.push(problemOf(environment, rulesVariable, because));
  for (const { rule } of forwarder.problems) problems.push(problemOf(environment, rule));
  const config: ProcessingConfig = {
    autoMultiLine: oneOf('DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION', ['true', 'false']) === 'true',
    separator: oneOf('DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR', ['newline', 'literal']),
    selection: {
      exclude: text('DD_CONTAINER_EXCLUDE') || text('DD_AC_EXCLUDE'),
      include: text('DD_CONTAINER_INCLUDE') || text('DD_AC_INCLUDE'),
      excludeLogs: text('DD_CONTAINER_EXCLUDE_LOGS'),
      includeLogs: text('DD_CONTAINER_INCLUDE_LOGS'),
    },
    rules: [...agent.rules, ...forwarder.rules],
    onBadMask: oneOf('ON_BAD_MASK', ['send', 'hold']),
    foldsRetries: oneOf('FOLD_RETRIES', ['true', 'false']) === 'true',
  };
  return problems.length === 0 ? { kind: 'config', config } : { kind: 'problems', problems };
}

/** What is wrong with a variable, with the words of its row. */
export function problemOf(environment: Environment, name: string, because?: string): ProcessingProblem {
  const value = environment[name];
  const allowed = isVariable(name) ? variables[name].allowed : variables[rulesVariable].allowed;
  return because === undefined ? { name, value, allowed } : { name, value, allowed, because };
}

function isVariable(name: string): name is VariableName {
  return Object.hasOwn(variables, name);
}

/** The Agent ignores a global one with a warning that nobody reads. */
function misplacedRule({ name }: Rule): string {
  return `Rule "${name}" is a multi_line rule, which only a pod's annotation may have: programs differ in how their events begin.`;
}
