import { CountedText } from './counted-text.ts';
import { nativeOf, type Native } from './native.ts';
import { expand, type Template } from './template.ts';
import type { Work } from './work.ts';

/** A compiled pattern in Go's syntax. All methods take time linear in the text. */
export interface Pattern {
  readonly source: string;
  /** Whether it matches anywhere in `text`. */
  test(text: string): boolean;
  /**
   * Its matches in order, as Go's `FindAll` gives them; `each` says how to go on. `isExhausted` where that ended early or did not begin,
   * because going on would take more than linear time, or more than is left of `work`.
   */
  findAll(text: string, each: (match: Match) => GoOn, work: Work): { readonly isExhausted: boolean };
}

/** Behind the match; one character behind its start, because it was none after all; or not at all. */
export type GoOn = 'next' | 'retry' | 'stop';

/** One match, only until the next. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** The replacement that `template` makes of it. */
  expand(template: Template): string;
}

/** A pattern that cannot be used, in a phrase that goes on "the pattern …". */
export interface PatternProblem {
  readonly problem: string;
}

export interface PatternEngine {
  /** `dotAll`: `.` matches a newline too. `anchored`: the pattern has to match at the start of the text. */
  compile(source: string, options?: { dotAll?: boolean; anchored?: boolean }): Pattern | PatternProblem;
}

/** Longest pattern, in characters. */
export const maxPatternLength = 16_384;

/** Largest compiled program: the time for a text is, at worst, this times its length. */
export const maxProgramSize = 1_000;

/**
 * Loads the engine, a port of Go's regexp (`re2js`). Only who has a rule pays for it: the import is a chunk of its own. Source of the
 * semantics: Go, packages regexp and regexp/syntax.
 */
export async function loadPatternEngine(): Promise<PatternEngine> {
  const { RE2JS, MatcherInput } = await import('re2js');
  interface Parts {
    readonly source: string;
    readonly size: number;
    readonly compiled: ReturnType<typeof RE2JS.compile>;
    readonly hint: RegExp | undefined;
  }

  function compile(
    source: string,
    { dotAll = false, anchored = false }: { dotAll?: boolean; anchored?: boolean } = {},
  ): Pattern | PatternProblem {
    if (source === '') return { problem: 'is empty' };
    if (source.length > maxPatternLength)
      return { problem: `has ${source.length} characters; at most ${maxPatternLength} are allowed` };
    try {
      const anchoredSource = `${anchored ? '^' : ''}${source}`;
      const compiled = RE2JS.compile(`${dotAll ? '(?s)' : ''}${anchoredSource}`);
      const size = compiled.programSize();
      if (size > maxProgramSize)
        return {
          problem: `is too large (${size} steps, at most ${maxProgramSize}): use smaller repeat counts`,
        };
      const native = nativeOf(anchoredSource, dotAll);
      return native.kind === 'exact'
        ? nativePattern(source, native)
        : patternOf({ source, size, compiled, hint: native.kind === 'hint' ? native.expression : undefined });
    } catch (error) {
      return { problem: `is not one that Go's regexp accepts: ${reasonOf(error)}` };
    }
  }

  function patternOf({ source, size, compiled, hint }: Parts): Pattern {
    return {
      source,
      test: (text) => (hint === undefined || hint.test(text)) && compiled.test(text),
      findAll(text, each, work) {
        if (!work.take(size * text.length)) return { isExhausted: true };
        let matcher = compiled.matcher(text);
        let counted: CountedText | undefined;
        let lastEnd = -1;
        let found = matcher.find();
        for (let matches = 0; found; matches++) {
          const match = matchOf(matcher);
          const { start } = match;
          // As in Go, an empty match right behind another match is none.
          const goOn = match.end > lastEnd ? each(match) : 'next';
          if (goOn === 'stop') break;
          if (goOn === 'next') lastEnd = match.end;
          if (matches === uncountedMatches) {
            counted = new CountedText(text);
            matcher = compiled.matcher(MatcherInput.utf16(counted));
            matcher.find(start);
          }
          if (counted?.isExhausted === true) return { isExhausted: true };
          if (goOn === 'next') found = matcher.find();
          else found = start < text.length && matcher.find(start + 1);
        }
        return { isExhausted: false };
      },
    };
  }

  return { compile };
}

/** A pattern that V8 matches as Go does. */
function nativePattern(source: string, { expression, groupNames }: Native & { kind: 'exact' }): Pattern {
  return {
    source,
    test(text) {
      expression.lastIndex = 0;
      return expression.test(text);
    },
    findAll(text, each) {
      let at = 0;
      for (;;) {
        expression.lastIndex = at;
        const found = expression.exec(text);
        if (found === null) break;
        const { index: start } = found;
        const end = start + found[0].length;
        const goOn = each({ start, end, expand: (template) => expandNative(template, found, groupNames) });
        if (goOn === 'stop') break;
        at = goOn === 'next' ? end : start + String.fromCodePoint(text.codePointAt(start)!).length;
      }
      return { isExhausted: false };
    },
  };
}

function expandNative(
  template: Template,
  found: RegExpExecArray,
  groupNames: readonly (string | undefined)[],
): string {
  return expand(template, (name) =>
    /^\d+$/.test(name) ? found[Number(name)] : found[groupNames.indexOf(name) + 1 || found.length],
  );
}

/** Matches in a text before the work is counted. */
const uncountedMatches = 8;

function matchOf(matcher: {
  start(group?: number): number;
  end(group?: number): number;
  group(group: number | string): string | null;
  groupCount(): number;
  namedGroups: Record<string, number>;
}): Match {
  return {
    start: matcher.start(),
    end: matcher.end(),
    expand: (template) =>
      expand(template, (name) => {
        const index = /^\d+$/.test(name) ? Number(name) : ownNumber(matcher.namedGroups, name);
        return index === undefined || index > matcher.groupCount()
          ? undefined
          : (matcher.group(index) ?? undefined);
      }),
  };
}

function ownNumber(groups: Record<string, number>, name: string): number | undefined {
  return Object.hasOwn(groups, name) ? groups[name] : undefined;
}

/** What re2js says, without its first words and without the whole pattern. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace('error parsing regexp: ', '').slice(0, 200);
}
