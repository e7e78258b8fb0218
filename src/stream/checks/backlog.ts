import { maxPastMs } from '../../datadog/limits.ts';
import { found, healthy, unknown, type Diagnosis } from '../finding.ts';
import type { Lookup } from '../lookup.ts';

/** What waits in the error output. */
export interface Backlog {
  readonly objects: number;
  /** Epoch ms; `undefined` where there are none. */
  readonly oldestMs: number | undefined;
}

/** Whether what waits under `prefix` is still young enough to keep its dates. */
export function backlogDiagnosis(
  bucketName: string,
  prefix: string,
  looked: Lookup<Backlog>,
  nowMs: number,
): Diagnosis {
  const check = 'backlog';
  const place = `s3://${bucketName}/${prefix}`;
  if (looked.kind === 'unknown') return unknown(check, looked.reason);
  if (looked.kind === 'missing') {
    return found({
      check,
      what: `there is no bucket ${bucketName}`,
      impact:
        'what cannot be delivered cannot be kept; the stream stops, and after 24 hours records are lost',
      fix: 'make the bucket again, or give the stream another one',
    });
  }
  const { objects, oldestMs } = looked.value;
  if (oldestMs === undefined) return healthy(check, `no error objects under ${place}`);
  const ageMs = nowMs - oldestMs;
  const what = `${objects} error objects wait under ${place}, the oldest for ${hours(ageMs)} h`;
  if (ageMs < maxPastMs) return healthy(check, what);
  return found({
    check,
    what,
    impact: 'Datadog discards logs with dates older than 18 h, although it answers 202',
    fix: `kubehose replay ${place} --yes; it moves such dates to original_timestamp`,
  });
}

function hours(ms: number): string {
  return (ms / 3_600_000).toFixed(1);
}
