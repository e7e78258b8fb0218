import { parseTransformConfig } from '../../../src/config/transform.ts';
import { datadogDestination } from '../../../src/replay/send/datadog.ts';
import type { LogsApi } from '../../../src/delivery/logs.ts';
import type { Destination } from '../../../src/replay/send/destination.ts';
import { plainJob as withoutOwner, type ReplayJob, type ReplayPorts } from '../../../src/replay/job.ts';
import type { ObjectStore } from '../../../src/store/object-store.ts';
import { replay } from '../../../src/replay/replay.ts';
import type { RecordCounts, ReplayLines, ReplayReport } from '../../../src/replay/report.ts';
import { sourceObjects } from '../../../src/replay/read/objects.ts';
import { createLogReader } from '../../../src/logs/record-logs.ts';
import { fakeClock, type FakeClock } from '../../support/clock.ts';
import { arrivalMs } from './backup.ts';
import { newDatadog, apiOf, type Datadog } from './datadog.ts';
import { Effects } from './effects.ts';
import { memoryStore, type Bucket } from './memory-store.ts';

/** An hour after the records arrived. */
export const nowMs = arrivalMs + 3_600_000;

export const logs = createLogReader(parseTransformConfig({}));

export const plainJob: ReplayJob = { ...withoutOwner, owner: 'one', deadlineMs: undefined };

export interface World {
  readonly bucket: Bucket;
  readonly datadog: Datadog;
  readonly clock: FakeClock;
}

export function newWorld(objects: Readonly<Record<string, string | Uint8Array>> = {}): World {
  const clock = fakeClock(nowMs);
  const bucket: Bucket = new Map();
  for (const [key, bytes] of Object.entries(objects))
    bucket.set(key, { bytes: Buffer.from(bytes), lastModifiedMs: arrivalMs + 60_000 });
  return { bucket, datadog: newDatadog(), clock };
}

export interface Attempt {
  readonly job?: Partial<ReplayJob>;
  readonly effects?: Effects;
  readonly api?: LogsApi;
  readonly store?: ObjectStore;
  /** Logs in a batch at most, so that small backups make several. */
  readonly maxItems?: number;
  readonly destination?: Destination;
  readonly prefix?: string;
  readonly ports?: Partial<ReplayPorts>;
}

/** One run of the job over the world as it is. */
export function attempt(world: World, options: Attempt = {}): Promise<ReplayReport> {
  const { bucket, datadog, clock } = world;
  const { effects = new Effects(), maxItems = 1_000, prefix = 'errors/' } = options;
  const store = options.store ?? memoryStore(bucket, { effects, now: () => clock.now() });
  const datadogApi = datadogDestination(options.api ?? apiOf(datadog, { effects }));
  const destination = options.destination ?? {
    ...datadogApi,
    limits: { ...datadogApi.limits, maxItems },
  };
  const job = { ...plainJob, ...options.job };
  return replay(
    sourceObjects(store, { prefix }, () => clock.now()),
    job,
    {
      store,
      destination,
      logs,
      clock,
      ...options.ports,
    },
  );
}

/** What does not add up in a report. */
export function imbalances({ records, lines, byErrorCode, objects }: ReplayReport): string[] {
  const all = Object.values(byErrorCode);
  const wrong = [records, ...all].filter((counts) => counts.found !== accounted(counts)).map(() => 'records');
  if (sum(all.map(({ found }) => found)) !== records.found) wrong.push('error codes');
  if (lines.found !== accountedLines(lines) || lines.due < 0) wrong.push('lines');
  if (records.due === 0 && lines.due !== 0) wrong.push('lines due');
  if (objects.found !== objects.settled + sum(Object.values(objects.left))) wrong.push('objects');
  return wrong;
}

function accountedLines({ delivered, parked, skipped, due, ...named }: ReplayLines): number {
  const { joined, excluded, sampled } = named;
  const gone = [joined, excluded, sampled].flatMap((counts) => Object.values(counts));
  return delivered + parked + skipped + due + sum(gone);
}

function accounted({ delivered, dropped, parked, skipped, due }: RecordCounts): number {
  return delivered + dropped + sum(Object.values(parked)) + sum(Object.values(skipped)) + due;
}

export function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}

export function keysUnder(bucket: Bucket, folder: string): string[] {
  return [...bucket.keys()].filter((key) => key.startsWith(folder)).sort();
}
