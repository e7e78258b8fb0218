import { maxPayloadBytes, maxPayloadEntries } from '../../datadog/limits.ts';
import { refusesEverythingReason, sendBatch, type LogResult, type LogsApi } from '../../delivery/logs.ts';
import { readLogsResponse } from '../../delivery/logs-answer.ts';
import type { Destination, OnFate, Parcel, ParcelFate, Refusal, SendTiming } from './destination.ts';
import { takesLog } from '../filter.ts';
import { stampLog } from './stamp.ts';

/** Datadog's Logs API v2: the brackets of the array count, and a comma for each log. */
export function datadogDestination(api: LogsApi): Destination {
  return {
    limits: { maxItems: maxPayloadEntries, maxBytes: maxPayloadBytes - 2 },
    size: ({ bytes }) => bytes.length + 1,
    *prepare(logs, { filter, old, nowMs, arena }) {
      for (const { log, ...lines } of logs) {
        const { logNumbers } = lines;
        if (!takesLog(filter, log)) yield { kind: 'skipped', logNumbers, reason: 'filtered' };
        else {
          const stamped = stampLog(log, old, nowMs, arena);
          if (stamped.kind === 'too-old') yield { kind: 'skipped', logNumbers, reason: 'too_old' };
          else yield { kind: 'parcel', parcel: { ...stamped, ...lines } };
        }
      }
    },
    send: (parcels, timing, onFate) => send(parcels, api, timing, onFate),
  };
}

/**
 * Sends a batch, again and again while that may help. One that is refused is halved until the log that is refused stands alone;
 * only that one is parked. A key that is refused, or a destination that refuses everything, ends the job and decides nothing. Only a
 * 500 can be a log's fault: without a connection, with a quota used up, or with a service that is down (502 to 504), Datadog has not looked at it.
 */
async function send(
  parcels: readonly Parcel[],
  api: LogsApi,
  timing: SendTiming,
  onFate: OnFate,
): Promise<Refusal | undefined> {
  let mayBeTheirFault = false;
  const watched: LogsApi = async (...call) => {
    const response = await api(...call);
    if (response.kind === 'answered' && response.status === 500) mayBeTheirFault = true;
    const result = readLogsResponse(response, timing.now());
    if (result.kind !== 'delivered') timing.onFailure(result.reason);
    return response;
  };
  const results = await sendBatch(
    parcels.map(({ bytes }) => bytes),
    watched,
    timing,
  );
  const parcelsWith = (kind: LogResult['kind']) =>
    parcels.filter((_, index) => results[index]?.kind === kind);
  const report = async (kind: LogResult['kind'], fate: ParcelFate): Promise<void> => {
    const these = parcelsWith(kind);
    if (these.length > 0) await onFate(these, fate);
  };
  const reasonOf = (kind: LogResult['kind']): string => {
    const result = results.find((each) => each.kind === kind);
    return result !== undefined && 'reason' in result ? result.reason : '';
  };
  await report('delivered', { kind: 'delivered' });
  if (timing.refusals.isEverything) return { cause: 'destination_refuses', reason: refusesEverythingReason };
  await report('rejected', { kind: 'parked', reason: 'refused' });
  await report('retryable', {
    kind: 'tried',
    reason: reasonOf('retryable'),
    countsAsAttempt: mayBeTheirFault,
  });
  const reason = reasonOf('key-refused');
  return reason === '' ? undefined : { cause: 'unauthorized', reason };
}
