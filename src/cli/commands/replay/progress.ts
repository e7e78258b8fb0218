import type { Clock } from '../../../adapters/clock.ts';
import type { FailedTries, Progress } from '../../../replay/job.ts';
import type { Candidate } from '../../../replay/replay.ts';
import type { Output } from '../../io.ts';
import { formatBytes, formatCount, formatDuration, formatItems } from '../../output/numbers.ts';
import { createProgress } from '../../output/progress.ts';
import { printable } from './report.ts';

export interface Total {
  readonly objects: number;
  /** Of the objects that will be read, packed as they are. */
  readonly bytes: number;
}

/** What a listing says of the work ahead. */
export async function totalOf(candidates: AsyncIterable<Candidate>): Promise<Total> {
  let objects = 0;
  let bytes = 0;
  for await (const { kind, object } of candidates) {
    objects += 1;
    if (kind === 'object') bytes += object.bytes;
  }
  return { objects, bytes };
}

const barWidth = 20;

/** `[########------------] 40 %  1,234 of 3,000 objects  12,345 logs  2.1 MB/s  40.0 s left`. */
export function progressLine(progress: Progress, total: Total, elapsedMs: number): string {
  const { objects, sourceBytes, sentItems, sentBytes } = progress;
  const share = Math.min(1, total.bytes === 0 ? objects / total.objects : sourceBytes / total.bytes);
  const filled = Math.floor(share * barWidth);
  const seconds = Math.max(elapsedMs, 1) / 1_000;
  const left = share > 0.01 && elapsedMs > 1_000 ? (elapsedMs / share) * (1 - share) : undefined;
  return [
    `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${Math.floor(share * 100)} %`,
    `${formatCount(objects)} of ${formatItems(total.objects, 'object')}`,
    formatItems(sentItems, 'log'),
    `${formatBytes(Math.round(sentBytes / seconds))}/s`,
    ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
  ].join('  ');
}

/** `waiting for Datadog: 503, try 3, next in 4 s`. */
export function waitLine(destination: string, { reason, tries }: FailedTries, leftMs: number): string {
  const why = printable(reason.replace(/^Datadog answered /, ''));
  const next = leftMs <= 0 ? '' : `, next in ${Math.ceil(leftMs / 1_000)} s`;
  return `waiting for ${destination}: ${why}, try ${formatCount(tries)}${next}`;
}

/** Where a job stands, shown while it runs. */
export interface Status {
  show(text: () => string): void;
  clear(): Promise<void>;
}

/** Lines without a terminal come this far apart. */
const plainIntervalMs = 10_000;

/** On a terminal a line that changes in place; elsewhere a line every ten seconds, so that a log shows that it lives, and why it waits. */
export function createStatus(output: Output, clock: Pick<Clock, 'now' | 'schedule'>): Status {
  let current: (() => string) | undefined;
  const inPlace = createProgress(output, { ...clock, plainLines: false, intervalMs: 200 });
  let cancel = output.isTty ? () => undefined : clock.schedule(plainIntervalMs, tick);
  function tick(): void {
    if (current !== undefined) void output.write(`${current()}\n`);
    cancel = clock.schedule(plainIntervalMs, tick);
  }
  return {
    show(text) {
      current = text;
      inPlace.update(text());
    },
    async clear() {
      cancel();
      await inPlace.clear();
    },
  };
}
