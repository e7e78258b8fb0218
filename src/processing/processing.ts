import type { ProcessingConfig, ProcessingProblem } from './config.ts';
import type { ContainerProcessing } from './container-processing.ts';
import { plainConfigOf } from './plain-config.ts';
import type { EnvironmentOutcome, RuleEngine } from './rule-engine.ts';
import { createSelector, type Selector } from './selection/selection.ts';

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
  /** Whether nothing has to be awaited any more. */
  readonly isLoaded: boolean;
  /** Loads the engine for rules, once. */
  load(): Promise<void>;
}

/** Annotations that are remembered; with more of them all are read anew. */
const maxAnnotations = 1_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a function does to logs, ready to be asked, or everything that is wrong with its environment, patterns included: then it must
 * not start. Loads the engine for rules only if the environment has some.
 */
export async function createProcessing(
  environment: Environment,
): Promise<
  | { readonly kind: 'processing'; readonly processing: Processing }
  | { readonly kind: 'problems'; readonly problems: readonly ProcessingProblem[] }
> {
  let engine: RuleEngine | undefined;
  const load = async (): Promise<RuleEngine> =>
    (engine ??= await (await import('./rule-engine.ts')).loadRuleEngine());
  const outcome = plainOutcome(environment) ?? (await load()).readEnvironment(environment);
  if (outcome.kind === 'problems') return outcome;
  const { config, lists, filters } = outcome;
  const plain = engine?.containerOf(config, lists, undefined) ?? plainContainer(config);
  const known = new Map<string, ContainerProcessing>();

  return {
    kind: 'processing',
    processing: {
      escapedSeparator: config.separator === 'newline' ? String.raw`\n` : String.raw`\\n`,
      select: createSelector(filters),
      mayHold: config.onBadMask === 'hold',
      foldsRetries: config.foldsRetries,
      containerWith(annotation) {
        if (annotation === undefined || !isAboutProcessing(annotation)) return plain;
        const found = known.get(annotation);
        if (found !== undefined || engine === undefined) return found;
        if (known.size >= maxAnnotations) known.clear();
        const container = engine.containerOf(config, lists, annotation);
        known.set(annotation, container);
        return container;
      },
      get isLoaded() {
        return engine !== undefined;
      },
      async load() {
        await load();
      },
    },
  };
}

function plainOutcome(
  environment: Environment,
): Extract<EnvironmentOutcome, { readonly kind: 'rules' }> | undefined {
  const config = plainConfigOf(environment);
  return config && { kind: 'rules', config, lists: [], filters: [] };
}

function plainContainer({ autoMultiLine }: ProcessingConfig): ContainerProcessing {
  const join = { detects: autoMultiLine, rule: undefined };
  return { join, lists: [], rules: undefined, problems: [], tags: [], heldBy: undefined };
}

/** Whether an annotation may say anything about rules or joining; nearly all are about sources and tags only. */
function isAboutProcessing(annotation: string): boolean {
  return /log_processing_rules|auto_multi_line_detection/i.test(annotation);
}
