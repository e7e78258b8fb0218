import type { LogsApi } from '../../../src/delivery/logs.ts';
import { accept, fakeDatadog, noConnection, parseLog, status } from '../../support/datadog.ts';
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

/** The Logs API as a port, whose calls are effects of the job. */
export function apiOf(datadog: Datadog, options: DatadogOptions = {}): LogsApi {
  const { effects = new Effects(), refuses = no, breaksOn = no, keyRefused = no } = options;
  const { api } = fakeDatadog((texts) => {
    const logs = texts.map(parseLog);
    const ids = logs.map(idOf);
    if (keyRefused()) return status(403);
    if (ids.some(refuses)) return status(400);
    if (ids.some(breaksOn)) return status(500);
    datadog.accepted.push(...ids);
    datadog.logs.push(...logs);
    datadog.batches.push(ids);
    return accept;
  });
  return async (...call) =>
    effects.run(
      'send',
      () => api(...call),
      () => Promise.resolve(noConnection),
    );
}

/** `id` of a log, or the text of one that was made of plain text. */
export function idOf(log: Log): string {
  return typeof log['id'] === 'string' ? log['id'] : String(log['message']);
}

function no(): boolean {
  return false;
}
