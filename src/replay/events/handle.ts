import { readReplayEvent, type EventItem, type Place, type ReplayEvent } from './event.ts';
import type { ObjectOutcome, ReplayJob, ReplayPorts } from '../job.ts';
import { planReplay, type ReplayPlan } from '../plan.ts';
import { replay, type Candidate } from '../replay.ts';
import type { ReplayReport } from '../report.ts';
import { isOwnKey } from '../settle/own-keys.ts';
import { findCandidate, sourceObjects } from '../read/objects.ts';

export interface HandleOptions extends Place {
  /** For objects of notifications: they are written while the destination may still be down. */
  readonly minAgeMs: number;
  readonly job: ReplayJob;
}

export interface Handled {
  /** What the function answers. */
  readonly answer: unknown;
  /** `undefined` for a dry run. */
  readonly report: ReplayReport | undefined;
  /** To be thrown once the report is logged: the only way to tell Step Functions that the batch must come again. */
  readonly failure?: Error | undefined;
}

/**
 * One invocation of the function, whoever invokes it. It stops in time before its deadline; what is left then is in the answer, in
 * the words of the one who asked, so that it comes again.
 */
export async function handleReplay(
  event: unknown,
  options: HandleOptions,
  ports: ReplayPorts,
): Promise<Handled> {
  const { clock } = ports;
  const request = readReplayEvent(event, options, clock.now());
  if (request.kind === 'direct') return handleDirect(request, options, ports);
  if (request.kind === 'map' && request.dryRun) {
    const keys = request.items.flatMap((item) => item.keys);
    return dryRun(candidatesOf(keys, options, ports, 0), { ...options.job, filter: request.filter }, ports);
  }
  const filter = request.kind === 'map' ? request.filter : options.job.filter;
  const minAgeMs = request.kind === 'sqs' ? options.minAgeMs : 0;
  const outcomes = new Map<string, ObjectOutcome>();
  const keys = request.items.flatMap((item) => item.keys);
  const report = await replay(
    candidatesOf(keys, options, ports, minAgeMs),
    { ...options.job, filter },
    {
      ...ports,
      onObject: ({ key }, outcome) => outcomes.set(key, outcome),
    },
  );
  const verdicts = request.items.map((item) => verdictOf(item, outcomes, options, report));
  const failure = request.kind === 'map' ? incomplete(verdicts, report) : undefined;
  return { report, failure, answer: answerTo(request, verdicts, report) };
}

async function handleDirect(
  { prefix, filter, dryRun: isDryRun }: Extract<ReplayEvent, { kind: 'direct' }>,
  { job }: HandleOptions,
  ports: ReplayPorts,
): Promise<Handled> {
  const selection = { prefix, sinceMs: filter.sinceMs };
  const candidates = sourceObjects(ports.store, selection, () => ports.clock.now());
  if (isDryRun) return dryRun(candidates, { ...job, filter }, ports);
  const report = await replay(candidates, { ...job, filter }, ports);
  return { report, answer: { done: isDone(report), ...report } };
}

async function dryRun(
  candidates: AsyncIterable<Candidate>,
  job: ReplayJob,
  ports: ReplayPorts,
): Promise<Handled> {
  const { deadlineMs = Infinity } = job;
  const isInterrupted = (): boolean => ports.clock.now() > deadlineMs - 10_000;
  const plan: ReplayPlan = await planReplay(candidates, job, { ...ports, isInterrupted });
  return { report: undefined, answer: { dryRun: true, done: !plan.interrupted, ...plan } };
}

async function* candidatesOf(
  keys: readonly string[],
  { prefix }: Place,
  { store, clock }: ReplayPorts,
  minAgeMs: number,
): AsyncGenerator<Candidate, void, undefined> {
  for (const key of new Set(keys)) {
    const candidate = await findCandidate(store, key, { prefix, minAgeMs }, () => clock.now());
    if (candidate !== undefined) yield candidate;
  }
}

interface Verdict {
  readonly id: string;
  readonly kind: 'done' | 'again' | 'never';
  readonly sentence: string;
}

function verdictOf(
  { id, keys, problem }: EventItem,
  outcomes: ReadonlyMap<string, ObjectOutcome>,
  { prefix }: Place,
  { stopped }: ReplayReport,
): Verdict {
  if (problem !== undefined) return { id, kind: 'never', sentence: problem };
  // What a replay writes itself is notified too, where the whole bucket is.
  if (keys.length > 0 && keys.every((key) => isOwnKey(key, prefix)))
    return { id, kind: 'done', sentence: 'passed over: a replay wrote it' };
  const foreign = keys.find((key) => !key.startsWith(prefix) && !isOwnKey(key, prefix));
  if (foreign !== undefined) return { id, kind: 'never', sentence: 'the key is outside of REPLAY_PREFIX' };
  for (const key of keys) {
    const outcome = outcomes.get(key);
    const isLeft = outcome?.kind === 'left' && !finalReasons.has(outcome.reason);
    // Without an outcome the object was gone, unless the job stopped before its turn.
    const isPassedOver = outcome === undefined && stopped !== undefined && !isOwnKey(key, prefix);
    if (isLeft || isPassedOver)
      return { id, kind: 'again', sentence: outcome?.kind === 'left' ? outcome.reason : 'not_reached' };
  }
  return { id, kind: 'done', sentence: 'replayed' };
}

/** Trying the same again would come to the same. */
const finalReasons: ReadonlySet<string> = new Set(['skipped', 'gone', 'before_since', 'not_an_error_object']);

function answerTo(
  request: Exclude<ReplayEvent, { kind: 'direct' }>,
  verdicts: readonly Verdict[],
  report: ReplayReport,
): unknown {
  switch (request.kind) {
    case 'sqs':
      return {
        batchItemFailures: verdicts
          .filter(({ kind }) => kind !== 'done')
          .map(({ id }) => ({ itemIdentifier: id })),
      };
    case 's3-batch':
      return {
        invocationSchemaVersion: request.schemaVersion,
        treatMissingKeysAs: 'TemporaryFailure',
        invocationId: request.invocationId,
        results: verdicts.map(({ id, kind, sentence }) => ({
          taskId: id,
          resultCode: { done: 'Succeeded', again: 'TemporaryFailure', never: 'PermanentFailure' }[kind],
          resultString: sentence,
        })),
      };
    case 'map':
      return report;
  }
}

/** Retried by the state machine, or redriven; what is done already is gone by then. */
class ReplayIncompleteError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReplayIncompleteError';
  }
}

function incomplete(verdicts: readonly Verdict[], { stopped }: ReplayReport): Error | undefined {
  const open = verdicts.filter(({ kind }) => kind !== 'done');
  if (open.length === 0) return undefined;
  const reasons = [...new Set(open.map(({ sentence }) => sentence))].join(', ');
  const cause = stopped === undefined ? '' : `; ${stopped.sentence}`;
  return new ReplayIncompleteError(
    `${open.length} of ${verdicts.length} objects are left: ${reasons}${cause}`,
  );
}

function isDone({ stopped, records, objects }: ReplayReport): boolean {
  return (
    stopped === undefined &&
    records.due === 0 &&
    Object.keys(objects.left).every((reason) => lastingReasons.has(reason))
  );
}

/** To invoke it again at once would come to the same: for some of these, somebody has to do something first. */
const lastingReasons: ReadonlySet<string> = new Set([...finalReasons, 'archived', 'ledger_unreadable']);
