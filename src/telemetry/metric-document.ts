import { version } from './version.ts';

/** What one log line says. */
export interface Event {
  readonly event: string;
  /** The one dimension of the metrics. */
  readonly dimension: readonly [name: string, value: string];
  readonly metrics: Readonly<Record<string, number>>;
  /** Units of those metrics that are no counts. */
  readonly units: Readonly<Record<string, 'Bytes' | 'Milliseconds'>>;
  /** What stands beside the metrics, for people. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A log line from which CloudWatch takes metrics. Source: CloudWatch user guide, embedded metric format. */
export function metricDocument(event: Event, nowMs: number): string {
  const { dimension, metrics, units } = event;
  return JSON.stringify({
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: 'kubehose',
          Dimensions: [[dimension[0]]],
          Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: units[Name] ?? 'Count' })),
        },
      ],
    },
    ...membersOf(event),
  });
}

/** The same line for who does not read it with CloudWatch. */
export function plainDocument(event: Event, nowMs: number): string {
  return JSON.stringify({ timestamp: new Date(nowMs).toISOString(), ...membersOf(event) });
}

function membersOf({ event, dimension: [name, value], metrics, details }: Event) {
  return { event, version, [name]: value, ...metrics, ...details };
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
