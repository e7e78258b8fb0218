import { problemOf, processingConfigOf, type ProcessingConfig, type ProcessingProblem } from './config.ts';
import { loadPatternEngine, type PatternEngine } from './pattern/engine.ts';
import type { ContainerProcessing } from './container-processing.ts';
import { compileRules, noCompiledRules, type CompiledRules } from './rules/compile-rules.ts';
import { logRulesOf } from './rules/log-rules.ts';
import { annotationPlace, readLogsAnnotation } from './rules/logs-annotation.ts';
import { startRule } from './rules/start-rule.ts';
import { readFilters, type FilterPair } from './selection/filters.ts';

/** All that rules and filters need; loaded only where there are some. */
export interface RuleEngine {
  readEnvironment(environment: Environment): EnvironmentOutcome;
  /** How a container with this annotation is processed, behind the rules of the function. */
  containerOf(
    config: ProcessingConfig,
    lists: readonly CompiledRules[],
    annotation: string | undefined,
  ): ContainerProcessing;
}

export type EnvironmentOutcome =
  | {
      readonly kind: 'rules';
      readonly config: ProcessingConfig;
      /** The global list, where it holds a rule. */
      readonly lists: readonly CompiledRules[];
      readonly filters: readonly FilterPair[];
    }
  | { readonly kind: 'problems'; readonly problems: readonly ProcessingProblem[] };

type Environment = Readonly<Record<string, string | undefined>>;

export async function loadRuleEngine(): Promise<RuleEngine> {
  const patterns = await loadPatternEngine();
  return {
    readEnvironment: (environment) => readEnvironment(environment, patterns),
    containerOf: (config, lists, annotation) => containerOf(config, lists, annotation, patterns),
  };
}

function readEnvironment(environment: Environment, patterns: PatternEngine): EnvironmentOutcome {
  const outcome = processingConfigOf(environment);
  if (outcome.kind === 'problems') return outcome;
  const { config } = outcome;
  const global = compileRules(config, patterns);
  const { pairs: filters, problems: filterProblems } = readFilters(config.selection, patterns);
  const problems = [
    ...global.problems.map(({ rule, sentence }) => problemOf(environment, variableOf(rule), sentence)),
    ...filterProblems.map(({ variable, sentence }) => problemOf(environment, variable, sentence)),
  ];
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'rules', config, lists: global.rules.length > 0 ? [global] : [], filters };
}

function containerOf(
  config: ProcessingConfig,
  globalLists: readonly CompiledRules[],
  annotation: string | undefined,
  patterns: PatternEngine,
): ContainerProcessing {
  const asked = annotation === undefined ? undefined : readLogsAnnotation(annotation);
  const own = asked === undefined ? noCompiledRules : compileRules(asked.rules, patterns, annotationPlace);
  const { multiLine, problems } = own;
  const badMask = problems.find(({ isMask }) => isMask);
  const lists = own.rules.length > 0 ? [...globalLists, own] : globalLists;
  return {
    join: {
      detects: asked?.autoMultiLine ?? config.autoMultiLine,
      rule: multiLine === undefined ? undefined : startRule(multiLine),
    },
    lists,
    rules: logRulesOf(lists),
    problems,
    tags: problems.map(({ rule }) => `kubehose_rule_error:${rule}`),
    heldBy: config.onBadMask === 'hold' ? badMask?.rule : undefined,
  };
}

/** The rules of the Forwarder's variables are named like them. */
function variableOf(rule: string): string {
  return /^(?:INCLUDE_AT_MATCH|EXCLUDE_AT_MATCH|DD_SCRUBBING_RULE)$/.test(rule)
    ? rule
    : 'DD_LOGS_CONFIG_PROCESSING_RULES';
}
