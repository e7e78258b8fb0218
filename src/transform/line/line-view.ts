import type { Buffer } from 'node:buffer';
import type { CriPrefix } from '../../fluent-bit/cri.ts';
import type { JsonObject } from '../../json/object.ts';
import type { UntouchedReason } from '../outcome.ts';
import type { CachedPod } from '../pod/pod-cache.ts';
import type { Attributes } from './attributes.ts';

/** One line of a record, read once. Positions are in `bytes`; `end` is behind the newline. */
export type LineView = TextLine | ObjectLine;

/** Where a line stands in its record, the newline included. */
export function placeOf(line: LineView): { readonly start: number; readonly end: number } {
  return line.kind === 'object' ? (line.madeFrom ?? line) : line;
}

/** A line that is passed on as it is. */
export interface TextLine {
  readonly kind: 'text';
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly reason: UntouchedReason;
}

/** A line that is a JSON object: all that later stages ask about it, so that none of them has to scan it again. */
export interface ObjectLine {
  readonly kind: 'object';
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Where the text that the line was made of stands in the record. */
  readonly madeFrom?: { readonly start: number; readonly end: number };
  readonly object: JsonObject;
  readonly attributes: Attributes;
  /** The pod of the `kubernetes` map. */
  readonly pod: CachedPod | undefined;
  /** The CRI prefix of a `log` that is a string. */
  readonly prefix: CriPrefix | undefined;
  /** The JSON object that `log`, behind its prefix, holds as text. */
  readonly logObject: JsonObject | undefined;
  /** The same of `message`. */
  readonly messageObject: JsonObject | undefined;
  /** The object in which all stands that the application wrote, where Fluent Bit left no text of it. */
  readonly merged: MergedObject | undefined;
}

export interface MergedObject {
  readonly key: string;
  readonly attributes: Attributes;
}
