/** What to do with a batch, by the answer of the Logs API v2. */
export type LogsOutcome =
  /** Datadog has it (asynchronously). */
  | 'accepted'
  /** The same again later. */
  | 'retry'
  /** Too large: send it in halves, never drop it. */
  | 'split'
  /** Something in it is refused: halve to find out what, and park that. */
  | 'isolate'
  /** The API key is refused: stop, keep the data. */
  | 'key-refused';

/** Source: Datadog API reference "Send logs"; behaviour of the Agent and of Vector's `datadog_logs` sink. */
export function logsOutcome(httpStatus: number): LogsOutcome {
  if (httpStatus >= 200 && httpStatus < 300) return 'accepted';
  if (httpStatus === 401 || httpStatus === 403) return 'key-refused';
  if (httpStatus === 413) return 'split';
  if (httpStatus === 408 || httpStatus === 429 || (httpStatus >= 500 && httpStatus < 600)) return 'retry';
  return 'isolate';
}
