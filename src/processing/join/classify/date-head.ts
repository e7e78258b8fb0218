import { beginsLevel, isLevelWord } from './level-word.ts';
import { word, wordAt } from './words.ts';

/** What the first 60 bytes of a line hold: nothing of interest, a date and time, or a level such as `ERROR` and no date. */
export const head = { plain: 0, dated: 1, level: 2 } as const;

/** Bytes that are looked at. Source: datadog-agent, `auto_multi_line.tokenizer_max_input_bytes`. */
const headBytes = 60;

/** A window of token pairs this long can be a date. */
const minPairs = 8;

// Tokens: runs of 1 to 10 digits are 0 to 9.
const blank = 10;
const month = 11;
const day = 12;
const half = 13;
const t = 14;
const zone = 15;
const quote = 16;
const star = 17;
const plus = 18;
const comma = 19;
const minus = 20;
const dot = 21;
const slash = 22;
const colon = 23;
const underscore = 24;
/** Letters that are no word of a date, and special characters that stand in no date. */
const noPart = 25;

const d1 = 0;
const d2 = 1;
const d3 = 2;
const d4 = 3;
const d6 = 5;

/** For each token those that may follow it in a date. Source: datadog-agent `timestamp_detector.go`, the 63 pairs of its known formats. */
const neighbours: Readonly<Record<number, readonly number[]>> = {
  [quote]: [d2, t],
  [star]: [d2, d3, zone],
  [plus]: [d2, d4],
  [comma]: [d3, blank],
  [minus]: [d2, d4, month],
  [dot]: [d2, d3, d6],
  [slash]: [d1, d2, d4, month],
  [colon]: [d2, d3],
  [underscore]: [d2],
  [half]: [colon],
  [d1]: [comma, slash, colon, blank],
  [d2]: [quote, star, plus, comma, minus, dot, slash, colon, underscore, blank, t],
  [d3]: [star, plus, blank, zone],
  [d4]: [star, minus, slash, colon, blank, zone],
  [d6]: [plus, zone],
  [day]: [comma],
  [month]: [minus, slash, blank],
  [blank]: [plus, half, d1, d2, d4, month, zone],
  [t]: [quote, d2],
};

const allowed = new Int32Array(noPart + 1);
for (const [token, list] of Object.entries(neighbours)) {
  for (const next of list) allowed[Number(token)]! |= 1 << next;
}

// Kinds of bytes: a run of bytes of one kind is one token; special characters are kinds of their own.
const digitKind = 1;
const letterKind = 2;
const blankKind = 3;
const firstSpecialKind = 4;

const kindOf = new Uint8Array(256).fill(letterKind);
const tokenOfKind = new Uint8Array(64).fill(noPart);
for (const byte of '0123456789') kindOf[byte.charCodeAt(0)] = digitKind;
for (const byte of [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]) kindOf[byte] = blankKind;
tokenOfKind[blankKind] = blank;
[...':;-_/\\.,\'"`~*+=()[]{}&!@#$%^'].forEach((character, index) => {
  kindOf[character.charCodeAt(0)] = firstSpecialKind + index;
  tokenOfKind[firstSpecialKind + index] = specialToken(character);
});

function specialToken(character: string): number {
  const index = "'*+,-./:_".indexOf(character);
  return index < 0 ? noPart : quote + index;
}

const tokenOfWord = new Uint8Array(8).fill(noPart);
tokenOfWord[word.month] = month;
tokenOfWord[word.day] = day;
tokenOfWord[word.half] = half;
tokenOfWord[word.t] = t;
tokenOfWord[word.zone] = zone;

/** No date has fewer digits in a window of that length. */
const minDigits = 6;

/**
 * What the first 60 bytes of `text[start, end)` hold, one of `head`. Dates by the Agent's detector: bytes become tokens (digits,
 * letters, blanks, single characters), each pair of neighbours that a known format has counts +1 and each other one −1, and the line
 * is dated when the window with the largest sum is at least 8 pairs long and more than half right; or when the first 8 pairs all are.
 * Allocates nothing: it runs for every line of text.
 * Source: datadog-agent `pkg/logs/internal/decoder/preprocessor`: `tokenizer.go`, `token_graph.go`, `timestamp_detector.go`.
 */
export function headOf(text: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + headBytes);
  let digits = 0;
  let found: number = head.plain;
  for (let at = start; at < stop;) {
    const byte = text[at]!;
    const kind = kindOf[byte]!;
    if (kind === letterKind) {
      if (beginsLevel[byte] === 1 && isLevelWord(text, at, stop)) found = head.level;
      do at++;
      while (at < stop && kindOf[text[at]!] === letterKind);
    } else {
      if (kind === digitKind && ++digits === minDigits) return dateOrLevel(text, start, stop);
      at++;
    }
  }
  return found;
}

function dateOrLevel(text: Uint8Array, start: number, stop: number): number {
  let found: number = head.plain;
  let previous = -1;
  let pairs = 0;
  let sum = 0;
  let windowStart = 0;
  let bestSum = 0;
  let bestPairs = 0;
  for (let at = start; at < stop;) {
    const kind = kindOf[text[at]!]!;
    const runStart = at;
    do at++;
    while (at < stop && kindOf[text[at]!] === kind);
    const token = tokenOf(kind, text, runStart, at);
    if (kind === letterKind && beginsLevel[text[runStart]!] === 1 && isLevelWord(text, runStart, stop))
      found = head.level;
    if (previous >= 0) {
      if (sum < 0) {
        sum = 0;
        windowStart = pairs;
      }
      pairs++;
      sum += ((allowed[previous]! >>> token) & 1) * 2 - 1;
      if (sum > bestSum) {
        bestSum = sum;
        bestPairs = pairs - windowStart;
        if (sum >= minPairs && sum === pairs) return head.dated;
      }
    }
    previous = token;
  }
  return bestPairs >= minPairs && bestSum * 2 > bestPairs ? head.dated : found;
}

function tokenOf(kind: number, text: Uint8Array, start: number, end: number): number {
  if (kind === digitKind) return Math.min(end - start, 10) - 1;
  return kind === letterKind ? tokenOfWord[wordAt(text, start, end)]! : tokenOfKind[kind]!;
}
