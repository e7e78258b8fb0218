import { applyRules, type RuleInput, type RuleOutcome, type RuleRecorder } from './apply-rules.ts';
import type { CompiledRule, CompiledRules } from './compile-rules.ts';

/** The rules for the logs of one container. */
export interface LogRules {
  apply(input: RuleInput, recorder?: RuleRecorder): RuleOutcome;
  /** The same for a log that went through here before: what was kept as a sample is not sampled again. */
  applyAgain(input: RuleInput, recorder?: RuleRecorder): RuleOutcome;
  /** Only the masks, for what stands beside the log. */
  mask(input: RuleInput, recorder?: RuleRecorder): RuleOutcome;
}

/** Rules of lists in order, the global one first; `undefined` where there is none. */
export function logRulesOf(lists: readonly CompiledRules[]): LogRules | undefined {
  if (lists.length === 0) return undefined;
  const masks = only(lists, ({ type }) => type === 'mask_sequences');
  const withoutSamples = only(lists, ({ type }) => type !== 'sample_at_match');
  return {
    apply: (input, recorder) => applyRules(lists, input, recorder),
    applyAgain: (input, recorder) => applyRules(withoutSamples, input, recorder),
    mask: (input, recorder) => applyRules(masks, input, recorder),
  };
}

function only(
  lists: readonly CompiledRules[],
  isWanted: (rule: CompiledRule) => boolean,
): readonly CompiledRules[] {
  return lists.map((list) => ({ ...list, rules: list.rules.filter(isWanted) }));
}
