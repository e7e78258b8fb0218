import type { Buffer } from 'node:buffer';
import type { BatchLimits } from '../../batch/batch.ts';
import type { Allocator } from '../../codec/arena.ts';
import type { Refusals } from '../../delivery/logs.ts';
import type { RetryClock } from '../../delivery/retry.ts';
import type { Log } from '../../logs/log-attributes.ts';
import type { LogProcessing } from '../../logs/record-logs.ts';
import type { RecordFilter } from '../filter.ts';
import type { OldPolicy } from './stamp.ts';
import type { RecordTally } from '../report-counter.ts';
import type { Fate, ParkedReason, SkippedReason, StopCause } from '../report.ts';

/** What is sent as one: a log, or a record with all its logs that are due. */
export interface Parcel extends LogProcessing {
  /** Numbers of the logs in it. */
  readonly logNumbers: readonly number[];
  readonly bytes: Buffer;
  readonly record: RecordTally;
  readonly restamped: boolean;
  readonly cut: boolean;
  /** Whether bytes that are no UTF-8 became U+FFFD. */
  readonly repaired: boolean;
}

/** A log of a record, good until the next one is taken. */
export interface NumberedLog extends LogProcessing {
  /** Those of all lines that were joined into it. */
  readonly logNumbers: readonly number[];
  readonly log: Log;
}

/** What logs of a record come to at a destination: each of them is in exactly one of these. */
export type Prepared =
  | { readonly kind: 'parcel'; readonly parcel: Omit<Parcel, 'record'> }
  /** A rule has dropped it: nothing of it is sent. */
  | ({ readonly logNumbers: readonly number[]; readonly joinedBy: readonly string[] } & Dropped)
  | { readonly kind: 'skipped'; readonly logNumbers: readonly number[]; readonly reason: SkippedReason }
  | { readonly kind: 'parked'; readonly logNumbers: readonly number[]; readonly reason: ParkedReason };

type Dropped = Extract<Fate, { readonly kind: 'dropped' }>;

/** What became of parcels that were sent. */
export type ParcelFate =
  | { readonly kind: 'delivered' }
  /** Tried in vain; it stays due. What may be the fault of the parcels counts, and is parked when that happened too often. */
  | { readonly kind: 'tried'; readonly reason: string; readonly countsAsAttempt: boolean }
  | { readonly kind: 'parked'; readonly reason: ParkedReason };

/** Told as soon as the fate of some parcels is known, each once; what it writes down is written when it resolves. */
export type OnFate = (parcels: readonly Parcel[], fate: ParcelFate) => Promise<void>;

/** Everything that is sent fails alike, so the job must end: `reason` is a phrase. */
export interface Refusal {
  readonly cause: Extract<StopCause, 'unauthorized' | 'destination_refuses'>;
  readonly reason: string;
}

export interface SendChoice {
  readonly old: OldPolicy;
  readonly filter: RecordFilter;
  readonly nowMs: number;
  readonly arena: Allocator;
}

/** Where a replay sends what it has read. */
export interface Destination {
  readonly limits: BatchLimits;
  /** Bytes of a parcel in a batch; `Infinity` for one that fits none. */
  size(parcel: Parcel): number;
  /** Prepares the logs of one record one by one; bytes that are kept are copies in `arena`. */
  prepare(logs: Iterable<NumberedLog>, choice: SendChoice): Iterable<Prepared>;
  /** Sends one batch, in several requests where it must. Parcels whose fate it does not tell are due. */
  send(parcels: readonly Parcel[], timing: SendTiming, onFate: OnFate): Promise<Refusal | undefined>;
}

export interface SendTiming extends RetryClock {
  /** Instant on the scale of `now` after which no request begins. `now` is `Infinity` once the job has stopped. */
  readonly deadlineMs: number;
  /** Of the whole job. */
  readonly refusals: Refusals;
  /** Told of every request that nothing came of, before the next one. */
  readonly onFailure: (reason: string) => void;
}
