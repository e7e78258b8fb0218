import { loadPatternEngine } from '../../../src/processing/pattern/engine.ts';
import { applyRules, type RuleInput, type RuleOutcome } from '../../../src/processing/rules/apply-rules.ts';
import { compileRules, type CompiledRules } from '../../../src/processing/rules/compile-rules.ts';
import { parseRules } from '../../../src/processing/rules/parse-rules.ts';

export const engine = await loadPatternEngine();

/** Rules as a person writes them, compiled; fails on a rule with a problem. */
export function compiled(...rules: readonly Record<string, unknown>[]): CompiledRules {
  const named = rules.map((rule, index) => Object.assign({ name: `r${index}` }, rule));
  const result = compileRules(parseRules(named, 'the test'), engine, 'the test');
  if (result.problems.length > 0) throw new Error(result.problems.map(({ sentence }) => sentence).join('\n'));
  return result;
}

export function mask(pattern: string, placeholder: string): Record<string, unknown> {
  return { type: 'mask_sequences', pattern, replace_placeholder: placeholder };
}

export function exclude(pattern: string): Record<string, unknown> {
  return { type: 'exclude_at_match', pattern };
}

export function include(pattern: string): Record<string, unknown> {
  return { type: 'include_at_match', pattern };
}

export function outcomeOf(
  lists: readonly CompiledRules[],
  text: string,
  more: Partial<RuleInput> = {},
): RuleOutcome {
  return applyRules(lists, { text, container: 'c', time: 't', isTruncated: false, ...more });
}

/** What a log became: its text, or `undefined` where it was dropped. */
export function textAfter(lists: readonly CompiledRules[], text: string): string | undefined {
  const outcome = outcomeOf(lists, text);
  return outcome.kind === 'kept' ? (outcome.text ?? text) : undefined;
}
