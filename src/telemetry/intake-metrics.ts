import type { IntakeReport } from '../intake/report.ts';
import { metricDocument, type Event } from './metric-document.ts';

/**
 * The one log line of a request, as a CloudWatch embedded metric format document. It holds numbers, the stream's name, the request's
 * id and phrases of the intake's own, never a payload or a key.
 */
export function intakeLogLine(report: IntakeReport, durationMs: number, nowMs: number): string {
  return metricDocument(intakeEvent(report, durationMs), nowMs);
}

export function intakeEvent(report: IntakeReport, durationMs: number): Event {
  const { counts, status } = report;
  const metrics = {
    IntakeRequests: 1,
    IntakeRequestsRefused: status === 200 ? 0 : 1,
    IntakeRequestsOfStrangers: [401, 404, 405].includes(status) ? 1 : 0,
    IntakeRecords: counts.records,
    IntakeLogs: counts.logs,
    IntakeLinesJoined: counts.joined,
    IntakeLogsExcluded: counts.excluded,
    IntakeLogsSampled: counts.sampled,
    IntakeLogsMasked: counts.masked,
    IntakeLogsDelivered: counts.delivered,
    IntakeLogsDeliveredBefore: counts.deliveredBefore,
    IntakeLogsCut: counts.cut,
    IntakeLogsRepaired: counts.repaired,
    IntakeRecordsUnreadable: counts.unreadable,
    IntakeParked: counts.parked,
    IntakeDuration: Math.round(durationMs),
  };
  const details = {
    requestId: report.requestId,
    status,
    failure: report.failure,
    detail: report.detail,
    repeated: report.isRepeated,
    emptyRecords: counts.emptyRecords,
  };
  return {
    event: 'intake',
    dimension: ['DeliveryStreamName', report.streamName],
    metrics,
    units: { IntakeDuration: 'Milliseconds' },
    details,
  };
}

/** Errors whose messages are sentences of our own, without data. */
const ownErrors: ReadonlySet<string> = new Set(['StoreError', 'SecretError']);

/** A log line for what went wrong inside. */
export function intakeErrorLine(error: unknown): string {
  return JSON.stringify({ event: 'intake_error', ...told(error) });
}

/** What may be told of an error: of one that is not our own only its name and place. */
export function told(
  error: unknown,
): { error: string; message: string } | { error: string; place: string[] } {
  const { name, message, stack } = partsOf(error);
  if (ownErrors.has(name)) return { error: name, message };
  // The message comes first and may hold data, in lines that look like places, too.
  const afterMessage = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : '';
  const place = afterMessage.split('\n').filter((line) => /^\s+at /.test(line));
  return { error: name, place: place.slice(0, 5).map((line) => line.trim()) };
}

function partsOf(error: unknown): { name: string; message: string; stack: string } {
  if (typeof error !== 'object' || error === null) return { name: typeof error, message: '', stack: '' };
  const text = (key: string): string => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' ? value : '';
  };
  return { name: text('name') || 'Error', message: text('message'), stack: text('stack') };
}
