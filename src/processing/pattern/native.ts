import { parsePattern, type Alternatives, type CharacterSet, type Node } from './syntax.ts';

/** What V8's own engine, which backtracks, can do for a pattern without ever taking more than linear time. */
export type Native =
  /** It finds what Go's would. `groupNames` are those of its groups, the first of which is number 1. */
  | {
      readonly kind: 'exact';
      readonly expression: RegExp;
      readonly groupNames: readonly (string | undefined)[];
    }
  /** It matches wherever the pattern does, and spares Go's engine most texts. */
  | { readonly kind: 'hint'; readonly expression: RegExp }
  | { readonly kind: 'none' };

/**
 * A pattern without an endless repeat, and with few ways to match at one place, is V8's as it stands. Of another one, its most telling
 * part between two endless repeats has to be in every text that it matches.
 */
export function nativeOf(pattern: string, dotAll: boolean): Native {
  const parsed = parsePattern(pattern, dotAll);
  if (parsed === undefined) return { kind: 'none' };
  const { alternatives, ignoresCase, groupNames } = parsed;
  const flags = ignoresCase ? 'iu' : 'u';
  // V8 knows more letters as parts of a word once case does not count.
  const whole = whollyOf(alternatives, ignoresCase);
  if (whole !== undefined && whole.minLength > 0)
    return { kind: 'exact', expression: new RegExp(whole.js, `${flags}g`), groupNames };
  const hint = hintOf(alternatives, ignoresCase);
  return hint === undefined || hint.bits < minBits
    ? { kind: 'none' }
    : { kind: 'hint', expression: new RegExp(hint.js, flags) };
}

/** About that of one letter. */
const minBits = 6;

/** Most characters that may be looked at from one place on: those of a match, times the ways in which it may match. */
const maxWork = 1_280;
/** The same for a part of a hint, which only has to be quick. */
const maxHintWork = 128;
const maxHintAlternatives = 16;

/** A part that V8 reads as Go does. */
interface Whole {
  readonly js: string;
  readonly ways: number;
  readonly minLength: number;
  readonly maxLength: number;
  readonly hasCapture: boolean;
}

const nothing: Whole = { js: '', ways: 1, minLength: 0, maxLength: 0, hasCapture: false };

function whollyOf(alternatives: Alternatives, ignoresCase: boolean): Whole | undefined {
  let all: Whole | undefined;
  for (const nodes of alternatives) {
    let one: Whole | undefined = nothing;
    for (const node of nodes) one = one && follow(one, wholeOf(node, ignoresCase));
    if (one === undefined) return undefined;
    all = all === undefined ? one : either(all, one);
  }
  return all;
}

function wholeOf(node: Node, ignoresCase: boolean): Whole | undefined {
  switch (node.kind) {
    case 'set':
      return node.js === undefined ? undefined : { ...nothing, js: node.js, minLength: 1, maxLength: 1 };
    case 'edge':
      return node.js === undefined || (ignoresCase && node.js.startsWith('\\'))
        ? undefined
        : { ...nothing, js: node.js };
    case 'group': {
      const inside = whollyOf(node.alternatives, ignoresCase);
      const open = node.isCapture ? '(' : '(?:';
      return (
        inside && {
          ...inside,
          js: `${open}${inside.js})`,
          hasCapture: node.isCapture || inside.hasCapture,
        }
      );
    }
    case 'repeat':
      return repeated(node, wholeOf(node.node, ignoresCase));
  }
}

/** An empty turn and the groups of a turn are not the same in both engines. */
function repeated(
  { min, max, isLazy }: Node & { readonly kind: 'repeat' },
  once: Whole | undefined,
): Whole | undefined {
  if (once === undefined || once.minLength === 0 || (once.hasCapture && max > 1)) return undefined;
  let ways = 0;
  for (let turns = min; turns <= max && ways <= maxWork; turns++) ways += once.ways ** turns;
  return withinBounds({
    js: `${once.js}{${min},${max}}${isLazy ? '?' : ''}`,
    ways,
    minLength: once.minLength * min,
    maxLength: once.maxLength * max,
    hasCapture: once.hasCapture,
  });
}

function follow(one: Whole, other: Whole | undefined): Whole | undefined {
  return (
    other &&
    withinBounds({
      js: one.js + other.js,
      ways: one.ways * other.ways,
      minLength: one.minLength + other.minLength,
      maxLength: one.maxLength + other.maxLength,
      hasCapture: one.hasCapture || other.hasCapture,
    })
  );
}

function either(one: Whole, other: Whole): Whole | undefined {
  return withinBounds({
    js: `${one.js}|${other.js}`,
    ways: one.ways + other.ways,
    minLength: Math.min(one.minLength, other.minLength),
    maxLength: Math.max(one.maxLength, other.maxLength),
    hasCapture: one.hasCapture || other.hasCapture,
  });
}

function withinBounds(whole: Whole): Whole | undefined {
  return workOf(whole) <= maxWork ? whole : undefined;
}

function workOf({ ways, maxLength }: Whole): number {
  return ways * maxLength;
}

interface Hint {
  readonly js: string;
  /** How telling it is: the binary logarithm of how rare it is in a text of random characters. */
  readonly bits: number;
}

/** Every alternative needs one. */
function hintOf(alternatives: Alternatives, ignoresCase: boolean): Hint | undefined {
  const hints = alternatives.map((nodes) => new Runs(ignoresCase).best(nodes));
  if (hints.some((hint) => hint === undefined) || hints.length > maxHintAlternatives) return undefined;
  return {
    js: `(?:${hints.map((hint) => hint!.js).join('|')})`,
    bits: Math.min(...hints.map((hint) => hint!.bits)),
  };
}

/** Parts of a sequence that stand together wherever it matches. */
class Runs {
  readonly #ignoresCase: boolean;
  #best: Hint | undefined;
  #run = nothing;
  #bits = 0;

  constructor(ignoresCase: boolean) {
    this.#ignoresCase = ignoresCase;
  }

  best(nodes: readonly Node[]): Hint | undefined {
    for (const node of nodes) this.#add(node);
    this.#end();
    return this.#best;
  }

  #add(node: Node): void {
    const whole = wholeOf(node, this.#ignoresCase);
    if (whole !== undefined && workOf(whole) <= maxHintWork) return this.#append(whole, bitsOf(node));
    if (node.kind === 'set' || node.kind === 'edge') return this.#end();
    if (node.kind === 'group') return this.#consider(hintOf(node.alternatives, this.#ignoresCase));
    if (node.min === 0) return this.#end();
    if (node.node.kind !== 'set') return this.#consider(hintOf([[node.node]], this.#ignoresCase));
    // Its first characters stand behind what was before it, its last one before what comes.
    const once = wholeOf(node.node, this.#ignoresCase);
    if (once !== undefined) this.#append(once, bitsOf(node.node));
    this.#end();
    if (once !== undefined) this.#append(once, bitsOf(node.node));
  }

  #append(whole: Whole, bits: number): void {
    const longer = follow(this.#run, whole);
    if (longer === undefined || workOf(longer) > maxHintWork) this.#end();
    this.#run = follow(this.#run, whole) ?? nothing;
    this.#bits += bits;
  }

  #end(): void {
    this.#consider({ js: this.#run.js, bits: this.#bits });
  }

  /** Ends the run, too: what is considered by itself stands between. */
  #consider(hint: Hint | undefined): void {
    for (const each of [{ js: this.#run.js, bits: this.#bits }, hint])
      if (each !== undefined && each.js !== '' && each.bits > (this.#best?.bits ?? 0)) this.#best = each;
    this.#run = nothing;
    this.#bits = 0;
  }
}

function bitsOf(node: Node): number {
  switch (node.kind) {
    case 'set':
      return bitsOfSet(node);
    case 'edge':
      return 0;
    case 'group':
      return Math.min(
        ...node.alternatives.map((nodes) => nodes.reduce((sum, each) => sum + bitsOf(each), 0)),
      );
    case 'repeat':
      return bitsOf(node.node) * node.min;
  }
}

function bitsOfSet({ size }: CharacterSet): number {
  return Math.log2(96 / size);
}
