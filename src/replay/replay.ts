import { leftInPlace, outcomeOfError } from './settle/left-in-place.ts';
import { LeaseLostError, openLedger, type Ledger, type Lease } from './settle/ledger.ts';
import type { ObjectOutcome, ReplayJob, ReplayPorts } from './job.ts';
import { StoreError, type StoredObject } from '../store/object-store.ts';
import { replayRecords } from './send/object.ts';
import type { LeftReason, ReplayReport } from './report.ts';
import { JobState } from './job-state.ts';
import { settleObject } from './settle/settle.ts';

/** Objects of other jobs that are looked at once more at the end. */
const maxHeldObjects = 10_000;

/** An object to replay, or why it is not looked at. */
export type Candidate =
  | { readonly kind: 'object'; readonly object: StoredObject }
  | { readonly kind: 'left'; readonly object: StoredObject; readonly reason: LeftReason };

/**
 * Brings back what is due of the objects: list → read → decode → resend → settle. Whatever happens, an object stays until every
 * record in it is delivered or parked, and a later run goes on where this one ended. Resolves with the report; rejects only for
 * defects, and for a listing that fails before its first object.
 */
export async function replay(
  candidates: AsyncIterable<Candidate>,
  job: ReplayJob,
  ports: ReplayPorts,
): Promise<ReplayReport> {
  const run = new JobState(job, ports);
  const held: Held[] = [];
  const source = candidates[Symbol.asyncIterator]();
  const workers = Array.from({ length: job.concurrency }, () => work(source, held, run));
  await Promise.all(workers);
  for (const each of held) await replayHeld(each, run);
  run.stopIfRefused();
  return run.counter.report(run.stopped());
}

interface Held {
  readonly object: StoredObject;
  readonly lease: Lease;
  readonly sinceMs: number;
}

async function work(source: AsyncIterator<Candidate>, held: Held[], run: JobState): Promise<void> {
  const { counter } = run;
  while (run.stopped() === undefined) {
    const candidate = await next(source, run);
    if (candidate === undefined) return;
    counter.objects.found += 1;
    const { object } = candidate;
    if (candidate.kind === 'left') {
      finish(object, candidate, run);
      continue;
    }
    if (run.stopped() !== undefined) {
      finish(object, leftInPlace('not_reached'), run);
      return;
    }
    const outcome = await replayObject(object, run);
    if (outcome.kind !== 'held') finish(object, outcome, run);
    else if (held.length < maxHeldObjects)
      held.push({ object, lease: outcome.lease, sinceMs: run.ports.clock.now() });
    else finish(object, leftInPlace('in_use'), run);
  }
}

async function next(source: AsyncIterator<Candidate>, run: JobState): Promise<Candidate | undefined> {
  try {
    const { done, value } = await source.next();
    return done === true ? undefined : value;
  } catch (error) {
    if (!(error instanceof StoreError) || run.counter.objects.found === 0) throw error;
    run.stop('listing_failed', error.message);
    return undefined;
  }
}

/**
 * An object that another job held: if that one was killed, its lease runs out, and the object is ours. If it lives, the lease was
 * renewed, and the object stays with it. A lease that ends later than any can was written by a clock that is ahead.
 */
async function replayHeld({ object, lease, sinceMs }: Held, run: JobState): Promise<void> {
  const { clock } = run.ports;
  const { deadlineMs = Infinity, leaseMs } = run.job;
  const untilMs = Math.min(lease.untilMs, sinceMs + leaseMs);
  const waitMs = untilMs - clock.now() + 1;
  if (run.stopped() === undefined && waitMs > 0 && untilMs < deadlineMs) await clock.sleep(waitMs);
  const stale = clock.now() - sinceMs > leaseMs ? lease : undefined;
  const outcome =
    run.stopped() === undefined ? await replayObject(object, run, stale) : leftInPlace('in_use');
  finish(object, outcome.kind === 'held' ? leftInPlace('in_use') : outcome, run);
}

function finish(object: StoredObject, outcome: ObjectOutcome, run: JobState): void {
  run.noteOutcome(outcome);
  if (outcome.kind === 'settled') run.counter.settled();
  else run.counter.left(outcome.reason);
  run.ports.onObject?.(object, outcome);
  run.noteObject();
}

type ReplayedObject = ObjectOutcome | { readonly kind: 'held'; readonly lease: Lease };

async function replayObject(object: StoredObject, run: JobState, stale?: Lease): Promise<ReplayedObject> {
  const { store, clock } = run.ports;
  const { owner, leaseMs, after, raw } = run.job;
  const options = { owner, leaseMs, now: () => clock.now(), keeps: after === 'keep', raw, stale };
  let ledger: Ledger | undefined;
  try {
    const opened = await openLedger(object, store, options);
    if (opened.kind === 'finished') return { kind: 'settled' };
    if (opened.kind === 'held') return { kind: 'held', lease: opened.lease };
    ledger = opened.ledger;
    return await replayOpened(object, ledger, run);
  } catch (error) {
    const outcome = outcomeOfError(error);
    if (error instanceof StoreError) await giveBack(ledger, error);
    return outcome;
  }
}

async function replayOpened(object: StoredObject, ledger: Ledger, run: JobState): Promise<ObjectOutcome> {
  const { total, isDamaged, isDue } = await replayRecords(object, ledger, run);
  if (total !== undefined && ledger.states.isSettled(total)) {
    await settleObject(object, ledger, total, { isDamaged }, run);
    return { kind: 'settled' };
  }
  await ledger.release();
  return leftInPlace(isDue ? 'unsettled' : 'skipped');
}

/** As well as it goes: a lease that stays behind runs out. */
async function giveBack(ledger: Ledger | undefined, { failure }: StoreError): Promise<void> {
  try {
    if (failure === 'gone') await ledger?.remove();
    else await ledger?.release();
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof LeaseLostError)) throw error;
  }
}
