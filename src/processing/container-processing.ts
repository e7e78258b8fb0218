import type { JoinSettings } from './join/joinable-line.ts';
import type { CompiledRules } from './rules/compile-rules.ts';
import type { LogRules } from './rules/log-rules.ts';
import type { RuleProblem } from './rules/rule.ts';

/** How the logs of one container are processed. The same object for all containers with the same annotation. */
export interface ContainerProcessing {
  readonly join: JoinSettings;
  /** For `applyRules`: the global list, then the annotation's. Empty where there is no rule. */
  readonly lists: readonly CompiledRules[];
  /** The same, ready to be applied; `undefined` where there is no rule. */
  readonly rules: LogRules | undefined;
  /** What is wrong with the annotation's rules; those rules are left out. */
  readonly problems: readonly RuleProblem[];
  /** A tag per problem: `kubehose_rule_error:<rule>`. */
  readonly tags: readonly string[];
  /** The rule for which the logs have to be held back (`ON_BAD_MASK=hold`). */
  readonly heldBy: string | undefined;
}
