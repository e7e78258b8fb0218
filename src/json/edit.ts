import { Buffer } from 'node:buffer';
import type { JsonObject, Member } from './object.ts';

/** Bytes `[start, end)` give way to `insert`. A pure insertion has `start === end`, a pure cut no `insert`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly insert?: Uint8Array;
}

/** Where edited bytes go. */
export interface ByteSink {
  /** Appends `bytes[start, end)`. */
  write(bytes: Uint8Array, start: number, end: number): void;
}

/** Writes `bytes[start, end)` with the edits applied. Edits are in order and do not overlap; everything else is copied. */
export function writeEdited(
  bytes: Uint8Array,
  start: number,
  end: number,
  edits: readonly Edit[],
  sink: ByteSink,
): void {
  let at = start;
  for (const edit of edits) {
    if (edit.start > at) sink.write(bytes, at, edit.start);
    if (edit.insert !== undefined) sink.write(edit.insert, 0, edit.insert.length);
    at = edit.end;
  }
  if (end > at) sink.write(bytes, at, end);
}

/** The edited bytes in a buffer of their own. */
export function editedBytes(bytes: Uint8Array, start: number, end: number, edits: readonly Edit[]): Buffer {
  const parts: Uint8Array[] = [];
  writeEdited(bytes, start, end, edits, {
    write: (part, from, to) => parts.push(part.subarray(from, to)),
  });
  return Buffer.concat(parts);
}

/** Brings edits into the order that `writeEdited` needs; of two at the same place the one pushed first stays first. */
export function sortEdits(edits: Edit[]): Edit[] {
  if (edits.length > fewEdits) return edits.sort(byPlace);
  for (let index = 1; index < edits.length; index++) {
    const edit = edits[index]!;
    let to = index;
    for (; to > 0 && byPlace(edits[to - 1]!, edit) > 0; to--) edits[to] = edits[to - 1]!;
    edits[to] = edit;
  }
  return edits;
}

/** Up to here moving edits by hand beats the runtime's sort, and nearly every line has fewer. */
const fewEdits = 16;

function byPlace(one: Edit, other: Edit): number {
  return one.start - other.start || one.end - other.end;
}

/**
 * Pushes the edits that take members out of an object and put new ones at its end, commas included. `isCut` tells by index which
 * members go; each of `appended` is the text of a new member, or of several joined by commas.
 */
export function restructure(
  object: JsonObject,
  isCut: (index: number) => boolean,
  appended: readonly Uint8Array[],
  edits: Edit[],
): void {
  const { members } = object;
  const last = lastKept(members, isCut);
  for (let index = 0; index <= last; index++) {
    if (isCut(index)) edits.push({ start: members[index]!.keyStart, end: members[index + 1]!.keyStart });
  }
  const start = last >= 0 ? members[last]!.valueEnd : (members[0]?.keyStart ?? object.open + 1);
  for (let index = 0; index < appended.length; index++) {
    if (last >= 0 || index > 0) edits.push({ start, end: start, insert: comma });
    edits.push({ start, end: start, insert: appended[index]! });
  }
  if (last < members.length - 1) edits.push({ start, end: members.at(-1)!.valueEnd });
}

const comma = Uint8Array.of(0x2c);

function lastKept(members: readonly Member[], isCut: (index: number) => boolean): number {
  let index = members.length - 1;
  while (index >= 0 && isCut(index)) index--;
  return index;
}
