/**
 * Finds text that is in everything a pattern matches, so that a native search spares most logs the engine. It reads only what it knows
 * for sure: where a pattern holds anything else, it may find less, never too much.
 */

export interface RequiredText {
  readonly text: string;
  readonly ignoresCase: boolean;
}

/** Shorter ones are in nearly every log. */
const minLength = 3;

/** The longest required text of a pattern in Go's syntax; `undefined` where there is none worth a search. */
export function requiredText(pattern: string): RequiredText | undefined {
  const [flags = '', letters = ''] = /^\(\?([ism]+)\)/.exec(pattern) ?? [];
  const source = pattern.slice(flags.length);
  // Flags further in, quotes and code points: rare, and not worth the risk.
  if (/\(\?[a-zA-Z-]*[):](?<!\(\?:)|\\[QxpPC0-9]/.test(source)) return undefined;
  const found = new Runs(letters.includes('i')).longest(source);
  return found !== undefined && found.length >= minLength
    ? { text: found, ignoresCase: letters.includes('i') }
    : undefined;
}

/** A test that is true wherever `required` is. */
export function hintOf({ text, ignoresCase }: RequiredText): (log: string) => boolean {
  if (!ignoresCase) return (log) => log.includes(text);
  const expression = new RegExp(text.replaceAll(/[^\w]/g, String.raw`\$&`), 'i');
  return (log) => expression.test(log);
}

class Runs {
  readonly #ignoresCase: boolean;

  constructor(ignoresCase: boolean) {
    this.#ignoresCase = ignoresCase;
  }

  /** The longest run of characters that a sequence must match; `undefined` for alternatives. */
  longest(source: string): string | undefined {
    let best = '';
    let run = '';
    const end = (): void => {
      if (run.length > best.length) best = run;
      run = '';
    };
    for (let at = 0; at < source.length;) {
      const character = source[at]!;
      if (character === '|') return undefined;
      const atom = atomAt(source, at);
      if (atom === undefined) return undefined;
      const quantifier = /^(?:[*+?]|\{[^}]*\})\??/.exec(source.slice(atom.end))?.[0] ?? '';
      const mayBeAbsent = /^(?:[*?]|\{0|\{,)/.test(quantifier);
      if (atom.literal !== undefined && this.#isPlain(atom.literal) && quantifier === '') {
        run += atom.literal;
      } else {
        end();
        if (atom.inside !== undefined && !mayBeAbsent) {
          run = this.longest(atom.inside) ?? '';
          end();
        }
      }
      at = atom.end + quantifier.length;
    }
    end();
    return best;
  }

  /** Without case, `k` and `s` have a third form in Go. */
  #isPlain(character: string): boolean {
    return /^[\x20-\x7e]$/.test(character) && !(this.#ignoresCase && /[ks]/i.test(character));
  }
}

interface Atom {
  readonly end: number;
  readonly literal?: string;
  /** Of a group. */
  readonly inside?: string;
}

function atomAt(source: string, at: number): Atom | undefined {
  const character = source[at]!;
  if (character === '\\') {
    const next = source[at + 1] ?? '';
    return /^[^a-zA-Z0-9]$/.test(next) ? { end: at + 2, literal: next } : { end: at + 2 };
  }
  if (character === '[') {
    const end = endOfClass(source, at);
    return end === undefined ? undefined : { end };
  }
  if (character === '(') {
    const end = endOfGroup(source, at);
    const start = /^\((?:\?(?::|P?<\w+>))?/.exec(source.slice(at))![0].length + at;
    return end === undefined ? undefined : { end, inside: source.slice(start, end - 1) };
  }
  return /[.^$*+?{}\])]/.test(character) ? { end: at + 1 } : { end: at + 1, literal: character };
}

/** Behind the bracket that closes a class; one that is its first member does not. */
function endOfClass(source: string, at: number): number | undefined {
  let next = source[at + 1] === '^' ? at + 2 : at + 1;
  if (source[next] === ']') next++;
  while (next < source.length && source[next] !== ']') {
    if (source[next] === '\\') next += 2;
    else if (source.startsWith('[:', next) && source.includes(':]', next))
      next = source.indexOf(':]', next) + 2;
    else next++;
  }
  return next < source.length ? next + 1 : undefined;
}

function endOfGroup(source: string, at: number): number | undefined {
  for (let next = at + 1; next < source.length;) {
    if (source[next] === ')') return next + 1;
    const end =
      source[next] === '\\'
        ? next + 2
        : source[next] === '['
          ? endOfClass(source, next)
          : source[next] === '('
            ? endOfGroup(source, next)
            : next + 1;
    if (end === undefined) return undefined;
    next = end;
  }
  return undefined;
}
