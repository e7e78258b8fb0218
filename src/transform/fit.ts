import { Buffer } from 'node:buffer';
import { maxResponseBytes, type TransformationResponse } from '../firehose/transformation.ts';
import type { FailedReason } from './outcome.ts';

/**
 * What becomes of an enriched record for which there is no room: its original goes back on the stream, where a line of it can carry
 * the count of hops; else it is passed on as it came, packed; else it fails.
 */
export type WayOut = 'put_back' | 'as_it_came' | 'failed';

/** The fate of one record. `displaced` is undecided until its original has been put back on the stream, or could not be. */
export type Fate =
  | { readonly kind: 'untouched'; readonly data: string }
  | EnrichedFate
  /** All of its lines went into logs of other records, or were dropped by a rule. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'displaced'; readonly original: string; readonly enrichedLength: number }
  | { readonly kind: 'reingested' }
  | { readonly kind: 'failed'; readonly reason: FailedReason };

/** Made by a class, as the answer is: docs/decisions/0012. */
class EnrichedFate {
  readonly kind = 'enriched';
  readonly data: string;
  readonly original: string;
  readonly wayOut: WayOut;

  constructor(data: string, original: string, wayOut: WayOut) {
    this.data = data;
    this.original = original;
    this.wayOut = wayOut;
  }
}

/**
 * Keeps the serialised response within Lambda's limit, byte for byte as the runtime writes it. When it would grow past it, enriched
 * records give way whole, last first. Records already too large by themselves give way at once.
 */
export class ResponseBudget {
  readonly #recordIds: unknown[] = [];
  readonly #fates: Fate[] = [];
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

  get fates(): readonly Fate[] {
    return this.#fates;
  }

  /** The records that gave way and await their fate. */
  displaced(): { readonly index: number; readonly original: string; readonly enrichedLength: number }[] {
    const given: { index: number; original: string; enrichedLength: number }[] = [];
    // Nearly always none: no callback, no array for each record.
    for (let index = 0; index < this.#fates.length; index++) {
      const fate = this.#fates[index]!;
      if (fate.kind !== 'displaced') continue;
      given.push({ index, original: fate.original, enrichedLength: fate.enrichedLength });
    }
    return given;
  }

  add(recordId: unknown, fate: Fate): void {
    this.#push(recordId, fate, jsonBytes(recordId) + fateBytes(fate));
  }

  /**
   * Adds an enriched record whose base64 has `enrichedLength` characters if there is room; `encode` makes that base64, which
   * nobody needs if the record gives way. `original` is the data as it came.
   */
  addEnriched(
    recordId: unknown,
    original: string,
    wayOut: WayOut,
    enrichedLength: number,
    encode: () => string,
  ): void {
    const bytes = jsonBytes(recordId) + okBytes + enrichedLength + 2;
    const isTooLarge = emptyResponse + bytes > this.#limit;
    // Once full it stays so: whatever comes later would be the first to be displaced again.
    this.#isFull ||= !isTooLarge && this.#bytes + this.#comma + bytes > this.#limit;
    if (isTooLarge || this.#isFull) return this.add(recordId, displace(original, wayOut, enrichedLength));
    this.#push(recordId, new EnrichedFate(encode(), original, wayOut), bytes);
  }

  /** Makes the response fit: enriched records give way, last first; where even that is not enough, others fail. */
  fit(): void {
    for (let index = this.#fates.length - 1; index >= 0 && this.#bytes > this.#limit; index--) {
      const fate = this.#fates[index]!;
      if (fate.kind !== 'enriched') continue;
      this.change(index, displace(fate.original, fate.wayOut, fate.data.length));
    }
    for (let index = this.#fates.length - 1; index >= 0 && this.#bytes > this.#limit; index--) {
      if (this.#fates[index]!.kind === 'untouched')
        this.change(index, { kind: 'failed', reason: 'too_large' });
    }
  }

  change(index: number, fate: Fate): void {
    this.#bytes += fateBytes(fate) - fateBytes(this.#fates[index]!);
    this.#fates[index] = fate;
  }

  /** The comma before the next answer. */
  get #comma(): number {
    return this.#fates.length > 0 ? 1 : 0;
  }

  #push(recordId: unknown, fate: Fate, bytes: number): void {
    this.#bytes += this.#comma + bytes;
    this.#recordIds.push(recordId);
    this.#fates.push(fate);
  }

  response(): TransformationResponse {
    return {
      records: this.#fates.map((fate, index) => responseRecord(this.#recordIds[index] as string, fate)),
    };
  }
}

const emptyResponse = '{"records":[]}'.length;
const okBytes = '{"recordId":,"result":"Ok","data":}'.length;

function displace(original: string, wayOut: WayOut, enrichedLength: number): Fate {
  if (wayOut === 'put_back') return { kind: 'displaced', original, enrichedLength };
  return wayOut === 'as_it_came'
    ? { kind: 'untouched', data: original }
    : { kind: 'failed', reason: 'too_large' };
}

function responseRecord(recordId: string, fate: Fate): TransformationResponse['records'][number] {
  switch (fate.kind) {
    case 'untouched':
    case 'enriched':
      return new OkAnswer(recordId, fate.data);
    case 'dropped':
    case 'reingested':
      return { recordId, result: 'Dropped' };
    case 'displaced':
    case 'failed':
      return { recordId, result: 'ProcessingFailed' };
  }
}

class OkAnswer {
  readonly recordId: string;
  readonly result = 'Ok';
  readonly data: string;

  constructor(recordId: string, data: string) {
    this.recordId = recordId;
    this.data = data;
  }
}

/** Bytes of an answer without its id. What gives way is counted as failed, the longer of its two ends. */
function fateBytes(fate: Fate): number {
  if (fate.kind === 'enriched') return okBytes + fate.data.length + 2;
  if (fate.kind === 'untouched') return okBytes + jsonBytes(fate.data);
  const result = fate.kind === 'reingested' || fate.kind === 'dropped' ? 'Dropped' : 'ProcessingFailed';
  return '{"recordId":,"result":""}'.length + result.length;
}

const needsEscape = /[^\w+/=.:-]/;

function jsonBytes(value: unknown): number {
  if (typeof value === 'string' && !needsEscape.test(value)) return value.length + 2;
  return Buffer.byteLength(JSON.stringify(value));
}
