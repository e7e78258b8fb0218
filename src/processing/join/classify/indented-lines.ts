import { isDigit, isSpace, literals, startsWith, startsWithAny } from './bytes.ts';
import { isCaretLine } from './caret-line.ts';
import { lineClass, type LineClass } from '../line-class.ts';

/** No more of a line is looked at than this: the rest decides nothing. */
const maxBytes = 512;

const [at, evalAt, from, dots, file, group] = literals(
  'at ',
  'eval at ',
  'from ',
  '... ',
  'File "',
  '+ Exception Group Traceback',
) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

const causes = literals(
  'Caused by: ',
  'Suppressed: ',
  'Wrapped by: ',
  '[CIRCULAR REFERENCE',
  '---> ',
  '--- End of ',
);
const locks = literals('- locked ', '- waiting ', '- parking ', '- eliminated ');
const omitted = literals(' more', ' common frames omitted', ' frames truncated');

const tab = 0x09;
const [goFile, assemblyFile] = literals('.go:', '.s:') as [Uint8Array, Uint8Array];
const rubyIn = literals(':in ')[0]!;

/** What an indented line is if it can only be part of a trace; its text begins at `first`. */
export function classOfIndented(
  text: Uint8Array,
  start: number,
  first: number,
  end: number,
): LineClass | undefined {
  const stop = Math.min(end, first + maxBytes);
  const known = byFirstByte(text, first, end, stop);
  if (known !== undefined) return known;
  if (text[start] !== tab) return undefined;
  const isGo =
    hasWithDigit(text, first, stop, goFile, 'after') ||
    hasWithDigit(text, first, stop, assemblyFile, 'after');
  return isGo ? lineClass.goLocation : undefined;
}

function byFirstByte(text: Uint8Array, first: number, end: number, stop: number): LineClass | undefined {
  switch (text[first]!) {
    case 0x61: // a
      return startsWith(text, first, end, at) ? frameAt(text, first + at.length, end, stop) : undefined;
    case 0x65: // e
      return startsWith(text, first, end, evalAt) ? lineClass.frame : undefined;
    case 0x66: // f
      return startsWith(text, first, end, from) && hasWithDigit(text, first, stop, rubyIn, 'before')
        ? lineClass.rubyFrame
        : undefined;
    case 0x46: // F
      return startsWith(text, first, end, file) ? lineClass.pythonFrame : undefined;
    case 0x2b: // +
      return startsWith(text, first, end, group) ? lineClass.pythonGroup : undefined;
    case 0x2e: // .
      return startsWith(text, first, end, dots) && isOmission(text, first, stop)
        ? lineClass.frame
        : undefined;
    case 0x2d: // -
      if (startsWithAny(text, first, end, locks)) return lineClass.frame;
      return startsWithAny(text, first, end, causes) ? lineClass.cause : undefined;
    case 0x43: // C
    case 0x53: // S
    case 0x57: // W
    case 0x5b: // [
      return startsWithAny(text, first, end, causes) ? lineClass.cause : undefined;
    case 0x5e: // ^
    case 0x7e: // ~
      return isCaretLine(text, first, end) ? lineClass.caret : undefined;
    default:
      return undefined;
  }
}

/** A frame names a place: prose such as `at the end` has no bracket, colon, dot or slash in it. */
function frameAt(text: Uint8Array, place: number, end: number, stop: number): LineClass | undefined {
  if (place >= stop || isSpace(text[place])) return undefined;
  for (let position = place; position < stop; position++) {
    const byte = text[position]!;
    if (byte === 0x28 || byte === 0x3a || byte === 0x2e || byte === 0x2f || byte === 0x3c)
      return text[end - 1] === 0x7b ? lineClass.frameWithProperties : lineClass.frame;
  }
  return undefined;
}

/** `... 12 more`, `... 3 common frames omitted`. */
function isOmission(text: Uint8Array, first: number, stop: number): boolean {
  let position = first + dots.length;
  if (!isDigit(text[position])) return false;
  while (position < stop && isDigit(text[position])) position++;
  return startsWithAny(text, position, stop, omitted);
}

/** Whether `mark` stands somewhere, with a digit right before or behind it. */
function hasWithDigit(
  text: Uint8Array,
  start: number,
  stop: number,
  mark: Uint8Array,
  side: 'before' | 'after',
): boolean {
  for (let position = start; position + mark.length < stop; position++) {
    if (text[position] !== mark[0] || !startsWith(text, position, stop, mark)) continue;
    if (isDigit(text[side === 'before' ? position - 1 : position + mark.length])) return true;
  }
  return false;
}
