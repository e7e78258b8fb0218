import { libraryMask } from '../library/library.ts';
import type { Pattern, PatternEngine } from '../pattern/engine.ts';
import { parseTemplate } from '../pattern/template.ts';
import type { Mask } from './mask.ts';
import type { Rule, RuleProblem } from './rule.ts';

/** A rule that can be applied to a log. */
export type CompiledRule =
  | {
      readonly type: 'exclude_at_match' | 'include_at_match';
      readonly name: string;
      readonly pattern: Pattern;
    }
  | { readonly type: 'mask_sequences'; readonly name: string; readonly mask: Mask }
  | {
      readonly type: 'sample_at_match';
      readonly name: string;
      readonly pattern: Pattern;
      readonly sampleRate: number;
    }
  | { readonly type: 'exclude_truncated'; readonly name: string };

export interface CompiledRules {
  /** In the order in which they apply. */
  readonly rules: readonly CompiledRule[];
  /** The last `multi_line` rule of the list, as in the Agent. */
  readonly multiLine: { readonly name: string; readonly pattern: Pattern } | undefined;
  readonly problems: readonly RuleProblem[];
}

export const noCompiledRules: CompiledRules = { rules: [], multiLine: undefined, problems: [] };

/** Compiles the patterns; a rule whose pattern Go would refuse becomes one more problem. `place` is that of `parseRules`, where a sentence has to name it. */
export function compileRules(
  parsed: { readonly rules: readonly Rule[]; readonly problems?: readonly RuleProblem[] },
  engine: PatternEngine,
  place?: string,
): CompiledRules {
  const rules: CompiledRule[] = [];
  const problems = [...(parsed.problems ?? [])];
  let multiLine: CompiledRules['multiLine'];
  for (const rule of parsed.rules) {
    const compiled = compileRule(rule, engine);
    if ('problem' in compiled) {
      const where = place === undefined ? '' : ` of ${place}`;
      const sentence = `The pattern of rule "${rule.name}"${where} ${compiled.problem}.`;
      problems.push({ rule: rule.name, isMask: rule.type === 'mask_sequences', sentence });
    } else if (compiled.type === 'multi_line') multiLine = compiled;
    else rules.push(compiled);
  }
  return { rules, multiLine, problems };
}

type MultiLine = { readonly type: 'multi_line'; readonly name: string; readonly pattern: Pattern };

function compileRule(
  rule: Rule,
  engine: PatternEngine,
): CompiledRule | MultiLine | { readonly problem: string } {
  if (rule.type === 'exclude_truncated') return rule;
  const { type, name } = rule;
  const source = 'library' in rule ? libraryMask(rule.library).pattern : rule.pattern;
  // In the Agent a joined log has no newlines, so `.` runs over all its lines. A start is looked for in one line, at its beginning.
  const isStart = type === 'multi_line';
  const pattern = engine.compile(source, { dotAll: !isStart, anchored: isStart });
  if ('problem' in pattern) return pattern;
  if (type === 'mask_sequences') return { type, name, mask: maskOf(rule, pattern) };
  if (type === 'sample_at_match') return { type, name, pattern, sampleRate: rule.sampleRate };
  return { type, name, pattern };
}

function maskOf(rule: Rule & { readonly type: 'mask_sequences' }, pattern: Pattern): Mask {
  const { name } = rule;
  if (!('library' in rule))
    return { name, pattern, template: parseTemplate(rule.placeholder), hint: undefined, validate: undefined };
  const { replacement, hint, validate } = libraryMask(rule.library);
  return { name, pattern, template: parseTemplate(rule.placeholder ?? replacement), hint, validate };
}
