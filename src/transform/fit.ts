import { Buffer } from 'node:buffer';
import { maxResponseBytes, type TransformationResponse } from '../firehose/transformation.ts';
import type { FailedReason } from './outcome.ts';

/** The fate of one record. `givesWay` is decided when its original has been put back on the stream, or could not be. */
export type Fate =
  | { readonly kind: 'untouched'; readonly data: string }
  | { readonly kind: 'enriched'; readonly data: string; readonly original: Original }
  | { readonly kind: 'givesWay'; readonly original: Original }
  | { readonly kind: 'reingested' }
  | { readonly kind: 'failed'; readonly reason: FailedReason };

/** A record as it came, for putting it back. */
export interface Original {
  /** Base64, as it came. */
  readonly data: string;
  /** How often it was put back so far. */
  readonly hops: number;
  /** Whether a line of it is a JSON object, which can carry the count of hops. */
  readonly hasObject: boolean;
  /** Base64 characters that its enriched form takes. */
  readonly enrichedLength: number;
}

export interface Answer {
  readonly recordId: unknown;
  /** Bytes of the id in the response. */
  readonly idBytes: number;
  fate: Fate;
}

/**
 * Keeps the serialised response within Lambda's limit, byte for byte as the runtime writes it. When it would grow past it, enriched
 * records give way whole, last first. Records already too large by themselves give way at once.
 */
export class ResponseBudget {
  readonly answers: Answer[] = [];
  readonly #limit: number;
  #bytes = '{"records":[]}'.length;
  #isFull = false;

  constructor(limit = maxResponseBytes) {
    this.#limit = limit;
  }

  /** Bytes of the serialised response. */
  get bytes(): number {
    return this.#bytes;
  }

  add(recordId: unknown, fate: Fate): void {
    this.#push({ recordId, idBytes: jsonBytes(recordId), fate });
  }

  /** Adds an enriched record if there is room; `encode` makes its base64, which nobody needs if it gives way. */
  addEnriched(recordId: unknown, original: Original, encode: () => string): void {
    const idBytes = jsonBytes(recordId);
    const answer = okBytes(idBytes, original.enrichedLength + 2);
    const isTooLarge = '{"records":[]}'.length + answer > this.#limit;
    // Once full it stays so: whatever comes later would be the first to give way again.
    if (!isTooLarge) this.#isFull ||= this.#bytes + 1 + answer > this.#limit;
    const fate: Fate =
      isTooLarge || this.#isFull
        ? giveWay(original)
        : { kind: 'enriched', data: encode(), original };
    this.#push({ recordId, idBytes, fate });
  }

  /** Makes the response fit: enriched records give way, last first; where even that is not enough, others fail. */
  fit(): void {
    for (let index = this.answers.length - 1; index >= 0 && this.#bytes > this.#limit; index--) {
      const { fate } = this.answers[index]!;
      if (fate.kind === 'enriched') this.change(index, giveWay(fate.original));
    }
    for (let index = this.answers.length - 1; index >= 0 && this.#bytes > this.#limit; index--) {
      if (this.answers[index]!.fate.kind === 'untouched') this.change(index, { kind: 'failed', reason: 'too_large' });
    }
  }

  change(index: number, fate: Fate): void {
    const answer = this.answers[index]!;
    this.#bytes += answerBytes(answer.idBytes, fate) - answerBytes(answer.idBytes, answer.fate);
    answer.fate = fate;
  }

  #push(answer: Answer): void {
    this.#bytes += answerBytes(answer.idBytes, answer.fate) + (this.answers.length > 0 ? 1 : 0);
    this.answers.push(answer);
  }

  response(): TransformationResponse {
    return { records: this.answers.map(({ recordId, fate }) => responseRecord(recordId as string, fate)) };
  }
}

/** Text cannot carry a count of hops, so a packed record of it is passed on packed, as it came. */
function giveWay(original: Original): Fate {
  return original.hasObject ? { kind: 'givesWay', original } : { kind: 'untouched', data: original.data };
}

function responseRecord(recordId: string, fate: Fate): TransformationResponse['records'][number] {
  switch (fate.kind) {
    case 'untouched':
    case 'enriched':
      return { recordId, result: 'Ok', data: fate.data };
    case 'reingested':
      return { recordId, result: 'Dropped' };
    case 'givesWay':
    case 'failed':
      return { recordId, result: 'ProcessingFailed' };
  }
}

/** Bytes of an answer in the response. What gives way is counted as failed, the longer of its two ends. */
function answerBytes(idBytes: number, fate: Fate): number {
  if (fate.kind === 'enriched') return okBytes(idBytes, fate.data.length + 2);
  if (fate.kind === 'untouched') return okBytes(idBytes, jsonBytes(fate.data));
  const result = fate.kind === 'reingested' ? 'Dropped' : 'ProcessingFailed';
  return '{"recordId":,"result":""}'.length + idBytes + result.length;
}

function okBytes(idBytes: number, dataBytes: number): number {
  return '{"recordId":,"result":"Ok","data":}'.length + idBytes + dataBytes;
}

const plainText = /^[\w+/=.:-]*$/;

function jsonBytes(value: unknown): number {
  if (typeof value === 'string' && plainText.test(value)) return value.length + 2;
  return Buffer.byteLength(JSON.stringify(value));
}
