import { isSpace, skipBlanks } from './bytes.ts';
import { plain, withoutColours } from './colours.ts';
import { head, headOf } from './date-head.ts';
import { lineClass, type LineClass } from '../line-class.ts';
import { classAtMargin } from './margin-lines.ts';
import { classOfIndented } from './indented-lines.ts';

const openBrace = 0x7b;
const escape = 0x1b;

/**
 * What the line `text[start, end)` looks like by itself. What only a trace has is recognised by the first bytes; the date decides
 * otherwise, so that a frame with a date in it does not begin a log of its own. Allocates nothing.
 */
export function classify(text: Uint8Array, start: number, end: number): LineClass {
  const first = skipBlanks(text, start, end);
  if (first === end) return lineClass.blank;
  return text[first] === escape
    ? classifyPlain(plain, 0, withoutColours(text, start, end))
    : classifyPlain(text, start, end, first);
}

function classifyPlain(
  text: Uint8Array,
  start: number,
  end: number,
  first = skipBlanks(text, start, end),
): LineClass {
  if (first === end) return lineClass.blank;
  if (text[first] === openBrace && opensObject(text, first, end)) return lineClass.json;
  const isIndented = first > start;
  const known = isIndented ? classOfIndented(text, start, first, end) : classAtMargin(text, start, end);
  if (known !== undefined && known !== lineClass.header) return known;
  const found = headOf(text, start, end);
  if (known === lineClass.header) return found === head.dated ? lineClass.datedHeader : known;
  if (isIndented) return found === head.dated ? lineClass.datedIndented : lineClass.indented;
  if (found === head.dated) return lineClass.dated;
  return found === head.level ? lineClass.level : lineClass.other;
}

/** `{"` or `{}`, with blanks between. Source: datadog-agent, the JSON heuristic of auto multi-line detection. */
function opensObject(text: Uint8Array, at: number, end: number): boolean {
  let next = at + 1;
  while (next < end && isSpace(text[next])) next++;
  return next < end && (text[next] === 0x22 || text[next] === 0x7d);
}
