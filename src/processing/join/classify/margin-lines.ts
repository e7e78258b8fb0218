import { endsWith, isDigit, isSpace, literals, skipWord, startsWith, startsWithAny } from './bytes.ts';
import { isCaretLine } from './caret-line.ts';
import { lineClass, type LineClass } from '../line-class.ts';

/** Lines that begin with one of these texts are of this class; looked up by their first byte. */
const beginnings: readonly [LineClass, readonly string[]][] = [
  [lineClass.cause, ['Caused by: ', 'Suppressed: ', 'Wrapped by: ', '--- End of ', '---> ']],
  [lineClass.header, ['Exception in thread ', 'Unhandled exception. ', 'Unhandled Exception: ', 'Uncaught ']],
  [lineClass.pythonTraceback, ['Traceback (most recent call last):']],
  [
    lineClass.pythonChain,
    ['The above exception was the direct cause', 'During handling of the above exception'],
  ],
  [
    lineClass.goPanic,
    [
      'panic: ',
      'fatal error: ',
      'runtime: ',
      'unexpected fault address',
      'http: panic serving',
      'SIGSEGV: ',
      'SIGABRT: ',
      'SIGBUS: ',
      'SIGFPE: ',
      'SIGILL: ',
      'SIGQUIT: ',
      'SIGTRAP: ',
    ],
  ],
  [lineClass.goCrash, ['[signal ', 'PC=', 'signal ', '...additional frames elided']],
  [lineClass.nodeVersion, ['Node.js v']],
  [
    lineClass.rustNote,
    ['note: run with `RUST_BACKTRACE=', 'note: Some details are omitted, run with `RUST_BACKTRACE='],
  ],
];

interface Beginning {
  readonly kind: LineClass;
  readonly text: Uint8Array;
}

const byFirstByte = new Array<Beginning[] | undefined>(256).fill(undefined);
for (const [kind, texts] of beginnings)
  for (const text of literals(...texts)) (byFirstByte[text[0]!] ??= []).push({ kind, text });

const [goroutine, runtimeStack] = literals('goroutine ', 'runtime stack:') as [Uint8Array, Uint8Array];
const titles = literals('Stack trace:', '[stacktrace]', 'stack backtrace:');
const [thread, panicked] = literals("thread '", ' panicked at ') as [Uint8Array, Uint8Array];
const dotnetLevels = literals('trce: ', 'dbug: ', 'info: ', 'warn: ', 'fail: ', 'crit: ');
const exceptionEndings = literals('Exception', 'Error', 'Throwable', 'Failure', 'Warning');
const rubyIn = literals(':in')[0]!;
const scriptPlaces = literals('/', 'file:', 'node:', 'evalmachine.', 'internal/');

/** The first word of a line is not looked at beyond this. */
const maxWordBytes = 512;

/** What a line that begins at the margin is, if it begins or goes on a trace; decided by its first word. */
export function classAtMargin(text: Uint8Array, start: number, end: number): LineClass | undefined {
  const known = byFirstByte[text[start]!];
  if (known !== undefined) {
    for (let index = 0; index < known.length; index++)
      if (startsWith(text, start, end, known[index]!.text)) return known[index]!.kind;
  }
  return bySign(text, start, end) ?? byFirstWord(text, start, end);
}

function bySign(text: Uint8Array, start: number, end: number): LineClass | undefined {
  switch (text[start]!) {
    case 0x7d: // }
      return end - start <= 2 ? lineClass.brace : undefined;
    case 0x5e: // ^
    case 0x7e: // ~
      return isCaretLine(text, start, end) ? lineClass.caret : undefined;
    case 0x23: // #
      return isPhpFrame(text, start, end) ? lineClass.phpFrame : undefined;
    case 0x53: // S
    case 0x5b: // [
    case 0x73: // s
      return isTitle(text, start, end) ? lineClass.stackTitle : undefined;
    case 0x74: // t
      return isRustPanic(text, start, end) ? lineClass.rustPanic : undefined;
    case 0x67: // g
      return startsWith(text, start, end, goroutine) && isDigit(text[start + goroutine.length])
        ? lineClass.goroutine
        : undefined;
    case 0x72: // r
      if (startsWith(text, start, end, runtimeStack)) return lineClass.goroutine;
      return isRegister(text, start, end) ? lineClass.goCrash : undefined;
    default:
      return undefined;
  }
}

function isTitle(text: Uint8Array, start: number, end: number): boolean {
  for (let index = 0; index < titles.length; index++) {
    const title = titles[index]!;
    if (end - start === title.length && startsWith(text, start, end, title)) return true;
  }
  return false;
}

function isPhpFrame(text: Uint8Array, start: number, end: number): boolean {
  let at = start + 1;
  while (at < end && isDigit(text[at])) at++;
  return at > start + 1 && text[at] === 0x20;
}

function isRustPanic(text: Uint8Array, start: number, end: number): boolean {
  if (text[end - 1] !== 0x3a || !startsWith(text, start, end, thread)) return false;
  for (let at = start + thread.length; at < Math.min(end, start + maxWordBytes); at++)
    if (text[at] === 0x20 && startsWith(text, at, end, panicked)) return true;
  return false;
}

/** `rax    0x0`, `r8     0xffffffff`: one register, from Go’s dump of a crash. */
function isRegister(text: Uint8Array, start: number, end: number): boolean {
  const nameEnd = skipWord(text, start, Math.min(end, start + 8));
  let value = nameEnd;
  while (value < end && text[value] === 0x20) value++;
  return nameEnd - start <= 6 && value > nameEnd && text[value] === 0x30 && text[value + 1] === 0x78;
}

function byFirstWord(text: Uint8Array, start: number, end: number): LineClass | undefined {
  const wordEnd = skipWord(text, start, Math.min(end, start + maxWordBytes));
  if (endsWith(text, start, wordEnd, rubyIn) && isDigit(text[wordEnd - 4])) return lineClass.rubyError;
  if (wordEnd === end && isScriptPlace(text, start, end)) return lineClass.nodeLocation;
  if (isDotnetLog(text, start, end)) return lineClass.dotnetLog;
  return isException(text, start, wordEnd, end) ? lineClass.header : undefined;
}

/** `/app/server.js:12`, `node:internal/process/promises:394`: the whole line is a place. */
function isScriptPlace(text: Uint8Array, start: number, end: number): boolean {
  let at = end;
  while (at > start && isDigit(text[at - 1])) at--;
  if (at === end || at === start || text[at - 1] !== 0x3a) return false;
  return startsWithAny(text, start, end, scriptPlaces) || text[start + 1] === 0x3a; // C:\
}

/** `fail: Microsoft.Hosting.Lifetime[0]` and nothing else but a time of day in front of it. */
function isDotnetLog(text: Uint8Array, start: number, end: number): boolean {
  if (!isDigit(text[end - 2]) || text[end - 1] !== 0x5d) return false;
  const level = behindTime(text, start, end);
  return startsWithAny(text, level, end, dotnetLevels) && skipWord(text, level + 6, end) === end;
}

/** Behind `10:00:00 ` or `[10:00:00.123] `; `start` where none stands. */
function behindTime(text: Uint8Array, start: number, end: number): number {
  const hour = text[start] === 0x5b ? start + 1 : start;
  const isTime = isDigit(text[hour]) && text[hour + 2] === 0x3a && text[hour + 5] === 0x3a;
  return isTime ? skipWord(text, start, end) + 1 : start;
}

/** `java.lang.IllegalStateException: why`, `TypeError: why`, `Error [ERR_X]: why`, or the name alone. */
function isException(text: Uint8Array, start: number, wordEnd: number, end: number): boolean {
  let nameEnd = start;
  while (nameEnd < wordEnd && isNameByte(text[nameEnd]!)) nameEnd++;
  if (nameEnd < wordEnd && text[nameEnd] !== 0x3a) return false;
  if (nameEnd === wordEnd && nameEnd < end && text[nameEnd + 1] !== 0x5b) return false; // [
  if (nameEnd < wordEnd && nameEnd + 1 < end && !isSpace(text[nameEnd + 1])) return false;
  for (let index = 0; index < exceptionEndings.length; index++)
    if (endsWith(text, start, nameEnd, exceptionEndings[index]!)) return true;
  return false;
}

function isNameByte(byte: number): boolean {
  const lower = byte | 0x20;
  if ((lower >= 0x61 && lower <= 0x7a) || isDigit(byte)) return true;
  return byte === 0x2e || byte === 0x5f || byte === 0x24 || byte === 0x2f || byte >= 0x80; // . _ $ /
}
