import type { LogsResponse } from '../../../src/delivery/logs-answer.ts';
import type { LogsApi } from '../../../src/delivery/logs.ts';
import { Effects } from './effects.ts';

type Log = Readonly<Record<string, unknown>>;

/** What Datadog took, and what it thinks of logs. Outlives the job. */
export interface Datadog {
  /** Ids of logs, in the order of acceptance. */
  readonly accepted: string[];
  /** The logs themselves. */
  readonly logs: Log[];
  /** Batches as they were accepted. */
  readonly batches: string[][];
}

export interface DatadogOptions {
  readonly effects?: Effects;
  /** A batch that holds one such log is answered 400. */
  readonly refuses?: (id: string) => boolean;
  /** A batch that holds one such log is answered 500. */
  readonly breaksOn?: (id: string) => boolean;
  readonly keyRefused?: () => boolean;
}

export function newDatadog(): Datadog {
  return { accepted: [], logs: [], batches: [] };
}

/** The Logs API as a port: it takes a batch whole or not at all. */
export function apiOf(datadog: Datadog, options: DatadogOptions = {}): LogsApi {
  const { effects = new Effects(), refuses = no, breaksOn = no, keyRefused = no } = options;
  return (body) => {
    const logs: Log[] = JSON.parse(Buffer.from(body).toString());
    const ids = logs.map(idOf);
    return effects.run<LogsResponse>(
      'send',
      () => {
        if (keyRefused()) return answer(403);
        if (ids.some(refuses)) return answer(400);
        if (ids.some(breaksOn)) return answer(500);
        datadog.accepted.push(...ids);
        datadog.logs.push(...logs);
        datadog.batches.push(ids);
        return answer(202);
      },
      () => ({ kind: 'failed', reason: 'no answer' }),
    );
  };
}

function answer(status: number): LogsResponse {
  return { kind: 'answered', status, body: '{}' };
}

/** `id` of a log, or the text of one that was made of plain text. */
export function idOf(log: Log): string {
  return typeof log['id'] === 'string' ? log['id'] : String(log['message']);
}

function no(): boolean {
  return false;
}
