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

/** Where replay and intake put what can never be delivered as it is. */
export const parkedFolder = 'parked/';

/** What is parked reaches nobody until somebody looks. */
export function parkedDiagnosis(bucketName: string, looked: Lookup<Backlog>): Diagnosis {
  const check = 'parked';
  if (looked.kind === 'unknown') return unknown(check, looked.reason);
  const objects = looked.kind === 'found' ? looked.value.objects : 0;
  const place = `s3://${bucketName}/${parkedFolder}`;
  if (objects === 0) return healthy(check, `nothing under ${place}`);
  return found({
    check,
    what: `${objects === 1 ? '1 object' : `${objects} objects`} of records that could not be delivered under ${place}`,
    impact: 'these logs are not in Datadog; Datadog refused them, or they could not be read',
    fix: `kubehose replay ${place} lists the reasons; fix the cause, then the same with --yes`,
  });
}

/** Alarms and continuous replay hear of new error objects by EventBridge. */
export function eventsDiagnosis(bucketName: string, looked: Lookup<boolean>): Diagnosis {
  const check = 'bucket events';
  if (looked.kind === 'unknown') return unknown(check, looked.reason);
  if (looked.kind === 'missing') return unknown(check, `there is no bucket ${bucketName}`);
  if (looked.value) return healthy(check, `${bucketName} sends them to EventBridge`);
  return found({
    check,
    what: `bucket ${bucketName} does not send its events to EventBridge`,
    impact: 'no alarm and no continuous replay hears of new error objects',
    fix: `aws s3api put-bucket-notification-configuration --bucket ${bucketName} --notification-configuration '{"EventBridgeConfiguration":{}}' (it replaces other notifications: add them)`,
  });
}

function hours(ms: number): string {
  return (ms / 3_600_000).toFixed(1);
}
