import { Work } from '../pattern/work.ts';
import type { CompiledRule, CompiledRules } from './compile-rules.ts';
import { maskLog } from './json-mask.ts';
import { mayMask } from './mask.ts';
import { isSampledIn } from './sample.ts';

/** What the rules look at. */
export interface RuleInput {
  /** The whole log, joined, without CRI prefix; of merged JSON the object. From `decodeText`. */
  readonly text: string;
  /** Container and time as text: what `sample_at_match` decides by, besides the text. */
  readonly container: string;
  readonly time: string;
  /** The log was cut for its length, or is a part of one. */
  readonly isTruncated: boolean;
}

export interface MaskCount {
  readonly rule: string;
  readonly matches: number;
  /** The mask would have made the text too long, or taken too much work: the text ends with `...TRUNCATED...`. */
  readonly isCut: boolean;
}

export type RuleOutcome =
  /** It goes on. `text` is what it became, or `undefined` where nothing was masked. */
  | { readonly kind: 'kept'; readonly text: string | undefined; readonly masked: readonly MaskCount[] }
  | { readonly kind: 'excluded'; readonly rule: string }
  | { readonly kind: 'sampled'; readonly rule: string };

/** What a rule did to a log, for `explain`; never its text. */
export interface RuleEvent {
  readonly rule: string;
  readonly type: CompiledRule['type'];
  readonly effect: 'excluded' | 'included' | 'masked' | 'sampled out' | 'sampled in';
  /** Of a mask. */
  readonly matches?: number;
}

export type RuleRecorder = (event: RuleEvent) => void;

const untouched: RuleOutcome = { kind: 'kept', text: undefined, masked: [] };

/**
 * Applies the lists in order, the global one first. Each rule sees the text as the ones before it left it; the first that drops the
 * log ends it. Source: datadog-agent `comp/logs-library/processor/processor.go`.
 */
export function applyRules(
  lists: readonly CompiledRules[],
  input: RuleInput,
  recorder?: RuleRecorder,
): RuleOutcome {
  let { text } = input;
  let masked: MaskCount[] | undefined;
  let work: Work | undefined;
  for (const { rules } of lists) {
    for (const rule of rules) {
      if (rule.type === 'mask_sequences') {
        if (!mayMask(rule.mask, text)) continue;
        work ??= new Work(text.length);
        const result = maskLog(rule.mask, text, work);
        if (result.matches === 0) continue;
        text = result.text;
        (masked ??= []).push({ rule: rule.name, matches: result.matches, isCut: result.isCut });
        recorder?.({ rule: rule.name, type: rule.type, effect: 'masked', matches: result.matches });
        continue;
      }
      const effect = effectOf(rule, text, input);
      if (effect === undefined) continue;
      recorder?.({ rule: rule.name, type: rule.type, effect });
      if (effect === 'excluded') return { kind: 'excluded', rule: rule.name };
      if (effect === 'sampled out') return { kind: 'sampled', rule: rule.name };
    }
  }
  return masked === undefined ? untouched : { kind: 'kept', text, masked };
}

/** What a filter does to the log; `undefined` where it does not concern it. */
function effectOf(
  rule: Exclude<CompiledRule, { readonly type: 'mask_sequences' }>,
  text: string,
  { container, time, isTruncated }: RuleInput,
): RuleEvent['effect'] | undefined {
  switch (rule.type) {
    case 'exclude_at_match':
      return rule.pattern.test(text) ? 'excluded' : undefined;
    case 'include_at_match':
      return rule.pattern.test(text) ? 'included' : 'excluded';
    case 'exclude_truncated':
      return isTruncated ? 'excluded' : undefined;
    case 'sample_at_match':
      if (!rule.pattern.test(text)) return undefined;
      return isSampledIn(rule.sampleRate, container, time, text) ? 'sampled in' : 'sampled out';
  }
}
