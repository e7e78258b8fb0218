/** Go's syntax for patterns, as far as V8's means the same: what else a pattern holds makes it one that only Go's engine reads. */

/** Sequences, of which one has to match. */
export type Alternatives = readonly (readonly Node[])[];

export type Node =
  /** One character out of a set. */
  | CharacterSet
  /** Something of no length, such as `\b`. Without `js` V8 has no such thing. */
  | { readonly kind: 'edge'; readonly js: string | undefined }
  | { readonly kind: 'group'; readonly alternatives: Alternatives; readonly isCapture: boolean }
  | {
      readonly kind: 'repeat';
      readonly node: Node;
      readonly min: number;
      readonly max: number;
      readonly isLazy: boolean;
    };

export interface CharacterSet {
  readonly kind: 'set';
  /** For V8, with the flag `u`; `undefined` for a set that is not read. */
  readonly js: string | undefined;
  /** How many printable ASCII characters it has, and 1 for any other. */
  readonly size: number;
}

export interface ParsedPattern {
  readonly alternatives: Alternatives;
  readonly ignoresCase: boolean;
  /** Names of the capturing groups, the first of which is number 1. */
  readonly groupNames: readonly (string | undefined)[];
}

/** Parses a pattern that Go accepts; `undefined` where it holds something that is not read here. */
export function parsePattern(pattern: string, dotAll: boolean): ParsedPattern | undefined {
  const [flags = '', letters = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const parser = new Parser(pattern.slice(flags.length), {
    isMultiLine: letters.includes('m'),
    any: dotAll || letters.includes('s') ? '[^]' : String.raw`[^\n]`,
  });
  try {
    const alternatives = parser.alternatives();
    return { alternatives, ignoresCase: letters.includes('i'), groupNames: parser.groupNames };
  } catch (error) {
    if (error === unread) return undefined;
    throw error;
  }
}

const unread = new Error('not read here');

class Parser {
  readonly groupNames: (string | undefined)[] = [];
  readonly #source: string;
  readonly #modes: { readonly isMultiLine: boolean; readonly any: string };
  #at = 0;

  constructor(source: string, modes: { readonly isMultiLine: boolean; readonly any: string }) {
    this.#source = source;
    this.#modes = modes;
  }

  /** Up to the end, or to the bracket that closes the group. */
  alternatives(isInGroup = false): Alternatives {
    const list: Node[][] = [[]];
    while (this.#at < this.#source.length) {
      const next = this.#source[this.#at]!;
      if (next === ')' && isInGroup) break;
      if (next === '|') {
        this.#at++;
        list.push([]);
      } else list.at(-1)!.push(this.#quantified(this.#atom()));
    }
    return list;
  }

  #quantified(node: Node): Node {
    const [text = '', star, least, comma, most] = this.#match(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y) ?? [];
    if (text === '') return node;
    const min = star === undefined ? Number(least) : star === '+' ? 1 : 0;
    const max = star === undefined ? maxOf(min, comma, most) : star === '?' ? 1 : Infinity;
    return { kind: 'repeat', node, min, max, isLazy: text.length > 1 && text.endsWith('?') };
  }

  #atom(): Node {
    const start = this.#at;
    const character = String.fromCodePoint(this.#source.codePointAt(start)!);
    this.#at += character.length;
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      case '.':
        return { kind: 'set', js: this.#modes.any, size: printable };
      case '^':
      case '$':
        return { kind: 'edge', js: this.#modes.isMultiLine ? undefined : character };
      case ')':
      case '*':
      case '+':
      case '?':
        throw unread;
      default:
        return literal(character);
    }
  }

  #group(): Node {
    const [, form, name] = this.#match(/\?(?:(:)|P?<(\w+)>)/y) ?? [];
    if (form === undefined && name === undefined && this.#source[this.#at] === '?') throw unread;
    if (form === undefined) this.groupNames.push(name);
    const alternatives = this.alternatives(true);
    if (this.#source[this.#at++] !== ')') throw unread;
    return { kind: 'group', alternatives, isCapture: form === undefined };
  }

  #escape(): Node {
    const [name = ''] = this.#match(/./suy) ?? [];
    if (name === 'b' || name === 'B') return { kind: 'edge', js: `\\${name}` };
    const perl = perlClasses[name.toLowerCase()];
    if (perl !== undefined) return setOf(perl, name !== name.toLowerCase());
    return literal(escaped(name));
  }

  #class(): Node {
    const isNegated = this.#match(/\^/y) !== undefined;
    const ranges: Range[] = [];
    let isRead = true;
    for (let first = true; first || this.#source[this.#at] !== ']'; first = false) {
      if (this.#at >= this.#source.length) throw unread;
      if (this.#match(/\[:\^?\w+:\]|\\[DWSpP](?:\{\^?\w+\})?/y) !== undefined) isRead = false;
      else ranges.push(...this.#range());
    }
    this.#at++;
    return isRead ? setOf(ranges, isNegated) : { kind: 'set', js: undefined, size: printable };
  }

  #range(): readonly Range[] {
    const [, perl] = this.#match(/\\([dws])/y) ?? [];
    if (perl !== undefined) return perlClasses[perl]!;
    const from = this.#member();
    if (this.#match(/-(?!\])/y) === undefined) return [[from, from]];
    return [[from, this.#member()]];
  }

  #member(): number {
    const [, name, character] = this.#match(/\\(.)|(.)/suy) ?? [];
    return (name === undefined ? character! : escaped(name)).codePointAt(0)!;
  }

  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (found === null || found[0] === '') return undefined;
    this.#at += found[0].length;
    return found;
  }
}

function maxOf(min: number, comma: string | undefined, most: string | undefined): number {
  if (comma === undefined) return min;
  return most === '' || most === undefined ? Infinity : Number(most);
}

/** First and last code point. */
type Range = readonly [number, number];

const perlClasses: Readonly<Record<string, readonly Range[]>> = {
  d: [[0x30, 0x39]],
  w: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x5f, 0x5f],
    [0x61, 0x7a],
  ],
  s: [
    [0x09, 0x0a],
    [0x0c, 0x0d],
    [0x20, 0x20],
  ],
};

const controls: Readonly<Record<string, string>> = {
  a: '\u0007',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The character that an escape stands for; letters and digits are something else. */
function escaped(name: string): string {
  const control = controls[name];
  if (control !== undefined) return control;
  if (name === '' || /[a-zA-Z0-9]/.test(name)) throw unread;
  return name;
}

const printable = 95;

function literal(character: string): CharacterSet {
  return { kind: 'set', js: codePoint(character.codePointAt(0)!), size: 1 };
}

function setOf(ranges: readonly Range[], isNegated: boolean): CharacterSet {
  const js = ranges.map(([from, to]) => `${codePoint(from)}-${codePoint(to)}`).join('');
  const size = ranges.reduce((sum, [from, to]) => sum + Math.min(to - from + 1, printable), 0);
  return {
    kind: 'set',
    js: `[${isNegated ? '^' : ''}${js}]`,
    size: Math.max(1, isNegated ? printable - size : Math.min(size, printable)),
  };
}

function codePoint(code: number): string {
  const character = String.fromCodePoint(code);
  return /\w/.test(character) ? character : `\\u{${code.toString(16)}}`;
}
