/** Kinds of letter runs that mean something in a date; every other run is plain letters. */
export const word = { none: 0, month: 1, day: 2, half: 3, t: 4, zone: 5 } as const;

type Word = (typeof word)[keyof typeof word];

const texts: readonly [Word, string][] = [
  [word.month, 'jan feb mar apr may jun jul aug sep oct nov dec'],
  [word.day, 'mon tue wed thu fri sat sun'],
  [word.half, 'am pm'],
  [word.t, 't'],
  [
    word.zone,
    'z utc gmt est edt cst cdt mst mdt pst pdt jst kst ist msk cet cest bst nzst nzdt acst acdt aest aedt awst awdt akst akdt hst hdt chst chdt nst ndt',
  ],
];

/** Length of the longest of these words. */
const maxLetters = 4;

const slots = 256;
const keys = new Int32Array(slots);
const kinds = new Uint8Array(slots);

/**
 * The kind of the run of letters `text[start, end)`, in any case. An open hash table, so that nothing is allocated: this runs for
 * every word at the head of a line that may be dated.
 */
export function wordAt(text: Uint8Array, start: number, end: number): number {
  if (end - start > maxLetters) return word.none;
  let packed = 0;
  for (let at = start; at < end; at++) packed = (packed << 8) | (text[at]! | 0x20);
  return kindOf(packed);
}

function kindOf(packed: number): number {
  let slot = slotOf(packed);
  while (keys[slot] !== packed && keys[slot] !== 0) slot = (slot + 1) & (slots - 1);
  return kinds[slot]!;
}

function slotOf(packed: number): number {
  return (Math.imul(packed, 0x9e3779b1) >>> 16) & (slots - 1);
}

for (const [kind, list] of texts) {
  for (const text of list.split(' ')) {
    let packed = 0;
    for (let index = 0; index < text.length; index++) packed = (packed << 8) | text.charCodeAt(index);
    let slot = slotOf(packed);
    while (keys[slot] !== 0) slot = (slot + 1) & (slots - 1);
    keys[slot] = packed;
    kinds[slot] = kind;
  }
}
