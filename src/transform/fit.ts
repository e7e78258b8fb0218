import { Buffer } from 'node:buffer';
import { maxResponseBytes, type TransformationResponse } from '../firehose/transformation.ts';
import type { FailedReason } from './outcome.ts';

/**
 * The fate of one record. `givesWay` is undecided until its original has been put back on the stream, or could not be.
 * `canGiveWay` tells that a line of the record is a JSON object, which can carry the count of hops.
 */
export type Fate =
  | { readonly kind: 'untouched'; readonly data: string }
  | { readonly kind: 'enriched'; readonly data: string; readonly original: string; readonly canGiveWay: boolean }
  | { readonly kind: 'givesWay'; readonly original: string; readonly enrichedLength: number }
  | { readonly kind: 'reingested' }
  | { readonly kind: 'failed'; readonly reason: FailedReason };

export interface Answer {
  readonly recordId: unknown;
  fate: Fate;
}

/**
 * Keeps the serialised response within Lambda's limit, byte for byte as the runtime writes it. When it would grow past it, enriched
 * records give way whole, last first. Records already too large by themselves give way at once.
 */
export class ResponseBudget {
  readonly #answers: Answer[] = [];
  readonly #limit: number;
  #bytes = emptyResponse;
  #isFull = false;

  constructor(limit = maxResponseBytes) {
    this.#limit = limit;
  }

  /** Bytes of the serialised response. */
  get bytes(): number {
    return this.#bytes;
  }

  get answers(): readonly Answer[] {
    return this.#answers;
  }

  /** The records that gave way and await their fate. */
  givenWay(): { readonly index: number; readonly original: string; readonly enrichedLength: number }[] {
    return this.#answers.flatMap(({ fate }, index) => (fate.kind === 'givesWay' ? [{ ...fate, index }] : []));
  }

  add(recordId: unknown, fate: Fate): void {
    this.#bytes += answerBytes(recordId, fate) + (this.#answers.length > 0 ? 1 : 0);
    this.#answers.push({ recordId, fate });
  }

  /**
   * Adds an enriched record whose base64 has `enrichedLength` characters if there is room; `encode` makes that base64, which
   * nobody needs if the record gives way. `original` is the data as it came.
   */
  addEnriched(
    recordId: unknown,
    original: string,
    canGiveWay: boolean,
    enrichedLength: number,
    encode: () => string,
  ): void {
    const answer = okBytes + jsonBytes(recordId) + enrichedLength + 2;
    const isTooLarge = emptyResponse + answer > this.#limit;
    // Once full it stays so: whatever comes later would be the first to give way again.
    if (!isTooLarge) this.#isFull ||= this.#bytes + 1 + answer > this.#limit;
    const stays = !isTooLarge && !this.#isFull;
    if (!stays) return this.add(recordId, giveWay(original, canGiveWay, enrichedLength));
    this.#bytes += answer + (this.#answers.length > 0 ? 1 : 0);
    this.#answers.push({ recordId, fate: { kind: 'enriched', data: encode(), original, canGiveWay } });
  }

  /** Makes the response fit: enriched records give way, last first; where even that is not enough, others fail. */
  fit(): void {
    for (let index = this.#answers.length - 1; index >= 0 && this.#bytes > this.#limit; index--) {
      const { fate } = this.#answers[index]!;
      if (fate.kind !== 'enriched') continue;
      this.change(index, giveWay(fate.original, fate.canGiveWay, fate.data.length));
    }
    for (let index = this.#answers.length - 1; index >= 0 && this.#bytes > this.#limit; index--) {
      if (this.#answers[index]!.fate.kind === 'untouched') this.change(index, { kind: 'failed', reason: 'too_large' });
    }
  }

  change(index: number, fate: Fate): void {
    const answer = this.#answers[index]!;
    this.#bytes += answerBytes(answer.recordId, fate) - answerBytes(answer.recordId, answer.fate);
    answer.fate = fate;
  }

  response(): TransformationResponse {
    return { records: this.#answers.map(({ recordId, fate }) => responseRecord(recordId as string, fate)) };
  }
}

const emptyResponse = '{"records":[]}'.length;
const okBytes = '{"recordId":,"result":"Ok","data":}'.length;

/** Text cannot carry a count of hops, so a packed record of it is passed on packed, as it came. */
function giveWay(original: string, canGiveWay: boolean, enrichedLength: number): Fate {
  return canGiveWay ? { kind: 'givesWay', original, enrichedLength } : { kind: 'untouched', data: original };
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
function answerBytes(recordId: unknown, fate: Fate): number {
  const idBytes = jsonBytes(recordId);
  if (fate.kind === 'enriched') return okBytes + idBytes + fate.data.length + 2;
  if (fate.kind === 'untouched') return okBytes + idBytes + jsonBytes(fate.data);
  const result = fate.kind === 'reingested' ? 'Dropped' : 'ProcessingFailed';
  return '{"recordId":,"result":""}'.length + idBytes + result.length;
}

const plainText = /^[\w+/=.:-]*$/;

function jsonBytes(value: unknown): number {
  if (typeof value === 'string' && plainText.test(value)) return value.length + 2;
  return Buffer.byteLength(JSON.stringify(value));
}
