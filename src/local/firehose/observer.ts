import type { StreamRecord, Verdict } from './processor.ts';

/** Sees what becomes of each record; it may keep what it is shown, but not change it. */
export interface StreamObserver {
  /** What the transformation made of a record, before that goes on. */
  transformed(record: StreamRecord, verdict: Verdict): void;
  /** Records that the destination took, or that failed there with an error code. */
  settled(records: readonly StreamRecord[], failedCode: string | undefined): void;
}
