import { leftInPlace, outcomeOfError, type LeftObject } from './settle/left-in-place.ts';
import { LeaseLostError, openLedger, type Ledger, type Lease } from './settle/ledger.ts';
import type { ObjectOutcome, ReplayJob, ReplayPorts } from './job.ts';
import { StoreError, type StoredObject } from '../store/object-store.ts';
import { ObjectReplay } from './send/object.ts';
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
  await ports.logs.load();
  const run = new JobState(job, ports);
  const later: Later = { held: [], unsure: [] };
  const source = candidates[Symbol.asyncIterator]();
  const workers = Array.from({ length: job.concurrency }, () => work(source, later, run));
  await Promise.all(workers);
  for (const { object, end } of later.unsure) finish(object, await end(), run);
  for (const each of later.held) await replayHeld(each, run);
  run.stopIfRefused();
  return run.counter.report(run.stopped());
}

/** Objects that are done with when all others are. */
interface Later {
  readonly held: Held[];
  /** Fewer than the refusals at the start that make a destination one that refuses everything. */
  readonly unsure: { readonly object: StoredObject; readonly end: () => Promise<ObjectOutcome> }[];
}

interface Held {
  readonly object: StoredObject;
  readonly lease: Lease;
  readonly sinceMs: number;
}

async function work(source: AsyncIterator<Candidate>, later: Later, run: JobState): Promise<void> {
  const { counter } = run;
  while (run.stopped() === undefined) {
    const candidate = await next(source, run);
    if (candidate === undefined) return;
    // A listing of `parked/` meets what this very job has parked again.
    if (run.parkedKeys.has(candidate.object.key)) continue;
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
    if (outcome.kind === 'unsure') later.unsure.push({ object, end: outcome.end });
    else if (outcome.kind !== 'held') finish(object, outcome, run);
    else if (later.held.length < maxHeldObjects)
      later.held.push({ object, lease: outcome.lease, sinceMs: run.ports.clock.now() });
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
  if (outcome.kind === 'unsure') finish(object, await outcome.end(), run);
  else finish(object, outcome.kind === 'held' ? leftInPlace('in_use') : outcome, run);
}

function finish(object: StoredObject, outcome: ObjectOutcome, run: JobState): void {
  run.noteOutcome(outcome);
  if (outcome.kind === 'settled') run.counter.settled();
  else run.counter.left(outcome.reason);
  run.ports.onObject?.(object, outcome);
  run.noteObject();
}

type ReplayedObject =
  | ObjectOutcome
  | { readonly kind: 'held'; readonly lease: Lease }
  /** To be ended when it is known whether the destination takes anything. */
  | { readonly kind: 'unsure'; readonly end: () => Promise<ObjectOutcome> };

async function replayObject(object: StoredObject, run: JobState, stale?: Lease): Promise<ReplayedObject> {
  const { store, clock } = run.ports;
  const { owner, leaseMs, after, raw } = run.job;
  const options = { owner, leaseMs, now: () => clock.now(), keeps: after === 'keep', raw, stale };
  const opened = await openLedger(object, store, options).catch(outcomeOfError);
  if (opened.kind === 'finished') return { kind: 'settled' };
  if (opened.kind !== 'opened') return opened;
  const { ledger } = opened;
  const replaying = new ObjectReplay(object, ledger, run);
  const end = () => outcomeOf(ledger, () => endObject(object, ledger, replaying, run));
  return outcomeOf(ledger, async () => {
    await replaying.sendAll();
    return replaying.isUnsure ? { kind: 'unsure', end } : await end();
  });
}

async function outcomeOf<T>(ledger: Ledger, action: () => Promise<T>): Promise<T | ObjectOutcome> {
  try {
    return await action();
  } catch (error) {
    const outcome = outcomeOfError(error);
    await giveBack(ledger, outcome);
    return outcome;
  }
}

async function endObject(
  object: StoredObject,
  ledger: Ledger,
  replaying: ObjectReplay,
  run: JobState,
): Promise<ObjectOutcome> {
  await replaying.park();
  const { settledTotal: total, hasUnread, isDue } = replaying;
  if (total !== undefined) {
    await settleObject(object, ledger, { total, hasUnread }, run);
    return { kind: 'settled' };
  }
  await ledger.release();
  return leftInPlace(isDue ? 'unsettled' : 'skipped');
}

/** As well as it goes: a lease that stays behind runs out. */
async function giveBack(ledger: Ledger, { reason }: LeftObject): Promise<void> {
  if (reason === 'in_use') return;
  try {
    if (reason === 'gone') await ledger.remove();
    else await ledger.release();
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof LeaseLostError)) throw error;
  }
}
