import type { IntakeCounts, IntakeReport } from '../intake/report.ts';
import { intakeErrorLine, intakeEvent, intakeLogLine, told } from './intake-metrics.ts';
import { plainDocument } from './metric-document.ts';

/** One line for each request, and one for what went wrong inside. */
export interface IntakeLog {
  request(report: IntakeReport, durationMs: number, nowMs: number): string;
  error(error: unknown, nowMs: number): string;
}

/** Formats of `kubehose intake`: for people, for a log collector, and for CloudWatch to take metrics from, as the function writes it. */
export const intakeLogs = {
  text: { request: requestText, error: errorText },
  json: {
    request: (report, durationMs, nowMs) => plainDocument(intakeEvent(report, durationMs), nowMs),
    error: (error, nowMs) =>
      JSON.stringify({ timestamp: isoTime(nowMs), event: 'intake_error', ...told(error) }),
  },
  emf: { request: intakeLogLine, error: intakeErrorLine },
} as const satisfies Record<string, IntakeLog>;

const words: readonly [count: keyof IntakeCounts, word: string][] = [
  ['records', 'records'],
  ['emptyRecords', 'empty'],
  ['unreadable', 'unreadable'],
  ['logs', 'logs'],
  ['joined', 'lines joined'],
  ['excluded', 'excluded'],
  ['sampled', 'sampled out'],
  ['masked', 'masked'],
  ['delivered', 'delivered'],
  ['deliveredBefore', 'delivered before'],
  ['cut', 'cut'],
  ['repaired', 'repaired'],
  ['parked', 'parked'],
];

function requestText(report: IntakeReport, durationMs: number, nowMs: number): string {
  const { status, streamName, requestId, failure, detail, isRepeated, counts } = report;
  const parts = [
    failure === undefined ? '' : `${failure}${detail === undefined ? '' : ` (${detail})`}`,
    isRepeated ? 'repeated' : '',
    ...words.map(([count, word]) => (counts[count] > 0 ? `${word} ${counts[count]}` : '')),
    `${Math.round(durationMs)} ms`,
  ].filter((part) => part !== '');
  return `${isoTime(nowMs)} ${status} ${streamName} ${onOneLine(requestId) || '-'}: ${parts.join(', ')}`;
}

function errorText(error: unknown, nowMs: number): string {
  const { error: name, ...rest } = told(error);
  const what = 'message' in rest ? `: ${rest.message}` : ` ${rest.place[0] ?? ''}`.trimEnd();
  return `${isoTime(nowMs)} ${name}${what}`;
}

/** A request names its id itself. */
function onOneLine(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '?');
}

function isoTime(nowMs: number): string {
  return new Date(nowMs).toISOString();
}
