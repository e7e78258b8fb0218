import { problemOf, processingConfigOf, type ProcessingConfig, type ProcessingProblem } from './config.ts';
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
  /** Whether logs may have to be held back (`ON_BAD_MASK=hold`). */
  readonly mayHold: boolean;
  /** Whether a line that the runtime wrote twice, because Fluent Bit sent it twice, goes out once (`FOLD_RETRIES`). */
  readonly foldsRetries: boolean;
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

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a function does to logs, ready to be asked, or everything that is wrong with its environment, patterns included: then it must
 * not start. Loads the engine for patterns only if the environment has some.
 */
export async function createProcessing(
  environment: Environment,
): Promise<
  | { readonly kind: 'processing'; readonly processing: Processing }
  | { readonly kind: 'problems'; readonly problems: readonly ProcessingProblem[] }
> {
  const outcome = processingConfigOf(environment);
  if (outcome.kind === 'problems') return outcome;
  const { config } = outcome;
  let engine: PatternEngine | undefined;
  if (hasPatterns(config)) engine = await loadPatternEngine();
  const global = engine === undefined ? noCompiledRules : compileRules(config, engine);
  const { selector, problems: filterProblems } = createSelector(config.selection, engine);
  const problems = [
    ...global.problems.map(({ rule, sentence }) => problemOf(environment, variableOf(rule), sentence)),
    ...filterProblems.map(({ variable, sentence }) => problemOf(environment, variable, sentence)),
  ];
  if (problems.length > 0) return { kind: 'problems', problems };
  const globalLists = global.rules.length > 0 ? [global] : [];
  const plain = containerOf(config, globalLists, noCompiledRules, undefined);
  const known = new Map<string, ContainerProcessing>();

  return {
    kind: 'processing',
    processing: {
      escapedSeparator: config.separator === 'newline' ? String.raw`\n` : String.raw`\\n`,
      select: selector,
      mayHold: config.onBadMask === 'hold',
      foldsRetries: config.foldsRetries,
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
  };
}

function hasPatterns({ rules, selection }: ProcessingConfig): boolean {
  return rules.length > 0 || Object.values(selection).some((text) => text !== '');
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

/** The rules of the Forwarder's variables are named like them. */
function variableOf(rule: string): string {
  return /^(?:INCLUDE_AT_MATCH|EXCLUDE_AT_MATCH|DD_SCRUBBING_RULE)$/.test(rule)
    ? rule
    : 'DD_LOGS_CONFIG_PROCESSING_RULES';
}
