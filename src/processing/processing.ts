import { processingConfigOf, type ProcessingConfig, type ProcessingProblem } from './config.ts';
import type { JoinSettings } from './join/joinable-line.ts';
import { loadPatternEngine, type PatternEngine } from './pattern/engine.ts';
import { compileRules, noCompiledRules, type CompiledRules } from './rules/compile-rules.ts';
import { annotationPlace, hasRules, readLogsAnnotation } from './rules/logs-annotation.ts';
import type { RuleProblem } from './rules/rule.ts';
import { startRule } from './rules/start-rule.ts';
import { createSelector, type Selector } from './selection/selection.ts';

/** How the logs of one container are processed. The same object for all containers with the same annotation. */
export interface ContainerProcessing {
  readonly join: JoinSettings;
  /** For `applyRules`: the global list, then the annotation's. Empty where there is no rule. */
  readonly lists: readonly CompiledRules[];
  /** What is wrong with the annotation's rules; those rules are left out. */
  readonly problems: readonly RuleProblem[];
  /** A tag per problem: `kubehose_rule_error:<rule>`. */
  readonly tags: readonly string[];
  /** The rule for which the logs have to be held back (`ON_BAD_MASK=hold`). */
  readonly heldBy: string | undefined;
}

export interface Processing {
  /** Two characters of JSON, or three: what stands between joined lines in an escaped text. */
  readonly escapedSeparator: string;
  readonly select: Selector;
  /**
   * How a container with this annotation (`logsAnnotationOf`) is processed; `undefined` where its rules need the engine, which is not
   * loaded yet: await `load` and ask again.
   */
  containerWith(annotation: string | undefined): ContainerProcessing | undefined;
  /** Loads the engine for patterns, once. */
  load(): Promise<void>;
}

/** Annotations that are remembered; with more of them all are read anew. */
const maxAnnotations = 1_000;

/**
 * What a function does to logs, ready to be asked. Loads the engine only if the configuration has patterns. `problems` are whole
 * sentences about patterns of the configuration; with any of them the function must not start.
 */
export async function createProcessing(
  config: ProcessingConfig,
): Promise<{ readonly processing: Processing; readonly problems: readonly ProcessingProblem[] }> {
  let engine: PatternEngine | undefined;
  const { selection, rules } = config;
  const hasPatterns = rules.length > 0 || Object.values(selection).some((text) => text !== '');
  if (hasPatterns) engine = await loadPatternEngine();
  const variable = 'DD_LOGS_CONFIG_PROCESSING_RULES';
  const global =
    engine === undefined ? noCompiledRules : compileRules({ rules, problems: [] }, engine, 'the environment');
  const { selector, problems } = createSelector(selection, engine);
  const globalLists = global.rules.length > 0 ? [global] : [];
  const plain = containerOf(config, globalLists, noCompiledRules, undefined);
  const known = new Map<string, ContainerProcessing>();

  return {
    processing: {
      escapedSeparator: config.separator === 'newline' ? String.raw`\n` : String.raw`\\n`,
      select: selector,
      containerWith(annotation) {
        if (annotation === undefined) return plain;
        const found = known.get(annotation);
        if (found !== undefined) return found;
        if (engine === undefined && hasRules(annotation)) return undefined;
        if (known.size >= maxAnnotations) known.clear();
        const container = readContainer(config, globalLists, annotation, engine);
        known.set(annotation, container);
        return container;
      },
      async load() {
        engine ??= await loadPatternEngine();
      },
    },
    problems: [
      ...global.problems.map(({ rule, sentence }) => ({
        variable: isVariable(rule) ? rule : variable,
        sentence,
      })),
      ...problems.map((sentence) => ({ variable: 'DD_CONTAINER_EXCLUDE', sentence })),
    ],
  };
}

/** Everything that is wrong with an environment, patterns included; empty for one that a function starts with. */
export async function processingProblems(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly ProcessingProblem[]> {
  const outcome = processingConfigOf(environment);
  return outcome.kind === 'problems' ? outcome.problems : (await createProcessing(outcome.config)).problems;
}

function readContainer(
  config: ProcessingConfig,
  globalLists: readonly CompiledRules[],
  annotation: string,
  engine: PatternEngine | undefined,
): ContainerProcessing {
  const { rules, autoMultiLine } = readLogsAnnotation(annotation);
  const own =
    engine === undefined
      ? { ...noCompiledRules, problems: rules.problems }
      : compileRules(rules, engine, annotationPlace);
  return containerOf(config, globalLists, own, autoMultiLine);
}

function containerOf(
  config: ProcessingConfig,
  globalLists: readonly CompiledRules[],
  own: CompiledRules,
  autoMultiLine: boolean | undefined,
): ContainerProcessing {
  const { multiLine, problems } = own;
  const badMask = problems.find(({ isMask }) => isMask);
  return {
    join: {
      detects: autoMultiLine ?? config.autoMultiLine,
      rule: multiLine === undefined ? undefined : startRule(multiLine),
    },
    lists: own.rules.length > 0 ? [...globalLists, own] : globalLists,
    problems,
    tags: problems.map(({ rule }) => `kubehose_rule_error:${rule}`),
    heldBy: config.onBadMask === 'hold' ? badMask?.rule : undefined,
  };
}

function isVariable(name: string): boolean {
  return /^(?:INCLUDE_AT_MATCH|EXCLUDE_AT_MATCH|REDACT_IP|REDACT_EMAIL|DD_SCRUBBING_RULE)$/.test(name);
}
