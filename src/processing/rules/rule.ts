import type { LibraryName } from '../library/library.ts';

/** One of the `log_processing_rules`, read but not compiled. */
export type Rule =
  | {
      readonly type: 'exclude_at_match' | 'include_at_match' | 'multi_line';
      readonly name: string;
      readonly pattern: string;
    }
  | {
      readonly type: 'mask_sequences';
      readonly name: string;
      readonly pattern: string;
      readonly placeholder: string;
    }
  | {
      readonly type: 'mask_sequences';
      readonly name: string;
      readonly library: LibraryName;
      /** `undefined`: the library’s own. */
      readonly placeholder: string | undefined;
    }
  | {
      readonly type: 'sample_at_match';
      readonly name: string;
      readonly pattern: string;
      readonly sampleRate: number;
    }
  | { readonly type: 'exclude_truncated'; readonly name: string };

/** A rule that cannot be used, and why. */
export interface RuleProblem {
  /** The rule's name, or its number in the list (`rule 3`). */
  readonly rule: string;
  /** Whether something that should be masked is not: `ON_BAD_MASK` decides. */
  readonly isMask: boolean;
  /** A whole sentence: the rule, its place, what is wrong. */
  readonly sentence: string;
}

export interface ParsedRules {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
}

export const noRules: ParsedRules = { rules: [], problems: [] };
