import type { RetryClock } from '../delivery/retry.ts';
import type { LogReader } from '../logs/record-logs.ts';
import type { Destination } from './send/destination.ts';
import type { RecordFilter } from './filter.ts';
import type { LeftReason, ReplayReport } from './report.ts';
import type { ObjectStore, StoredObject } from '../store/object-store.ts';
import type { OldPolicy } from './send/stamp.ts';

/** What becomes of an object when all its records have a fate. */
export type AfterPolicy = 'move' | 'delete' | 'keep';

export interface ReplayJob {
  readonly old: OldPolicy;
  readonly after: AfterPolicy;
  /** The objects hold the records themselves, as source record backup writes them. */
  readonly raw: boolean;
  readonly filter: RecordFilter;
  /** A record that was tried so often, in all runs together, is parked. */
  readonly maxAttempts: number;
  /** Objects that are worked on at the same time. */
  readonly concurrency: number;
  /** Bytes of logs a second; `undefined` for no limit. */
  readonly bytesPerSecond: number | undefined;
  /** Names this job in the ledgers; unlike that of any other. */
  readonly owner: string;
  /** How long an object stays ours without a sign of life. A job that was killed keeps others from its objects for so long. */
  readonly leaseMs: number;
  /** How long one batch is tried before its records stay due. */
  readonly retryMs: number;
  /** Epoch ms; nothing is begun that could end later. */
  readonly deadlineMs: number | undefined;
}

export const defaultLimits = { maxAttempts: 5, concurrency: 4, leaseMs: 60_000, retryMs: 30_000 } as const;

/** A job of everything below a prefix, as `kubehose replay --yes` without options. */
export const plainJob: Omit<ReplayJob, 'owner' | 'deadlineMs'> = {
  ...defaultLimits,
  old: 'restamp',
  after: 'move',
  raw: false,
  filter: {},
  bytesPerSecond: undefined,
};

export interface ReplayPorts {
  readonly store: ObjectStore;
  readonly destination: Destination;
  readonly logs: LogReader;
  readonly clock: RetryClock;
  /** Whether somebody wants the job to end; what is in flight is finished. Waits of `clock` should end early, too. */
  readonly isInterrupted?: () => boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Told before every wait after a request that nothing came of. */
  readonly onWait?: (wait: FailedTries & { readonly ms: number }) => void;
  /** Told what became of every object, in the order in which they are done with. */
  readonly onObject?: (object: StoredObject, outcome: ObjectOutcome) => void;
}

/** Requests for one batch that nothing came of, and why the last of them did not. */
export interface FailedTries {
  readonly reason: string;
  readonly tries: number;
}

export type ObjectOutcome =
  | { readonly kind: 'settled' }
  | {
      readonly kind: 'left';
      readonly reason: LeftReason;
      /** What, where, what to do; where the reason alone does not say it. Names the object. */
      readonly sentence?: string;
    };

/** Where a job stands. */
export interface Progress {
  readonly objects: number;
  /** Bytes of source objects that were read, packed as they are. */
  readonly sourceBytes: number;
  readonly sentItems: number;
  readonly sentBytes: number;
  readonly report: () => ReplayReport;
}
