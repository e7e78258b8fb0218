import type { StartRule } from '../join/joinable-line.ts';
import type { Pattern } from '../pattern/engine.ts';
import { decodeText } from './text.ts';

/** A `multi_line` rule as the joiner asks it. */
export function startRule(rule: { readonly name: string; readonly pattern: Pattern }): StartRule {
  return {
    name: rule.name,
    isStart: (text, start, end) => rule.pattern.test(decodeText(text.subarray(start, end)).text),
  };
}
