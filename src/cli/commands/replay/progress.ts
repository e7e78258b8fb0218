import type { Progress } from '../../../replay/job.ts';
import type { Candidate } from '../../../replay/replay.ts';
import { formatBytes, formatCount, formatDuration } from '../../output/numbers.ts';

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
    `${formatCount(objects)} of ${formatCount(total.objects)} objects`,
    `${formatCount(sentItems)} logs`,
    `${formatBytes(Math.round(sentBytes / seconds))}/s`,
    ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
  ].join('  ');
}
