import { Buffer } from 'node:buffer';
import { batches } from '../batch/batch.ts';
import { toValidUtf8 } from '../codec/utf8.ts';
import { maxLogBytes, maxPayloadBytes, maxPayloadEntries, requestTimeoutMs } from '../datadog/limits.ts';
import type { BackoffOptions } from './backoff.ts';
import { cutLog } from './cut-log.ts';
import type { Deliver, DeliveryResult } from './delivery.ts';
import { readLogsResponse, type LogsResponse } from './logs-answer.ts';
import { withRetry, type RetryClock } from './retry.ts';

/**
 * The port: one call of Datadog's Logs API v2. `body` is a JSON array of `entries` logs, not compressed, and good only until the
 * answer is given. It does not throw for what the network does; `timeoutMs` is the longest that the call may take.
 */
export type LogsApi = (body: Uint8Array, entries: number, timeoutMs: number) => Promise<LogsResponse>;

/** What became of one log. A reason is a phrase for people; it holds no payload and no key. */
export type LogResult =
  /**
   * Datadog has it; `isCut` when it was larger than Datadog takes and ends with a marker that says so, `isRepaired` when bytes that are
   * no UTF-8 became U+FFFD.
   */
  | { readonly kind: 'delivered'; readonly isCut: boolean; readonly isRepaired: boolean }
  /** Refused although it was sent alone: no retry cures it. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Not accepted within the deadline; the same log may be sent again later. */
  | { readonly kind: 'retryable'; readonly reason: string }
  /** The API key is refused; nothing that came after was sent. */
  | { readonly kind: 'key-refused'; readonly reason: string };

/** Refused one by one at the start, with nothing ever accepted: then the destination is wrong, and not these logs. */
export const maxRefusedAtStart = 20;

/** What a destination did so far, over all calls that share it. */
export class Refusals {
  #refused = 0;
  #hasAccepted: boolean;

  constructor(hasAccepted = false) {
    this.#hasAccepted = hasAccepted;
  }

  get hasAccepted(): boolean {
    return this.#hasAccepted;
  }

  /** Whether it refuses everything. */
  get isEverything(): boolean {
    return !this.#hasAccepted && this.#refused >= maxRefusedAtStart;
  }

  note(kind: LogResult['kind']): void {
    if (kind === 'delivered') this.#hasAccepted = true;
    if (kind === 'rejected') this.#refused += 1;
  }
}

export const refusesEverythingReason = 'Datadog refuses everything (400): check DD_SITE and DD_URL';

const refusesEverything: LogResult = { kind: 'retryable', reason: refusesEverythingReason };

export interface SendLogsOptions extends RetryClock {
  /** Instant on the scale of `now` until which calls and waits last at most. */
  readonly deadlineMs: number;
  /** Calls at the same time. */
  readonly concurrency?: number;
  readonly backoff?: BackoffOptions;
  /** Whether the destination is believed when it refuses one log after the other. */
  readonly refusals?: Refusals;
  /** Told the result of a log, by its position in `logs`, as soon as it is final. */
  readonly onResult?: (position: number, result: LogResult) => void;
}

/**
 * Sends logs, each the bytes of one JSON object, to the Logs API: at most 1000 and 5 MB a call, a log above 1 MB cut with a visible
 * marker. What can be tried again is, with back-off and `Retry-After`, until the deadline. A batch that is refused (400, 413) is
 * halved until the bad log stands alone. A refused key ends everything at once. The answer has one result per log, in order; it does
 * not throw for what the port answers. Source: Datadog API reference "Send logs".
 */
export async function sendLogs(
  logs: readonly Uint8Array[],
  api: LogsApi,
  options: SendLogsOptions,
): Promise<readonly LogResult[]> {
  const results: LogResult[] = [];
  const send = sender(api, options, (entries, result) => {
    for (const { position, isCut, isRepaired } of entries) {
      const own = result.kind === 'delivered' ? { ...result, isCut, isRepaired } : result;
      results[position] = own;
      options.onResult?.(position, own);
    }
  });
  const queue = batches(entriesOf(logs), limits, ({ bytes }) => bytes.length + 1);
  const work = async () => {
    // A generator is not exhausted twice, so the workers share it.
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      if (next.value.kind === 'batch') await send(next.value.items);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 4 }, work));
  return believed(results, options);
}

/**
 * The same for one batch whose logs its caller has made fit: valid UTF-8, none above 1 MB, together within the limits of a call. Nothing
 * is batched or cut a second time.
 */
export async function sendBatch(
  logs: readonly Uint8Array[],
  api: LogsApi,
  options: Omit<SendLogsOptions, 'concurrency' | 'onResult'>,
): Promise<readonly LogResult[]> {
  const results: LogResult[] = [];
  const send = sender(api, options, (entries, result) => {
    for (const { position } of entries) results[position] = result;
  });
  if (logs.length > 0)
    await send(logs.map((bytes, position) => ({ position, bytes, isCut: false, isRepaired: false })));
  return believed(results, options);
}

function believed(results: readonly LogResult[], { refusals }: SendLogsOptions): readonly LogResult[] {
  if (refusals?.isEverything !== true) return results;
  return results.map((result) => (result.kind === 'rejected' ? refusesEverything : result));
}

/** Two bytes are for the brackets; a comma is counted with every log. */
const limits = { maxItems: maxPayloadEntries, maxBytes: maxPayloadBytes - 2 };

interface Entry {
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly isCut: boolean;
  readonly isRepaired: boolean;
}

function* entriesOf(logs: readonly Uint8Array[]): Generator<Entry, void, undefined> {
  for (const [position, log] of logs.entries()) {
    // One byte that is no UTF-8 would make a 400 of the whole batch.
    const valid = toValidUtf8(log);
    const isCut = valid.length > maxLogBytes;
    const bytes = isCut
      ? cutLog(Buffer.from(valid.buffer, valid.byteOffset, valid.length), maxLogBytes)
      : valid;
    yield { position, bytes, isCut, isRepaired: valid !== log };
  }
}

interface Payload {
  readonly body: Uint8Array;
  readonly entries: number;
}

const delivered: LogResult = { kind: 'delivered', isCut: false, isRepaired: false };

/** Answers a function that sends a batch and tells `settle` the fate of all of it, in parts where it had to be halved. */
function sender(
  api: LogsApi,
  options: SendLogsOptions,
  settle: (entries: readonly Entry[], result: LogResult) => void,
): (entries: readonly Entry[]) => Promise<void> {
  const { now, deadlineMs } = options;
  const once: Deliver<Payload> = async ({ body, entries }, timeoutMs) =>
    readLogsResponse(await api(body, entries, timeoutMs), now());
  const deliver = withRetry(once, { ...options, attemptTimeoutMs: requestTimeoutMs });
  let keyRefused: LogResult | undefined;

  return async function send(entries) {
    if (keyRefused !== undefined) return settle(entries, keyRefused);
    if (options.refusals?.isEverything === true) return settle(entries, refusesEverything);
    const leftMs = deadlineMs - now();
    if (leftMs <= 0) return settle(entries, { kind: 'retryable', reason: 'no time was left to send it' });
    const result = await deliver({ body: payload(entries), entries: entries.length }, leftMs);
    if (mustSplit(result) && entries.length > 1) {
      const half = entries.length >> 1;
      await send(entries.slice(0, half));
      return send(entries.slice(half));
    }
    const final = finalResult(result);
    if (final.kind === 'key-refused') keyRefused = final;
    options.refusals?.note(final.kind);
    return settle(entries, final);
  };
}

function mustSplit(result: DeliveryResult): boolean {
  return result.kind === 'rejected' && result.cause !== 'unauthorized';
}

function finalResult(result: DeliveryResult): LogResult {
  if (result.kind === 'delivered') return delivered;
  const { reason } = result;
  if (result.kind === 'retryable') return { kind: 'retryable', reason };
  return { kind: result.cause === 'unauthorized' ? 'key-refused' : 'rejected', reason };
}

function payload(entries: readonly Entry[]): Uint8Array {
  const size = entries.reduce((sum, { bytes }) => sum + bytes.length + 1, 1);
  const body = Buffer.allocUnsafe(size);
  body[0] = 0x5b;
  let at = 1;
  for (const { bytes } of entries) {
    body.set(bytes, at);
    at += bytes.length;
    body[at++] = 0x2c;
  }
  body[at - 1] = 0x5d;
  return body;
}
