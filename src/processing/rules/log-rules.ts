import { applyRules, type RuleInput, type RuleOutcome, type RuleRecorder } from './apply-rules.ts';
import type { CompiledRules } from './compile-rules.ts';

/** The rules for the logs of one container. */
export interface LogRules {
  apply(input: RuleInput, recorder?: RuleRecorder): RuleOutcome;
  /** Only the masks, for what stands beside the log. */
  mask(input: RuleInput, recorder?: RuleRecorder): RuleOutcome;
}

/** Rules of lists in order, the global one first; `undefined` where there is none. */
export function logRulesOf(lists: readonly CompiledRules[]): LogRules | undefined {
  if (lists.length === 0) return undefined;
  const masks = lists.map((list) => ({
    ...list,
    rules: list.rules.filter(({ type }) => type === 'mask_sequences'),
  }));
  return {
    apply: (input, recorder) => applyRules(lists, input, recorder),
    mask: (input, recorder) => applyRules(masks, input, recorder),
  };
}
