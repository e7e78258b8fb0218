import type { LogsResponse } from '../../src/delivery/logs-answer.ts';
import type { LogsApi } from '../../src/delivery/logs.ts';

/**
 * Datadog's Logs API behind the port. Over HTTP, `startDatadog` of src/local/datadog stands for it; no test makes a third.
 */
export interface FakeDatadog {
  readonly api: LogsApi;
  /** The logs that were accepted, as JSON text with one character per byte (Latin 1), so that what is no UTF-8 is seen. */
  readonly accepted: string[];
  /** Entries of each call, accepted or not. */
  readonly calls: number[];
}

export const accept: LogsResponse = { kind: 'answered', status: 202, body: '{}' };
/** What is in the way answers with a page of its own. */
export const garbage = (code = 200): LogsResponse => ({
  kind: 'answered',
  status: code,
  body: '<html>gateway</html>',
});
export const noConnection: LogsResponse = { kind: 'failed', reason: 'no connection' };
export const status = (code: number, retryAfter?: string): LogsResponse => ({
  kind: 'answered',
  status: code,
  body: '{"errors":[]}',
  retryAfter,
});

/** `answer` decides by the logs of a call and its number, from 1; a call is taken as a whole or not at all. */
export function fakeDatadog(
  answer: (logs: readonly string[], call: number) => LogsResponse = () => accept,
): FakeDatadog {
  const accepted: string[] = [];
  const calls: number[] = [];
  return {
    accepted,
    calls,
    api(body, entries) {
      const logs = logsIn(body);
      if (logs.length !== entries) throw new Error('the number of entries is wrong');
      calls.push(entries);
      const response = answer(logs, calls.length);
      if (response.kind === 'answered' && response.status === 202) accepted.push(...logs);
      return Promise.resolve(response);
    },
  };
}

export function acceptedLogs({ accepted }: FakeDatadog): Readonly<Record<string, unknown>>[] {
  return accepted.map(parseLog);
}

/** A log as the fake keeps it, read as JSON. */
export function parseLog(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(text, 'latin1').toString());
}

function logsIn(body: Uint8Array): string[] {
  const list: unknown[] = JSON.parse(Buffer.from(body).toString('latin1'));
  return list.map((log) => JSON.stringify(log));
}
