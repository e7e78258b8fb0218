import { truncatedMarker } from '../join/joined-log.ts';
import type { Match } from '../pattern/engine.ts';
import type { Work } from '../pattern/work.ts';
import { forEachMasked, maskText, maxMaskedLength, placeholderOf, type Mask, type Masked } from './mask.ts';

/**
 * Masks a log so that JSON stays JSON: in the text as it stands, and where the result would not parse, in each string by itself. A
 * number, or a string that only a match across several values reaches, then becomes the placeholder as a string.
 */
export function maskLog(mask: Mask, text: string, work: Work): Masked {
  const masked = maskText(mask, text, work);
  if (masked.matches === 0 || !isJsonObject(text) || isJsonObject(masked.text)) return masked;
  return maskValues(mask, text, work);
}

function maskValues(mask: Mask, text: string, work: Work): Masked {
  const reached = reachedBy(mask, text, work);
  const whole = literal(placeholderOf(mask));
  const parts: string[] = [];
  let copied = 0;
  let matches = 0;
  let isCut = false;
  for (const token of tokensOf(text)) {
    const inside = token.isString ? maskString(mask, text.slice(token.start, token.end), work) : undefined;
    const isReached = !token.isKey && reached(token.start, token.end);
    if (inside === undefined && !isReached) continue;
    matches += inside?.matches ?? 1;
    isCut ||= inside?.isCut ?? false;
    parts.push(text.slice(copied, token.start), inside?.text ?? whole);
    copied = token.end;
  }
  const masked = parts.join('') + text.slice(copied);
  if (masked.length <= Math.max(maxMaskedLength, text.length)) return { text: masked, matches, isCut };
  // Too long, and cutting it would break it: the object goes but for a remark.
  return { text: `{"message":"${truncatedMarker}"}`, matches, isCut: true };
}

/** A string literal with its content masked; `undefined` where the mask finds nothing in it. */
function maskString(mask: Mask, token: string, work: Work): Masked | undefined {
  const masked = maskText(mask, JSON.parse(token) as string, work);
  return masked.matches === 0 ? undefined : { ...masked, text: literal(masked.text) };
}

/** Whether a match in the text as it stands reaches into `[start, end)`; asked with growing positions. */
function reachedBy(mask: Mask, text: string, work: Work): (start: number, end: number) => boolean {
  const bounds: number[] = [];
  const reach = ({ start }: Match, end: number): boolean => {
    if (end > start && !isInEscape(text, start, end)) bounds.push(start, end);
    return true;
  };
  const isExhausted = forEachMasked(mask, text, reach, work);
  if (isExhausted) bounds.push(bounds.at(-1) ?? 0, text.length);
  let at = 0;
  return (start, end) => {
    while (at < bounds.length && bounds[at + 1]! <= start) at += 2;
    return at < bounds.length && bounds[at]! < end;
  };
}

/** Whether a match lies within one escape, `2013` in `\u2013`: what the string stands for has no such digits. */
function isInEscape(text: string, start: number, end: number): boolean {
  // `\u` stands two to five characters in front of the match. Nothing further back is looked at.
  let mark = start - 2;
  while (mark >= end - 6 && (text[mark] !== '\\' || text[mark + 1] !== 'u')) mark--;
  if (mark < Math.max(0, end - 6)) return false;
  let first = mark;
  while (text[first - 1] === '\\') first--;
  return (mark - first) % 2 === 0;
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly isString: boolean;
  readonly isKey: boolean;
}

/** The strings, numbers and words of a valid JSON text. */
function* tokensOf(text: string): Generator<Token> {
  for (let at = 0; at < text.length;) {
    const character = text[at]!;
    if (character === '"') {
      const end = endOfString(text, at);
      yield { start: at, end, isString: true, isKey: isColonNext(text, end) };
      at = end;
    } else if (isStructure(character)) {
      at++;
    } else {
      const start = at;
      while (at < text.length && !isStructure(text[at]!)) at++;
      yield { start, end: at, isString: false, isKey: false };
    }
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isColonNext(text: string, end: number): boolean {
  let at = end;
  while (isSpace(text[at])) at++;
  return text[at] === ':';
}

function isStructure(character: string): boolean {
  return '{}[],:'.includes(character) || isSpace(character);
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

/** A JSON string that leaves lone surrogates as they are: they stand for invalid bytes. */
function literal(text: string): string {
  return `"${text.replaceAll(/["\\\p{Cc}]/gu, (character) => JSON.stringify(character).slice(1, -1))}"`;
}

function isJsonObject(text: string): boolean {
  if (text.trimStart()[0] !== '{') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
